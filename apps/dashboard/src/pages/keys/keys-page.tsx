import { Button, Center, Code, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionCache } from '../../api/caches.js';
import { faultAt, unwrap, type Schemas } from '../../api/client.js';
import { useApi, useEnvironment } from '../../api/environment.js';
import { sessionQuery } from '../../session/session.js';
import { Confirm } from '../../ui/confirm.js';
import { CopyBlock, CopyButton } from '../../ui/copy.js';
import { DataTable } from '../../ui/data-table.js';
import { formatDay } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Mark } from '../../ui/mark.js';
import { Notice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { ErrorState, QueryState } from '../../ui/states.js';
import { Ago, Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import classes from '../usage/usage.module.css';

type Key = Schemas['ApiKey'];
type NewKey = Schemas['NewApiKey'];

const scopes = [
  {
    value: 'ingest',
    label: 'Ingest: send events, read nothing',
    description: 'For Segment’s webhook, libraries, browsers and apps. It may be public.',
  },
  {
    value: 'admin',
    label: 'Admin: everything in this environment',
    description: 'For servers that read usage, and to sign in here. Keep it secret.',
  },
] as const;

/** Keys of this environment: made, watched and ended. */
export default function KeysPage() {
  const api = useApi();
  const environment = useEnvironment();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  const keys = useInfiniteQuery({
    queryKey: ['keys'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/keys', { params: { query: { ...(pageParam && { cursor: pageParam }) } }, signal }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const session = useQuery(sessionQuery, sessionCache);
  const own = session.data?.find((one) => one.environment === environment)?.keyId;
  return (
    <Page
      title="API keys"
      intro={`Keys of the ${environment} environment. Only a hash of each is kept, so a key is shown once, when it is made.`}
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)}>
          Create key
        </Button>
      }
    >
      <QueryState query={keys}>
        {({ pages }) => (
          <>
            <DataTable
              caption="API keys"
              rows={pages.flatMap(({ data }) => data)}
              keyOf={({ id }) => id}
              columns={[
                {
                  header: 'Key',
                  cell: ({ id, name, hint }) => (
                    <div>
                      <Text size="sm" fw={600} span>
                        {name}
                      </Text>
                      {id === own && (
                        <Text size="xs" c="dimmed" span>
                          {' '}
                          · you are signed in with it
                        </Text>
                      )}
                      {hint !== null && <div className={classes.id}>{hint}</div>}
                    </div>
                  ),
                },
                { header: 'Scope', cell: ({ scope }) => (scope === 'admin' ? 'Admin' : 'Ingest') },
                {
                  header: 'Created',
                  cell: ({ createdAt }) => <time dateTime={createdAt}>{formatDay(createdAt)}</time>,
                },
                {
                  header: 'Last used',
                  cell: ({ lastUsedAt }) =>
                    lastUsedAt === null ? (
                      <Text span size="sm" c="dimmed">
                        Never
                      </Text>
                    ) : (
                      <Ago at={lastUsedAt} />
                    ),
                },
                {
                  header: 'State',
                  cell: ({ revokedAt }) =>
                    revokedAt === null ? (
                      <Mark tone="good" icon="passed">
                        Active
                      </Mark>
                    ) : (
                      <div>
                        <Mark tone="quiet" icon="failed">
                          Revoked
                        </Mark>
                        <Text size="xs" c="dimmed" component="div">
                          <Time at={revokedAt} />
                        </Text>
                      </div>
                    ),
                },
                {
                  header: 'Actions',
                  hideHeader: true,
                  align: 'end',
                  cell: (key) =>
                    key.revokedAt === null && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={`Revoke ${key.name}`}
                        onClick={() => setRevoking(key)}
                      >
                        Revoke
                      </Button>
                    ),
                },
              ]}
            />
            {keys.hasNextPage && (
              <Center>
                <Button
                  variant="default"
                  loading={keys.isFetchingNextPage}
                  onClick={() => void keys.fetchNextPage()}
                >
                  Show more
                </Button>
              </Center>
            )}
          </>
        )}
      </QueryState>
      {creating && <CreateKey onClose={() => setCreating(false)} />}
      {revoking && (
        <RevokeKey apiKey={revoking} own={revoking.id === own} onClose={() => setRevoking(undefined)} />
      )}
    </Page>
  );
}

/** The form, then the key itself. It stands in this dialog's memory only, and goes with it. */
function CreateKey({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const environment = useEnvironment();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<NewKey['scope']>('ingest');
  const create = useMutation({
    mutationFn: (body: NewKey) => unwrap(api.POST('/api/keys', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
    gcTime: 0,
  });
  const made = create.data;
  if (made) {
    return (
      <Modal opened onClose={onClose} title={`Key “${made.name}”`} size="lg" closeOnClickOutside={false}>
        <Stack>
          <Notice tone="warn" title="Copy it now">
            It is not shown again: only its hash is kept. A lost key is replaced by a new one.
          </Notice>
          <CopyBlock text={made.key} what="the key" />
          {made.scope === 'ingest' && (
            <div>
              <Text size="sm" mb={4}>
                In a library of Segment:
              </Text>
              <CopyBlock
                text={`new Analytics({\n  writeKey: '${made.key}',\n  host: '${location.origin}',\n})`}
                what="the line for a library"
              />
            </div>
          )}
          <Group justify="flex-end">
            <CopyButton text={made.key} what="key" label="Copy key" />
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Create a key" size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name, scope });
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="What will use it, so that you know what stops when it is revoked."
            placeholder="Shop, browser"
            required
            data-autofocus
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={faultAt(create.error, 'name')}
          />
          <Radio.Group label="It may" name="scope" value={scope} onChange={(value) => setScope(value)}>
            <Stack gap="xs" mt="xs">
              {scopes.map((one) => (
                <Radio key={one.value} {...one} />
              ))}
            </Stack>
          </Radio.Group>
          <Text size="sm" c="dimmed">
            It opens the {environment} environment alone:{' '}
            <Code>
              {scope === 'admin' ? 'prv' : 'wrt'}_{environment}_…
            </Code>
          </Text>
          {create.isError && faultAt(create.error, 'name') === undefined && (
            <ErrorState error={create.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RevokeKey({ apiKey, own, onClose }: { apiKey: Key; own: boolean; onClose: () => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => unwrap(api.POST('/api/keys/{id}/revoke', { params: { path: { id: apiKey.id } } })),
    onSuccess: async () => {
      toast('Key revoked. Within five seconds it is refused everywhere.');
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <Confirm
      opened
      title={`Revoke “${apiKey.name}”?`}
      action="Revoke key"
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        {apiKey.scope === 'ingest'
          ? 'Within five seconds, every event that is sent with it is refused and lost, unless its sender tries again with another key.'
          : 'Within five seconds, every request and event with it is refused. Browsers that are signed in with it are signed out at once.'}{' '}
        {apiKey.lastUsedAt === null ? (
          'It was never used.'
        ) : (
          <>
            It was last used <Ago at={apiKey.lastUsedAt} />.
          </>
        )}
      </Text>
      {own && (
        <Notice tone="warn" title="You are signed in with this key">
          Revoking it signs you out. Have another admin key at hand.
        </Notice>
      )}
      <Text size="sm">This cannot be taken back.</Text>
    </Confirm>
  );
}
