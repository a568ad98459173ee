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
import { lazy, Suspense, useState } from 'react';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { Panel } from '../../ui/panel.js';
import { EmptyState, Loading, QueryState } from '../../ui/states.js';
import { featuresQuery } from '../rules/queries.js';
import {
  chosenGrouping,
  chosenRange,
  periodLabel,
  periodsOf,
  rangeText,
  valuesOf,
  type Grouping,
  type Range,
} from '../usage/range.js';
import { userUsageQuery } from './queries.js';

const UsageChart = lazy(() => import('../usage/usage-chart.js'));

const ranges = [
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: '12m', label: '12 months' },
];

/** Charts that are shown at first. */
const most = 6;

/** Usage of a user in a range of time, a chart for each feature. */
export function UsagePanel({ userKey, id }: { userKey: string; id: string }) {
  const api = useApi();
  const [chosen, setChosen] = useState('30d');
  const [now] = useState(() => Date.now());
  const [asTable, setAsTable] = useState(false);
  const [all, setAll] = useState(false);
  const search = new URLSearchParams({ range: chosen });
  const range = chosenRange(search, now);
  const groupBy = chosenGrouping(search, range);
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
                      groupBy={groupBy}
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

function FeatureChart({
  userId,
  featureId,
  name,
  range: { from, to },
  groupBy,
  asTable,
}: {
  userId: string;
  featureId: string;
  name: string;
  range: Range;
  groupBy: Grouping;
  asTable: boolean;
}) {
  const api = useApi();
  const query = { userId, featureId, from, to, groupBy };
  const usage = useQuery({
    queryKey: ['usage', 'of-user', query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/usage', { params: { query }, signal })),
  });
  if (!usage.data) return usage.isError ? <QueryState query={usage}>{() => null}</QueryState> : <Loading />;
  const periods = periodsOf({ from, to }, groupBy);
  const values = valuesOf(periods, usage.data.data);
  const labelled = periods.map((period, index) => ({
    label: periodLabel(period.from, groupBy),
    value: values[index]!,
  }));
  if (asTable) {
    return (
      <DataTable
        caption={`${name} by ${groupBy}`}
        columns={[
          { header: groupBy === 'day' ? 'Day' : 'Month', cell: ({ label }) => label },
          { header: 'Used', align: 'end', cell: ({ value }) => formatNumber(value) },
        ]}
        rows={labelled.filter(({ value }) => value !== 0).reverse()}
        keyOf={({ label }) => label}
      />
    );
  }
  const most = labelled.reduce((best, one) => (one.value > best.value ? one : best));
  return (
    <Suspense fallback={<Loading label="Loading the chart" />}>
      <UsageChart
        label={`${name} by ${groupBy}, ${rangeText({ from, to })}. Most in ${most.label}: ${formatNumber(most.value)}.`}
        periods={periods}
        names={[name]}
        values={[values]}
        groupBy={groupBy}
        small
      />
    </Suspense>
  );
}
