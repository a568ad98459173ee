import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { QueryState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { ruleLink, useIgnore } from './group.js';
import classes from './unmapped.module.css';

type Facets = Schemas['UnmappedFacets'];
type Facet = Facets['paths'][number];

/** What the events of a name hold: each path with its values, most first, and a rule of any of them. */
export function GroupFacets({ name }: { name: string }) {
  const api = useApi();
  const facets = useQuery({
    queryKey: ['unmapped', 'facets', name, 'all'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/unmapped/facets', { params: { query: { name, ignored: 'all' } }, signal })),
  });
  return (
    <QueryState query={facets}>
      {(found) => (
        <Stack gap="md" pl={24} pt="sm">
          <Text size="xs" c="dimmed">
            {lookedText(found)}
          </Text>
          {found.invalidDeltas.length > 0 && (
            <Text size="sm">
              Deltas that are no numbers:{' '}
              {found.invalidDeltas
                .map(({ value, count }) => `${JSON.stringify(value)} (${formatNumber(count)})`)
                .join(', ')}
              . Only the sender can mend these.
            </Text>
          )}
          {found.paths
            .filter(({ distinctHeavy }) => !distinctHeavy)
            .map((facet) => (
              <FacetValues key={facet.path} name={name} facet={facet} />
            ))}
          <Heavy paths={found.paths.filter(({ distinctHeavy }) => distinctHeavy)} />
          <Samples samples={found.samples} />
        </Stack>
      )}
    </QueryState>
  );
}

function lookedText({ looked }: Facets): string {
  return looked.events < looked.of
    ? `Counted in the newest ${formatCount(looked.events, 'event')} of ${formatNumber(looked.of)}.`
    : `Counted in all ${formatCount(looked.of, 'event')}.`;
}

const shownAtFirst = 5;

function FacetValues({ name, facet }: { name: string; facet: Facet }) {
  const { ignore, unignore } = useIgnore();
  const [all, setAll] = useState(false);
  const scalars = facet.values.filter(({ type }) => ['text', 'number', 'boolean'].includes(type));
  const shown = all ? scalars : scalars.slice(0, shownAtFirst);
  return (
    <div>
      <Text size="sm" mb={4}>
        <strong>
          <code>{facet.path}</code>
        </strong>{' '}
        <Text span c="dimmed" size="sm">
          in {formatCount(facet.present, 'event')}, {facet.distinctAtLeast && 'at least '}
          {formatCount(facet.distinct, 'value')}
        </Text>
      </Text>
      <ul className={classes.values}>
        {shown.map(({ value, count, users, ignoredGroupId }) => {
          const group = { name, path: facet.path, value: value as string | number | boolean };
          const said = JSON.stringify(value);
          return (
            <li key={said} className={classes.value}>
              <div className={classes.bar} style={{ width: `${(count / facet.present) * 100}%` }} />
              <Text size="sm">
                <code>{said}</code>{' '}
                <Text span size="sm" c="dimmed">
                  {formatCount(count, 'event')}, {formatCount(users, 'user')}
                </Text>
              </Text>
              <Group gap={6}>
                <Button
                  component={Link}
                  to={ruleLink(group)}
                  size="compact-xs"
                  variant="default"
                  aria-label={`Make a rule of ${facet.path} ${said}`}
                >
                  Make a rule
                </Button>
                {ignoredGroupId ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => unignore.mutate(ignoredGroupId)}
                    aria-label={`Show ${facet.path} ${said} again`}
                  >
                    Show again
                  </Button>
                ) : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => ignore.mutate(group)}
                    aria-label={`Ignore ${facet.path} ${said}`}
                  >
                    Ignore
                  </Button>
                )}
              </Group>
            </li>
          );
        })}
      </ul>
      {scalars.length > shownAtFirst && (
        <Button size="compact-sm" variant="subtle" mt={4} onClick={() => setAll(!all)}>
          {all ? 'Fewer values' : `${scalars.length - shownAtFirst} more values`}
        </Button>
      )}
      {facet.types.array !== undefined && (
        <Text size="xs" c="dimmed">
          A list in {formatCount(facet.types.array, 'event')}.
        </Text>
      )}
    </div>
  );
}

/** Ids and times make no rule; that they are there is all that is said. */
function Heavy({ paths }: { paths: readonly Facet[] }) {
  if (paths.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      Another value in nearly every event: {paths.map(({ path }) => path).join(', ')}
    </Text>
  );
}

function Samples({ samples }: { samples: Facets['samples'] }) {
  return (
    <Text size="sm" component="div">
      Newest:{' '}
      {samples.map(({ id, userId, receivedAt }, index) => (
        <span key={id}>
          {index > 0 && ' · '}
          <Link to={`/events/${id}`}>
            {userId} <Time at={receivedAt} />
          </Link>
        </span>
      ))}
    </Text>
  );
}
