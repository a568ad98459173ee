import { Anchor, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { DataTable, type Column } from '../../ui/data-table.js';
import { formatChange } from '../../ui/format.js';
import { Outcome } from '../../ui/outcome.js';
import { Panel } from '../../ui/panel.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';

type Event = Schemas['Event'];

/** The newest events of the user that owns an id. */
export function UserEvents({ id }: { id: string }) {
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: ['events', 'of-user', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/events', {
          params: { query: { userId: id, limit: 10, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  return (
    <Panel title="Recent events" hint="The newest first. Open one to see what became of it, and why.">
      <QueryState query={query}>
        {({ pages }) => {
          const events = pages.flatMap(({ data }) => data);
          if (events.length === 0) {
            return (
              <EmptyState icon="activity" title="No events yet">
                Events whose user ID is one of this user’s will be listed here.
              </EmptyState>
            );
          }
          return (
            <Stack>
              <DataTable
                caption="Recent events"
                columns={columns}
                rows={events}
                keyOf={(event) => event.id}
              />
              <ShowMore query={query} what="events" />
            </Stack>
          );
        }}
      </QueryState>
    </Panel>
  );
}

const columns: Column<Event>[] = [
  {
    header: 'Event',
    cell: (event) => (
      <Anchor component={Link} to={`/events/${encodeURIComponent(event.id)}`} size="sm" fw={600}>
        {event.name ?? 'Identify'}
      </Anchor>
    ),
  },
  { header: 'Outcome', cell: (event) => <Outcome event={event} /> },
  {
    header: 'Usage',
    cell: ({ usage }) =>
      usage.length === 0 ? (
        <Text span size="sm" c="dimmed">
          –
        </Text>
      ) : (
        usage.map(({ featureId, delta }) => `${featureId} ${formatChange(delta)}`).join(', ')
      ),
  },
  { header: 'User ID', cell: ({ userId }) => userId },
  { header: 'When', cell: ({ occurredAt }) => <Time at={occurredAt} /> },
];
