import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { CopyBlock } from '../../ui/copy.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { Mark } from '../../ui/mark.js';
import { Outcome } from '../../ui/outcome.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { QueryState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import type { PageParameters } from '../page-parameters.js';
import { ruleLink } from '../unmapped/group.js';
import { Verdicts } from '../rules/verdicts.js';
import rules from '../rules/rules.module.css';

type Explanation = Schemas['EventExplanation'];

export default function EventPage({ parameters: { id = '' } }: PageParameters) {
  const api = useApi();
  const explanation = useInfiniteQuery({
    queryKey: ['events', id, 'explain'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/events/{id}/explain', {
          params: { path: { id }, query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // What became of an event that just came is known a moment later.
    refetchInterval: ({ state }) => (state.data?.pages[0]?.event.outcome === 'pending' ? 1_000 : false),
  });
  const first = explanation.data?.pages[0];
  const event = first?.event;
  return (
    <Page
      title={event ? (event.name ?? 'Identify call') : 'Event'}
      parent={{ to: '/', label: 'Segment' }}
      actions={
        event?.outcome === 'unmapped' && (
          <Button component={Link} to={ruleLink({ name: event.name ?? '' })}>
            Make a rule
          </Button>
        )
      }
    >
      <QueryState query={explanation}>
        {({ pages }) => {
          const [{ event, summary, records, total }] = pages as [Explanation, ...Explanation[]];
          return (
            <Stack>
              <Panel title="What became of it" actions={<Outcome event={event} />}>
                <Text size="sm">{summary}</Text>
                <Facts event={event} />
              </Panel>
              {records.length > 0 && <Records records={records} />}
              {event.type === 'track' && (
                <Rules
                  said={pages.flatMap(({ data }) => data)}
                  total={total}
                  more={explanation.hasNextPage ? () => void explanation.fetchNextPage() : null}
                />
              )}
              <Payload id={id} />
            </Stack>
          );
        }}
      </QueryState>
    </Page>
  );
}

function Facts({ event }: { event: Schemas['Event'] }) {
  return (
    <Text size="sm" c="dimmed" mt="xs" component="div">
      User <Link to={`/users/${encodeURIComponent(event.userId)}`}>{event.userId}</Link> · occurred{' '}
      <Time at={event.occurredAt} /> · received <Time at={event.receivedAt} /> · event {event.id} · message{' '}
      {event.messageId}
    </Text>
  );
}

function Records({ records }: { records: Explanation['records'] }) {
  return (
    <Panel title="Usage" hint="What it gave, and by what.">
      {records.map((record) => (
        <div key={record.featureId} className={rules.sample}>
          <Text size="sm" mb={4}>
            <strong>
              {formatNumber(record.delta)} of {record.featureId}
            </strong>{' '}
            {record.ruleId === null ? (
              'because the event names the feature'
            ) : (
              <>
                by <Link to={`/rules/${record.ruleId}`}>{record.ruleName ?? 'a rule'}</Link>, version{' '}
                {record.ruleVersion}
              </>
            )}
          </Text>
          <Verdicts conditions={record.conditions} />
        </div>
      ))}
    </Panel>
  );
}

function Rules({
  said,
  total,
  more,
}: {
  said: Explanation['data'];
  total: number;
  more: (() => void) | null;
}) {
  return (
    <Panel
      title="Why, by every rule"
      hint={
        total === 0
          ? 'There is no rule yet.'
          : total === 1
            ? 'The one rule, as it is now.'
            : `${formatCount(total, 'rule')} as they are now, the nearest miss first.`
      }
    >
      {said.map((rule) => (
        <div key={rule.ruleId} className={rules.sample}>
          <Group gap="sm" mb={4} justify="space-between">
            <Text size="sm">
              <Link to={`/rules/${rule.ruleId}`}>{rule.name}</Link>{' '}
              <Text span c="dimmed">
                for {rule.featureId}
                {!rule.enabled && ', disabled'}
              </Text>
            </Text>
            {rule.matches ? (
              <Mark tone="good" icon="passed">
                Matches
              </Mark>
            ) : (
              <Mark tone="bad" icon="failed">
                {formatCount(rule.misses, 'condition')} not met
              </Mark>
            )}
          </Group>
          <Verdicts conditions={rule.conditions} />
          {rule.note && (
            <Text size="sm" mt={4} c="dimmed">
              {rule.note}
            </Text>
          )}
        </div>
      ))}
      {more && (
        <Button mt="sm" size="xs" variant="default" onClick={more}>
          Show more
        </Button>
      )}
    </Panel>
  );
}

function Payload({ id }: { id: string }) {
  const api = useApi();
  const event = useQuery({
    queryKey: ['events', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/events/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <Panel title="Payload" hint="The call as it came, without its key.">
      <QueryState query={event}>
        {({ payload }) => <CopyBlock what="the payload" text={JSON.stringify(payload, null, 2)} />}
      </QueryState>
    </Panel>
  );
}
