import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { unwrap } from '../../api/client.js';
import { useApi, useEnvironment } from '../../api/environment.js';
import { Mark } from '../../ui/mark.js';
import { Notice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Ago } from '../../ui/time.js';
import { Boxes } from './boxes.js';
import { LiveTail } from './live-tail.js';
import { SetupGuide } from './setup-guide.js';
import { TestEventButton } from './test-event-button.js';

/** Whether events come, what waits for a decision, how to connect, and the events as they come. */
export default function SegmentPage() {
  const api = useApi();
  const environment = useEnvironment();
  const status = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/status', { signal })),
    refetchInterval: 3_000,
  });
  return (
    <Page title="Segment" intro="What arrives from Segment and its libraries, and what becomes of it.">
      <QueryState query={status}>
        {(found) => {
          if (found.lastEventAt === null) {
            return (
              <Stack>
                <EmptyState
                  icon="activity"
                  title={`No event has come to ${environment} yet`}
                  action={<TestEventButton variant="filled" />}
                >
                  Connect Segment or one of its libraries as shown below, or send a test event to see one go
                  through.
                </EmptyState>
                <SetupGuide />
              </Stack>
            );
          }
          return (
            <Stack>
              {status.isError && (
                <Notice tone="warn">
                  The server does not answer at the moment; this is what was known last.
                </Notice>
              )}
              <Group gap="xs">
                {found.connected ? (
                  <Mark tone="good" icon="passed">
                    Connected
                  </Mark>
                ) : (
                  <Mark tone="warn" icon="alert">
                    Nothing came for a day
                  </Mark>
                )}
                <Text size="sm" c="dimmed" component="span">
                  Last event <Ago at={found.lastEventAt} />
                </Text>
              </Group>
              <Boxes status={found} />
              <LiveTail />
              <SetupGuide />
            </Stack>
          );
        }}
      </QueryState>
    </Page>
  );
}
