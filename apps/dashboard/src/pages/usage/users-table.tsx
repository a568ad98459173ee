import { Button, Center, Progress, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { recordsPath } from './links.js';
import { NumberLink, unitsOf, UserName } from './parts.js';
import { usersQuery, type Feature } from './queries.js';
import { rangeText, type Range } from './range.js';

/** Users in the file of a feature. */
const mostInFile = 10_000;

/** Users of a feature, who used most first; with `more`, also those who used less. */
export function UsersTable({
  featureId,
  feature,
  range,
  limit,
  more = false,
}: {
  featureId: string;
  feature: Feature | undefined;
  range: Range;
  limit: number;
  more?: boolean;
}) {
  const api = useApi();
  const query = useInfiniteQuery(usersQuery(api, featureId, range, limit));
  const name = feature?.name ?? featureId;
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const { totals } = pages[0]!;
        const rows = pages.flatMap(({ data }) => data);
        if (rows.length === 0) {
          return (
            <EmptyState icon="users" title={`Nobody used ${name}`}>
              No event from {rangeText(range)} counts for it. Take a longer range, or see which rules record
              it on the feature’s page.
            </EmptyState>
          );
        }
        return (
          <>
            <Text size="sm" mb="xs">
              {formatCount(totals.users, 'user')} used {formatNumber(totals.used)} {unitsOf(feature)}.
              {more && totals.users > mostInFile && ' The file has the first 10,000.'}
            </Text>
            <DataTable
              caption={`Users of ${name}`}
              rows={rows}
              keyOf={({ userId }) => userId}
              columns={[
                { header: 'User', cell: (row) => <UserName {...row} /> },
                {
                  header: 'Used',
                  align: 'end',
                  cell: ({ userId, used }) => (
                    <NumberLink
                      value={used}
                      to={recordsPath(userId, featureId, range)}
                      what={`the records of ${userId}`}
                    />
                  ),
                },
                { header: 'Records', align: 'end', cell: ({ records }) => formatNumber(records) },
                {
                  header: 'Share',
                  align: 'end',
                  cell: ({ used }) => (
                    <Share share={totals.used > 0 && used > 0 ? used / totals.used : null} />
                  ),
                },
              ]}
            />
            {more && query.hasNextPage && (
              <Center mt="md">
                <Button
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show more
                </Button>
              </Center>
            )}
          </>
        );
      }}
    </QueryState>
  );
}

function Share({ share }: { share: number | null }) {
  if (share === null) return '–';
  return (
    <div style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
      <Progress value={Math.min(100, share * 100)} w={64} size="sm" aria-hidden />
      <span style={{ minWidth: '5ch' }}>{formatPercent(share)}</span>
    </div>
  );
}
