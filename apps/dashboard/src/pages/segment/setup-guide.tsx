import { List, Tabs, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useEnvironment } from '../../api/environment.js';
import { CopyBlock } from '../../ui/copy.js';
import { Panel } from '../../ui/panel.js';

/** How to connect, ready to be copied, with the address of this very server. */
export function SetupGuide() {
  const environment = useEnvironment();
  const host = location.origin;
  const key = 'wrt_…';
  return (
    <Panel
      title="Connect Segment"
      hint={
        <>
          In place of <code>{key}</code> put a key of the {environment} environment: an{' '}
          <Link to="/keys">ingest key</Link>, which can send events and read nothing.
        </>
      }
    >
      <Tabs defaultValue="webhook" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="webhook">Webhook</Tabs.Tab>
          <Tabs.Tab value="node">Node library</Tabs.Tab>
          <Tabs.Tab value="browser">Browser library</Tabs.Tab>
          <Tabs.Tab value="http">HTTP</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="webhook">
          <List type="ordered" size="sm" spacing="xs" mb="sm">
            <List.Item>In Segment, add the destination “Webhooks (Actions)” to your source.</List.Item>
            <List.Item>Send Track and Identify calls to the address below.</List.Item>
            <List.Item>Add the header below, with the key.</List.Item>
          </List>
          <CopyBlock what="the webhook’s address" text={`${host}/segment/events`} />
          <Text size="sm" my={6}>
            Header:
          </Text>
          <CopyBlock what="the webhook’s header" text={`Authorization: ${key}`} />
        </Tabs.Panel>
        <Tabs.Panel value="node">
          <CopyBlock
            what="the code for Node"
            text={`import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: '${key}', host: '${host}' });

analytics.identify({ userId: 'u1', traits: { name: 'Ada', email: 'ada@example.com' } });
analytics.track({ userId: 'u1', event: 'Package Created', properties: { type: 'addon' } });`}
          />
        </Tabs.Panel>
        <Tabs.Panel value="browser">
          <CopyBlock
            what="the code for browsers"
            text={`import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({ writeKey: '${key}', cdnURL: '${host}' });

analytics.identify('u1', { name: 'Ada', email: 'ada@example.com' });
analytics.track('Package Created', { type: 'addon' });`}
          />
          <Text size="sm" c="dimmed" mt="xs">
            A key in a web page is public: use an ingest key.
          </Text>
        </Tabs.Panel>
        <Tabs.Panel value="http">
          <CopyBlock
            what="the call by HTTP"
            text={`curl ${host}/v1/track -u ${key}: -H 'Content-Type: application/json' \\
  -d '{"userId": "u1", "event": "Package Created", "properties": {"type": "addon"}}'`}
          />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}
