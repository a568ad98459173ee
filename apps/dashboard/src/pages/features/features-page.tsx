import { Anchor, Button, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAddress } from '../usage/address.js';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { formatDay } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Page } from '../../ui/page.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { featurePath, usersPath } from '../usage/links.js';
import { NumberLink } from '../usage/parts.js';
import { featuresUsageQuery, namesQuery, type Feature } from '../usage/queries.js';
import { chosenRange } from '../usage/range.js';
import classes from '../usage/usage.module.css';

/** What could be billed. */
export default function FeaturesPage() {
  const api = useApi();
  const [search, setSearch] = useAddress();
  const archived = search.get('archived') === 'true';
  const features = useQuery(namesQuery(api));
  return (
    <Page
      title="Features"
      intro="What usage is counted for, and could be billed. Rules say which events use a feature."
      actions={
        <Button component={Link} to="/features/new" leftSection={<Icon name="plus" size={16} />}>
          Create feature
        </Button>
      }
    >
      <QueryState query={features}>
        {(all) => {
          const shown = all.filter(({ archivedAt }) => (archivedAt !== null) === archived);
          const count = (of: boolean): number =>
            all.filter(({ archivedAt }) => (archivedAt !== null) === of).length;
          return (
            <>
              {count(true) > 0 && (
                <SegmentedControl
                  aria-label="Which features"
                  w="fit-content"
                  data={[
                    { value: 'false', label: `In use (${count(false)})` },
                    { value: 'true', label: `Archived (${count(true)})` },
                  ]}
                  value={String(archived)}
                  onChange={(value) =>
                    setSearch(new URLSearchParams(value === 'true' ? { archived: value } : {}))
                  }
                />
              )}
              {shown.length > 0 ? (
                <Features features={shown} />
              ) : (
                <NoFeatures archived={archived} any={all.length > 0} />
              )}
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}

function NoFeatures({ archived, any }: { archived: boolean; any: boolean }) {
  if (archived || any) {
    return (
      <EmptyState icon="archive" title={archived ? 'Nothing is archived' : 'All features are archived'}>
        An archived feature is left out of lists and pickers. Its usage stays, and its page brings it back.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="package"
      title="No features yet"
      action={
        <Button component={Link} to="/features/new" mt="sm">
          Create the first feature
        </Button>
      }
    >
      A feature is something that your product has and could charge for, such as messages sent or seats.
      Create it here; events then use it by naming its id in <code>properties.featureId</code>, or by a rule.
      What arrived before counts too.
    </EmptyState>
  );
}

function Features({ features }: { features: readonly Feature[] }) {
  const api = useApi();
  const [now] = useState(() => Date.now());
  const range = chosenRange(new URLSearchParams(), now);
  const usage = useQuery(featuresUsageQuery(api, range));
  const used = new Map(usage.data?.map((one) => [one.featureId, one.used]));
  return (
    <DataTable
      caption="Features"
      rows={features}
      keyOf={({ id }) => id}
      columns={[
        {
          header: 'Feature',
          cell: ({ id, name }) => (
            <div>
              <Anchor component={Link} to={featurePath(id)} size="sm" fw={600}>
                {name}
              </Anchor>
              {name !== id && <div className={classes.id}>{id}</div>}
            </div>
          ),
        },
        { header: 'Type', cell: ({ type }) => (type === 'BINARY' ? 'Binary' : 'Consumable') },
        {
          header: 'Unit',
          cell: ({ unitLabel, unitLabelPlural }) =>
            unitLabel ??
            unitLabelPlural ?? (
              <Text c="dimmed" span size="sm">
                –
              </Text>
            ),
        },
        {
          header: 'Created',
          cell: ({ createdAt }) => <time dateTime={createdAt}>{formatDay(createdAt)}</time>,
        },
        {
          header: 'Used in 30 days',
          align: 'end',
          cell: ({ id, name }) =>
            usage.data === undefined ? (
              '…'
            ) : (
              <NumberLink value={used.get(id) ?? 0} to={usersPath(id, range)} what={`who used ${name}`} />
            ),
        },
      ]}
    />
  );
}
