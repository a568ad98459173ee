import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { useApi, useEnvironment } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { Icon } from '../../ui/icons.js';
import { Panel } from '../../ui/panel.js';
import { Loading, QueryState } from '../../ui/states.js';
import { seriesFile, usersPath } from './links.js';
import { NumberLink, unitsOf } from './parts.js';
import { seriesQuery, type Feature } from './queries.js';
import { periodLabel, periodsOf, rangeText, valuesOf, within, type Grouping, type Range } from './range.js';
import classes from './usage.module.css';

const UsageChart = lazy(() => import('./usage-chart.js'));

/** Usage over time, as a chart or as a table, and as a file. */
export function SeriesPanel({
  range,
  groupBy,
  features,
  asTable,
  onView,
}: {
  range: Range;
  groupBy: Grouping;
  features: readonly Feature[];
  asTable: boolean;
  onView: (view: string) => void;
}) {
  const api = useApi();
  const environment = useEnvironment();
  const ids = features.map(({ id }) => id);
  const series = useQuery(seriesQuery(api, range, groupBy, ids));
  const periods = periodsOf(range, groupBy);
  return (
    <Panel
      title="Over time"
      hint={`${rangeText(range)}, by ${groupBy} in UTC.`}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
            value={asTable ? 'table' : 'chart'}
            onChange={onView}
          />
          <Button
            component="a"
            href={seriesFile(environment, ids, range, groupBy)}
            download
            size="xs"
            variant="default"
            leftSection={<Icon name="download" size={16} />}
          >
            Download CSV
          </Button>
        </>
      }
    >
      <QueryState query={series}>
        {(series) => {
          const values = series.map((one) => valuesOf(periods, one.periods));
          const names = features.map((feature) => `${feature.name} (${unitsOf(feature)})`);
          if (!asTable) {
            return (
              <Suspense fallback={<Loading label="Loading the chart" />}>
                <UsageChart
                  label={`Chart of ${names.join(', ')} by ${groupBy}, ${rangeText(range)}. The table has the same numbers.`}
                  periods={periods}
                  names={names}
                  values={values}
                  groupBy={groupBy}
                />
              </Suspense>
            );
          }
          return (
            <div className={classes.scroll} tabIndex={0} role="region" aria-label="Usage over time">
              <DataTable
                caption={`Usage by ${groupBy}`}
                rows={periods.map((period, index) => ({ period, index }))}
                keyOf={({ period }) => period.from}
                columns={[
                  {
                    header: groupBy === 'hour' ? 'Hour' : groupBy === 'day' ? 'Day' : 'Month',
                    cell: ({ period }) => (
                      <time dateTime={period.from}>{periodLabel(period.from, groupBy)}</time>
                    ),
                  },
                  ...features.map((feature, n) => ({
                    header: names[n]!,
                    align: 'end' as const,
                    cell: ({ period, index }: { period: Range; index: number }) => (
                      <NumberLink
                        value={values[n]?.[index] ?? 0}
                        to={usersPath(feature.id, within(period, range))}
                        what={`who used ${feature.name} on ${periodLabel(period.from, groupBy)}`}
                      />
                    ),
                  })),
                ]}
              />
            </div>
          );
        }}
      </QueryState>
    </Panel>
  );
}
