import {
  Button,
  Center,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Bars, type Bar } from '../../ui/bars.js';
import { DataTable } from '../../ui/data-table.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { EmptyState, Loading, QueryState } from '../../ui/states.js';
import { featuresQuery } from '../rules/queries.js';
import { userUsageQuery } from './queries.js';

const ranges = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '12', label: '12 months' },
];

/** Charts that are shown at first. */
const most = 6;

/** Usage of a user in a range of time, a chart for each feature. */
export function UsagePanel({ userKey, id }: { userKey: string; id: string }) {
  const api = useApi();
  const [chosen, setChosen] = useState('30');
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const [asTable, setAsTable] = useState(false);
  const [all, setAll] = useState(false);
  const range = rangeOf(chosen, today);
  const usage = useQuery(userUsageQuery(api, userKey, { from: range.from, to: range.to }));
  const names = new Map(useQuery(featuresQuery(api)).data?.map((feature) => [feature.id, feature.name]));
  return (
    <Panel
      title="Usage"
      hint="By feature, in UTC, of all IDs of this user."
      actions={
        <>
          <Switch
            size="sm"
            label="As tables"
            checked={asTable}
            onChange={({ currentTarget }) => setAsTable(currentTarget.checked)}
          />
          <SegmentedControl
            size="xs"
            aria-label="Range of time"
            data={ranges}
            value={chosen}
            onChange={setChosen}
          />
        </>
      }
    >
      <QueryState query={usage}>
        {(features) => {
          if (features.length === 0) {
            return (
              <EmptyState icon="chart" title="No usage in this time">
                Events that a rule maps, or that name a feature themselves, count here.
              </EmptyState>
            );
          }
          const sorted = features.toSorted((a, b) => b.records - a.records);
          const hidden = all ? 0 : sorted.length - most;
          return (
            <Stack>
              <SimpleGrid cols={{ base: 1, sm: 2, lg: sorted.length > 2 ? 3 : 2 }} spacing="sm">
                {sorted.slice(0, all ? undefined : most).map(({ featureId, used }) => (
                  <Paper key={featureId} withBorder p="sm" component="section" aria-label={featureId}>
                    <Title order={3} size="h6">
                      {names.get(featureId) ?? featureId}
                    </Title>
                    <Text fw={650} size="xl" className="tabular" mb={6}>
                      {formatNumber(used)}
                    </Text>
                    <FeatureChart
                      userId={id}
                      featureId={featureId}
                      name={names.get(featureId) ?? featureId}
                      range={range}
                      asTable={asTable}
                    />
                  </Paper>
                ))}
              </SimpleGrid>
              {hidden > 0 && (
                <Center>
                  <Button variant="default" onClick={() => setAll(true)}>
                    Show {formatCount(hidden, 'more feature')}
                  </Button>
                </Center>
              )}
            </Stack>
          );
        }}
      </QueryState>
    </Panel>
  );
}

interface Range {
  from: string;
  /** Exclusive. */
  to: string;
  groupBy: 'day' | 'month';
}

function FeatureChart({
  userId,
  featureId,
  name,
  range,
  asTable,
}: {
  userId: string;
  featureId: string;
  name: string;
  range: Range;
  asTable: boolean;
}) {
  const api = useApi();
  const usage = useQuery({
    queryKey: ['usage', 'of-user', userId, featureId, range],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/usage', { params: { query: { userId, featureId, ...range } }, signal })),
  });
  if (!usage.data) return usage.isError ? <QueryState query={usage}>{() => null}</QueryState> : <Loading />;
  const bars = barsOf(usage.data.data, range);
  const most = bars.reduce((best, bar) => (bar.value > best.value ? bar : best), bars[0]!);
  if (asTable) {
    const used = bars.filter(({ value }) => value !== 0).reverse();
    return (
      <DataTable
        caption={`${name} by ${range.groupBy}`}
        columns={[
          { header: range.groupBy === 'day' ? 'Day' : 'Month', cell: ({ label }) => label },
          { header: 'Used', align: 'end', cell: ({ value }) => formatNumber(value) },
        ]}
        rows={used}
        keyOf={({ label }) => label}
      />
    );
  }
  return (
    <Bars
      label={`${name} by ${range.groupBy}, ${bars[0]!.label} to ${bars.at(-1)!.label}. Most in ${most.label}: ${formatNumber(most.value)}.`}
      bars={bars}
    />
  );
}

/** Whole days or months in UTC, up to today. */
function rangeOf(chosen: string, today: string): Range {
  const day = new Date(`${today}T00:00:00Z`);
  const at = (months: number, days: number, ofMonth?: number): string =>
    new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, (ofMonth ?? day.getUTCDate()) + days))
      .toISOString()
      .slice(0, 10);
  if (chosen === '12') return { from: at(-11, 0, 1), to: at(1, 0, 1), groupBy: 'month' };
  return { from: at(0, 1 - Number(chosen)), to: at(0, 1), groupBy: 'day' };
}

/** Each period of the range: the API leaves out those without usage. */
function barsOf(data: readonly { from: string; used: number }[], { from, to, groupBy }: Range): Bar[] {
  const length = groupBy === 'day' ? 10 : 7;
  const used = new Map(data.map((period) => [period.from.slice(0, length), period.used]));
  const bars: Bar[] = [];
  const date = new Date(`${from}T00:00:00Z`);
  for (let label = ''; date.toISOString().slice(0, 10) < to;) {
    label = date.toISOString().slice(0, length);
    bars.push({ label, value: used.get(label) ?? 0 });
    if (groupBy === 'day') date.setUTCDate(date.getUTCDate() + 1);
    else date.setUTCMonth(date.getUTCMonth() + 1);
  }
  return bars;
}
