import { Group, Paper, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { reasonText } from '../../ui/outcome.js';
import { Page } from '../../ui/page.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { AskedFeatures } from './asked-features.js';
import { GroupRow } from './group-row.js';

type Reason = NonNullable<Schemas['Event']['reason']>;

const reasons: { value: Reason; label: string }[] = (
  ['no_rule', 'unknown_feature', 'invalid_delta'] as const
).map((reason) => ({ value: reason, label: reasonText(reason) }));

/** Events that gave no usage, grouped; each group is one click from a rule. */
export default function UnmappedPage() {
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState(search.get('search') ?? '');
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const reason = (search.get('reason') as Reason | null) ?? undefined;
  const ignored = search.get('show') === 'ignored' ? ('true' as const) : ('false' as const);
  const sort = search.get('sort') === 'newest' ? ('newest' as const) : ('count' as const);
  const put = (name: string, value: string | null): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const groups = useInfiniteQuery({
    queryKey: ['unmapped', 'list', { wanted, reason, ignored, sort }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/unmapped', {
          params: {
            query: {
              limit: 25,
              sort,
              ignored,
              ...(wanted !== '' && { search: wanted }),
              ...(reason && { reason }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const filtered = wanted !== '' || reason !== undefined;
  return (
    <Page
      title="Not mapped"
      intro="Stored events that gave no usage. Make a rule of a group and they are mapped retroactively; ignore what will never be usage."
    >
      <AskedFeatures />
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Event name"
          placeholder="Part of a name"
          leftSection={<Icon name="search" size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flex: '1 1 200px' }}
        />
        <Select
          label="Reason"
          placeholder="Every reason"
          clearable
          data={reasons}
          value={reason ?? null}
          onChange={(value) => put('reason', value)}
          style={{ flex: '1 1 180px' }}
        />
        <Select
          label="Order"
          data={[
            { value: 'count', label: 'Most events first' },
            { value: 'newest', label: 'Newest first' },
          ]}
          allowDeselect={false}
          value={sort}
          onChange={(value) => put('sort', value === 'count' ? null : value)}
          style={{ flex: '1 1 170px' }}
        />
        <SegmentedControl
          aria-label="Show"
          data={[
            { value: 'open', label: 'Open' },
            { value: 'ignored', label: 'Ignored' },
          ]}
          value={ignored === 'true' ? 'ignored' : 'open'}
          onChange={(value) => put('show', value === 'open' ? null : value)}
        />
      </Group>
      <QueryState query={groups}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          const { totals } = pages[0]!;
          return (
            <Stack gap="xs">
              <Text size="sm" c="dimmed" aria-live="polite">
                <strong>{formatCount(totals.open, 'event')}</strong> wait for a decision
                {totals.ignored > 0 &&
                  ` · ${totals.ignoredAtLeast ? 'at least ' : ''}${formatNumber(totals.ignored)} ignored`}
                {` · ${formatCount(totals.names, 'event name')}`}
              </Text>
              {all.length === 0 ? (
                <Nothing
                  what={
                    filtered ? 'filter' : ignored === 'true' ? 'ignored' : totals.events > 0 ? 'open' : 'all'
                  }
                />
              ) : (
                <Paper withBorder radius="md" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
                  {all.map((group) => (
                    <GroupRow key={group.name} group={group} />
                  ))}
                </Paper>
              )}
              <ShowMore query={groups} what="event names" />
            </Stack>
          );
        }}
      </QueryState>
    </Page>
  );
}

function Nothing({ what }: { what: 'filter' | 'ignored' | 'open' | 'all' }) {
  switch (what) {
    case 'filter':
      return (
        <EmptyState icon="search" title="No group fits">
          Change the name or the reason above.
        </EmptyState>
      );
    case 'ignored':
      return (
        <EmptyState icon="inbox" title="Nothing is ignored">
          An ignored group leaves the list of open ones. Its events stay stored, and any rule still maps them.
        </EmptyState>
      );
    case 'open':
      return (
        <EmptyState icon="passed" title="Everything open is decided">
          What is left was ignored. New events that no rule takes will show up here.
        </EmptyState>
      );
    case 'all':
      return (
        <EmptyState icon="inbox" title="Every event is mapped">
          Events that no rule takes will show up here. None came yet? The <Link to="/">Segment page</Link>{' '}
          says how to send one.
        </EmptyState>
      );
  }
}
