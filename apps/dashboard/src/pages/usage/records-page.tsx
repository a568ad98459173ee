import { Anchor, Button, Center, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAddress } from './address.js';
import type { Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { formatNumber } from '../../ui/format.js';
import { Mark } from '../../ui/mark.js';
import { Page } from '../../ui/page.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { unitsOf } from './parts.js';
import { namesQuery, ownerQuery, recordsQuery, totalQuery } from './queries.js';
import { rangeText } from './range.js';
import classes from './usage.module.css';

type Record = Schemas['UsageRecord'];

/** What a number is made of: each record with its event and the rule that gave it. */
export default function RecordsPage() {
  const api = useApi();
  const [search] = useAddress();
  const userId = search.get('userId') ?? '';
  const featureId = search.get('featureId') ?? '';
  const [from, to] = [search.get('from'), search.get('to')];
  const range = { ...(from && { from }), ...(to && { to }) };
  const feature = useQuery(namesQuery(api)).data?.find(({ id }) => id === featureId);
  const owner = useQuery(ownerQuery(api, userId)).data;
  const total = useQuery(totalQuery(api, userId, featureId, range));
  const records = useInfiniteQuery(recordsQuery(api, userId, featureId, range));
  return (
    <Page
      title={`${feature?.name ?? featureId} of ${owner?.name ?? owner?.email ?? userId}`}
      parent={{ to: '/usage', label: 'Usage' }}
      intro={
        <>
          Every record{from && to ? ` of ${rangeText({ from, to })}` : ''}, the newest usage first. They add
          up to the usage, what was taken back included.
          {owner && (
            <>
              {' '}
              <Anchor component={Link} to={`/users/-/key/${owner.key}`} inherit underline="always">
                About this user
              </Anchor>
            </>
          )}
        </>
      }
    >
      {total.data !== undefined && (
        <dl className={classes.figures}>
          <div>
            <dt>Used</dt>
            <dd>
              {formatNumber(total.data)}{' '}
              <Text span size="sm" c="dimmed">
                {unitsOf(feature)}
              </Text>
            </dd>
          </div>
        </dl>
      )}
      <QueryState query={records}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) {
            return (
              <EmptyState icon="chart" title="No records">
                Nothing was recorded here. Check the user’s id and the range in the address.
              </EmptyState>
            );
          }
          return (
            <>
              <DataTable
                caption={`Records of ${userId}`}
                rows={rows}
                keyOf={(record) => `${record.eventId} ${record.reversal} ${record.recordedAt}`}
                columns={[
                  { header: 'Occurred', cell: ({ occurredAt }) => <Time at={occurredAt} /> },
                  {
                    header: 'Event',
                    cell: ({ eventId, name }) => (
                      <Anchor component={Link} to={`/events/${eventId}`} size="sm">
                        {name === '' ? 'without a name' : name}
                      </Anchor>
                    ),
                  },
                  {
                    header: 'Sent for',
                    cell: (record) => <span className={classes.id}>{record.userId}</span>,
                  },
                  { header: 'Given by', cell: (record) => <GivenBy record={record} /> },
                  {
                    header: 'Units',
                    align: 'end',
                    cell: ({ delta }) => <span className={classes.number}>{formatNumber(delta)}</span>,
                  },
                ]}
              />
              {records.hasNextPage && (
                <Center>
                  <Button
                    variant="default"
                    loading={records.isFetchingNextPage}
                    onClick={() => void records.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Center>
              )}
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}

function GivenBy({ record: { rule, reversal } }: { record: Record }) {
  return (
    <div>
      {rule ? (
        <Anchor component={Link} to={`/rules/${rule.id}`} size="sm">
          {rule.name} <span className={classes.number}>(version {rule.version})</span>
        </Anchor>
      ) : (
        <Text span size="sm">
          its own featureId
        </Text>
      )}
      {reversal && (
        <div>
          <Mark tone="warn" icon="undo">
            Taken back
          </Mark>
        </div>
      )}
    </div>
  );
}
