import { Group, Paper, Select, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Page } from '../../ui/page.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Ago } from '../../ui/time.js';
import { RunProgress, type Run } from './run-progress.js';

const states: { value: Run['state']; label: string }[] = [
  { value: 'running', label: 'Running' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'paused', label: 'Paused' },
  { value: 'done', label: 'Done' },
  { value: 'cancelled', label: 'Cancelled' },
  { value: 'superseded', label: 'Superseded' },
];

export default function RunsPage() {
  const api = useApi();
  const [state, setState] = useState<Run['state'] | null>(null);
  const runs = useInfiniteQuery({
    queryKey: ['applications', 'list', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/applications', {
          params: { query: { limit: 20, ...(state && { state }), ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: 5_000,
  });
  return (
    <Page
      title="Runs"
      intro="A new or changed rule, and a new feature, run over the stored events that are not mapped. A retract takes usage back. Both can be paused."
    >
      <Select
        label="State"
        placeholder="Every state"
        clearable
        maw={240}
        data={states}
        value={state}
        onChange={(value) => setState(value)}
      />
      <QueryState query={runs}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) {
            return (
              <EmptyState icon="history" title={state ? 'No such run' : 'No runs yet'}>
                {state ? (
                  'Choose another state.'
                ) : (
                  <>
                    The first begins when you <Link to="/rules/new">make a rule</Link>.
                  </>
                )}
              </EmptyState>
            );
          }
          return (
            <Stack gap="sm">
              {all.map((run) => (
                <Paper key={run.id} withBorder radius="md" p="md">
                  <Group justify="space-between" mb={6} gap="xs">
                    <RunTitle run={run} />
                    <Text size="sm" c="dimmed">
                      <Ago at={run.createdAt} />
                    </Text>
                  </Group>
                  <RunProgress run={run} />
                </Paper>
              ))}
            </Stack>
          );
        }}
      </QueryState>
      <ShowMore query={runs} what="runs" />
    </Page>
  );
}

function RunTitle({ run }: { run: Run }) {
  const api = useApi();
  const rules = useQuery({
    queryKey: ['rules', 'names'],
    queryFn: async () => (await unwrap(api.GET('/api/rules', { params: { query: { limit: 200 } } }))).data,
  });
  if (run.ruleId === null) return <Text fw={600}>New feature {run.featureId}</Text>;
  const name = rules.data?.find(({ id }) => id === run.ruleId)?.name ?? 'A deleted rule';
  return (
    <Text fw={600}>
      {run.kind === 'retract' && 'Retract of '}
      <Link to={`/rules/${run.ruleId}`}>{name}</Link>
      <Text span size="sm" c="dimmed" fw={400}>
        {' '}
        version {run.ruleVersion}
      </Text>
    </Text>
  );
}
