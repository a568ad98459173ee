import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { DataTable, type Column } from '../../ui/data-table.js';
import { formatCount, formatDay, formatNumber } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Notice } from '../../ui/notice.js';
import { ErrorState, QueryState } from '../../ui/states.js';
import { useUndoToast } from './undo.js';
import { userName } from './user-address.js';
import { usersChanged, type User } from './queries.js';
import classes from './users.module.css';

type Preview = Schemas['MergeResult'];

/** Shows what a merge of these users would come to, and merges them. Opened while there are any. */
export function MergeDialog({
  users,
  onClose,
  onMerged,
}: {
  users: readonly User[];
  onClose: () => void;
  onMerged: (survivor: Schemas['UserDetails']) => void;
}) {
  return (
    <Modal opened={users.length > 0} onClose={onClose} size="xl" title={`Merge ${users.length} users`}>
      {users.length > 0 && <MergePreview users={users} onClose={onClose} onMerged={onMerged} />}
    </Modal>
  );
}

function MergePreview({ users, onClose, onMerged }: Parameters<typeof MergeDialog>[0]) {
  const api = useApi();
  const client = useQueryClient();
  const offerUndo = useUndoToast();
  const keys = users.map(({ key }) => key);
  const request = (dryRun: boolean) => ({ body: { keys, ids: [], dryRun } });
  const preview = useQuery({
    // What was there before is no preview of what will be.
    queryKey: ['users', 'merge-preview', keys],
    gcTime: 0,
    queryFn: ({ signal }) => unwrap(api.POST('/api/users/merge', { ...request(true), signal })),
  });
  const merge = useMutation({
    mutationFn: () => unwrap(api.POST('/api/users/merge', request(false))),
    onSuccess: async ({ user, merge: made }) => {
      onMerged(user);
      if (made) offerUndo(made);
      await usersChanged(client);
    },
  });
  return (
    <Stack>
      <QueryState query={preview}>{(result) => <Result result={result} users={users} />}</QueryState>
      {merge.error && <ErrorState error={merge.error} />}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          A merge can be undone at any time.
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            leftSection={<Icon name="merge" size={16} />}
            disabled={!preview.data}
            loading={merge.isPending}
            onClick={() => merge.mutate()}
          >
            {`Merge ${users.length} users`}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function Result({ result, users }: { result: Preview; users: readonly User[] }) {
  const { user, merged } = result;
  const lines = linesOf(
    result,
    users.find(({ key }) => key === user.key),
  );
  const lostBilling = lines.find(({ field, dropped }) => field === 'Billing ID' && dropped.length > 0);
  return (
    <>
      <Text size="sm">
        <b>{userName(user)}</b>
        {user.id !== null && user.id !== userName(user) && ` (${user.id})`} is kept, since it was created
        first, on {formatDay(user.createdAt)}. What it lacks is filled from{' '}
        {merged.length === 1 ? 'the other' : 'the others, the oldest first'}.
      </Text>
      <section>
        <Title order={3} size="h5" mb={6}>
          The user after the merge
        </Title>
        <DataTable
          caption="The user after the merge"
          columns={lineColumns}
          rows={lines}
          keyOf={({ field }) => field}
        />
      </section>
      {lostBilling && (
        <Notice tone="warn" title="Two billing IDs">
          <Text size="sm">
            {lostBilling.dropped.join(', ')} will be connected to nobody. Look at your billing provider
            whether that customer still pays.
          </Text>
        </Notice>
      )}
      <section>
        <Title order={3} size="h5" mb={6}>
          Usage
        </Title>
        <UsageBeforeAndAfter result={result} />
      </section>
    </>
  );
}

/** A field of the user that is left: who filled it, where it was empty, and what of the others is not kept. */
interface Line {
  field: string;
  value: string | null;
  filledBy: string | null;
  dropped: string[];
}

function linesOf({ user, merged }: Preview, before: User | undefined): Line[] {
  const line = (field: string, read: (of: Omit<User, 'key'>) => string | null): Line => {
    const value = read(user);
    const filled = value !== null && before !== undefined && read(before) === null;
    const giver = filled ? merged.find((other) => read(other) === value) : undefined;
    const others = merged.map(read).filter((other) => other !== null && other !== value);
    return {
      field,
      value,
      filledBy: giver ? (giver.id ?? userName(giver)) : null,
      dropped: [...new Set(others as string[])],
    };
  };
  const names = new Set([user, ...merged].flatMap(({ metadata }) => Object.keys(metadata)));
  return [
    { field: 'IDs', value: user.identities.join(', ') || null, filledBy: null, dropped: [] },
    line('Name', ({ name }) => name),
    line('Email', ({ email }) => email),
    line('Billing ID', ({ billingId }) => billingId),
    ...[...names].map((name) =>
      line(name, ({ metadata }) => (Object.hasOwn(metadata, name) ? JSON.stringify(metadata[name]) : null)),
    ),
  ];
}

const nothing = (
  <Text span c="dimmed">
    –
  </Text>
);

const lineColumns: Column<Line>[] = [
  { header: 'Field', cell: ({ field }) => field },
  {
    header: 'Value',
    cell: ({ value, filledBy }) => (
      <>
        {value === null ? nothing : <b>{value}</b>}
        {filledBy !== null && (
          <Text span size="xs" c="dimmed">
            {' '}
            from {filledBy}
          </Text>
        )}
      </>
    ),
  },
  {
    header: 'Not kept',
    cell: ({ dropped }) =>
      dropped.length === 0 ? nothing : <span className={classes.dropped}>{dropped.join(', ')}</span>,
  },
];

/** Users that have a column of their own; more would not fit. */
const mostColumns = 4;

function UsageBeforeAndAfter({ result: { usage, user, merged } }: { result: Preview }) {
  if (usage.after.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        None of them used anything yet.
      </Text>
    );
  }
  const names = new Map([user, ...merged].map((one) => [one.key, userName(one)]));
  const used = (data: Preview['usage']['after'], featureId: string): number =>
    data.find((one) => one.featureId === featureId)?.used ?? 0;
  const before: Column<Preview['usage']['after'][number]>[] =
    usage.before.length <= mostColumns
      ? usage.before.map(({ key, id, data }) => ({
          header: id ?? names.get(key) ?? key,
          align: 'end',
          cell: ({ featureId }) => formatNumber(used(data, featureId)),
        }))
      : [
          {
            header: `Before, ${formatCount(usage.before.length, 'user')}`,
            align: 'end',
            cell: ({ featureId }) =>
              formatNumber(usage.before.reduce((sum, { data }) => sum + used(data, featureId), 0)),
          },
        ];
  return (
    <DataTable
      caption="Usage before and after"
      columns={[
        { header: 'Feature', cell: ({ featureId }) => featureId },
        ...before,
        { header: 'After', align: 'end', cell: (feature) => <b>{formatNumber(feature.used)}</b> },
      ]}
      rows={usage.after}
      keyOf={({ featureId }) => featureId}
    />
  );
}
