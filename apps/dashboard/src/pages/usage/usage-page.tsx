import { Anchor, Button, MultiSelect, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAddress } from './address.js';
import type { Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { EmptyState, ErrorState, Loading, QueryState } from '../../ui/states.js';
import { usersPath } from './links.js';
import { Change, ChangePercent, FeatureName, NumberLink } from './parts.js';
import { featuresUsageQuery, namesQuery, type Feature } from './queries.js';
import { RangeFields } from './range-fields.js';
import { chosenGrouping, chosenRange, rangeText, type ChosenRange } from './range.js';
import { SeriesPanel } from './series-panel.js';
import classes from './usage.module.css';
import { UsersTable } from './users-table.js';

/** Lines of a chart that a person can tell apart. */
const mostCharted = 6;
const chartedAtFirst = 3;

export default function UsagePage() {
  const api = useApi();
  const features = useQuery(namesQuery(api));
  return (
    <Page
      title="Usage"
      intro="How much of each feature was used, by whom, and compared with the period before. Every number leads to the records behind it."
    >
      <QueryState query={features}>
        {(features) =>
          features.length === 0 ? (
            <EmptyState
              icon="chart"
              title="No features yet"
              action={
                <Button component={Link} to="/features/new" mt="sm">
                  Create a feature
                </Button>
              }
            >
              Usage is counted for features. Create the first one, then a rule that says which events use it;
              what arrived before counts too.
            </EmptyState>
          ) : (
            <Usage features={features} />
          )
        }
      </QueryState>
    </Page>
  );
}

function Usage({ features }: { features: readonly Feature[] }) {
  const api = useApi();
  const [search, setSearch] = useAddress();
  // Held still while the page is shown, so that it is not read anew with each change.
  const [now] = useState(() => Date.now());
  const range = chosenRange(search, now);
  const groupBy = chosenGrouping(search, range);
  const usage = useQuery(featuresUsageQuery(api, range));
  const before = useQuery(featuresUsageQuery(api, range.before));
  const byId = new Map(features.map((feature) => [feature.id, feature]));

  const change = (changed: Record<string, string | readonly string[]>): void => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changed)) {
      next.delete(name);
      for (const one of typeof value === 'string' ? [value] : value) next.append(name, one);
    }
    setSearch(next);
  };

  const asked = search.getAll('feature').filter((id) => byId.has(id));
  const used = (usage.data ?? []).toSorted((a, b) => b.records - a.records);
  const charted = (
    asked.length > 0 ? asked : used.slice(0, chartedAtFirst).map(({ featureId }) => featureId)
  ).slice(0, mostCharted);
  const empty = usage.data?.length === 0 && before.data?.length === 0;
  return (
    <>
      <div className={classes.controls}>
        <RangeFields range={range} groupBy={groupBy} onChange={change} />
        {!empty && (
          <MultiSelect
            label="Features in the chart"
            style={{ flex: '1 1 280px', minWidth: 0 }}
            data={features.map(({ id, name }) => ({ value: id, label: name }))}
            value={charted}
            onChange={(feature) => change({ feature })}
            maxValues={mostCharted}
            searchable
            nothingFoundMessage="No feature has this name"
          />
        )}
      </div>
      {usage.isError ? (
        <ErrorState error={usage.error} onRetry={() => usage.refetch()} />
      ) : usage.data === undefined || before.data === undefined ? (
        <Loading />
      ) : empty ? (
        <NothingUsed range={range} onChange={change} />
      ) : (
        <>
          {charted.length > 0 && (
            <SeriesPanel
              range={range}
              groupBy={groupBy}
              features={charted.map((id) => byId.get(id)!)}
              asTable={search.get('view') === 'table'}
              onView={(view) => change({ view })}
            />
          )}
          <Comparison range={range} usage={usage.data} before={before.data} features={byId} />
          <TopUsers
            range={range}
            features={used.map(({ featureId }) => byId.get(featureId)).filter((one) => one !== undefined)}
          />
        </>
      )}
    </>
  );
}

function NothingUsed({
  range,
  onChange,
}: {
  range: ChosenRange;
  onChange: (change: Record<string, string>) => void;
}) {
  return (
    <EmptyState
      icon="chart"
      title="Nothing was used in this range"
      action={
        range.preset !== '12m' && (
          <Button variant="default" mt="sm" onClick={() => onChange({ range: '12m' })}>
            Show the last 12 months
          </Button>
        )
      }
    >
      No event from {rangeText(range)} was mapped to a feature. Events that no rule takes wait among those
      that are{' '}
      <Anchor component={Link} to="/unmapped" inherit underline="always">
        not mapped
      </Anchor>
      ; a rule counts them from the first one on.
    </EmptyState>
  );
}

type FeatureUsage = Schemas['FeaturesUsage']['data'][number];

function Comparison({
  range,
  usage,
  before,
  features,
}: {
  range: ChosenRange;
  usage: readonly FeatureUsage[];
  before: readonly FeatureUsage[];
  features: ReadonlyMap<string, Feature>;
}) {
  const earlier = new Map(before.map(({ featureId, used }) => [featureId, used]));
  const later = new Map(usage.map(({ featureId, used }) => [featureId, used]));
  const rows = [...new Set([...later.keys(), ...earlier.keys()])]
    .map((featureId) => ({ featureId, now: later.get(featureId) ?? 0, before: earlier.get(featureId) ?? 0 }))
    .sort((a, b) => b.now - a.now || (a.featureId < b.featureId ? -1 : 1));
  return (
    <Panel
      title="Compared with the period before"
      hint={
        <>
          {rangeText(range)}, against {rangeText(range.before)}.
        </>
      }
    >
      <DataTable
        caption="Usage by feature, compared"
        rows={rows}
        keyOf={({ featureId }) => featureId}
        columns={[
          {
            header: 'Feature',
            cell: ({ featureId }) => <FeatureName id={featureId} feature={features.get(featureId)} />,
          },
          {
            header: 'Used',
            align: 'end',
            cell: ({ featureId, now }) => (
              <NumberLink
                value={now}
                to={usersPath(featureId, range)}
                what={`who used ${features.get(featureId)?.name ?? featureId}`}
              />
            ),
          },
          {
            header: 'Before',
            align: 'end',
            cell: ({ featureId, before }) => (
              <NumberLink
                value={before}
                to={usersPath(featureId, range.before)}
                what={`who used ${features.get(featureId)?.name ?? featureId} before`}
              />
            ),
          },
          { header: 'Difference', align: 'end', cell: (row) => <Change now={row.now} before={row.before} /> },
          {
            header: 'In percent',
            align: 'end',
            cell: (row) => <ChangePercent now={row.now} before={row.before} />,
          },
        ]}
      />
    </Panel>
  );
}

function TopUsers({ range, features }: { range: ChosenRange; features: readonly Feature[] }) {
  const [picked, setPicked] = useState<string>();
  const feature = features.find(({ id }) => id === picked) ?? features[0];
  if (!feature) return null;
  return (
    <Panel
      title="Who used most"
      hint="Merged users are one: all their external ids together."
      actions={
        <NativeSelect
          aria-label="Feature"
          data={features.map(({ id, name }) => ({ value: id, label: name }))}
          value={feature.id}
          onChange={({ currentTarget }) => setPicked(currentTarget.value)}
        />
      }
    >
      <Stack gap="sm">
        <UsersTable feature={feature} featureId={feature.id} range={range} limit={10} />
        <Text size="sm">
          <Anchor component={Link} to={usersPath(feature.id, range)} inherit>
            All users of {feature.name}, and their file
          </Anchor>
        </Text>
      </Stack>
    </Panel>
  );
}
