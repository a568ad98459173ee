import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import { formatChange, formatNumber, formatPercent } from '../../ui/format.js';
import type { Feature } from './queries.js';
import classes from './usage.module.css';

/** The name of a feature, with its id below where that says more. */
export function FeatureName({ id, feature }: { id: string; feature: Feature | undefined }) {
  const name = feature?.name ?? id;
  return (
    <div>
      <Text span fw={600} size="sm">
        {name}
      </Text>
      {feature?.archivedAt && (
        <Text span size="xs" c="dimmed">
          {' '}
          · archived
        </Text>
      )}
      {name !== id && <div className={classes.id}>{id}</div>}
    </div>
  );
}

export function UserName({ userId, user }: Pick<Schemas['UserOfFeature'], 'userId' | 'user'>) {
  const name = user?.name ?? user?.email ?? userId;
  return (
    <div>
      {user ? (
        <Anchor component={Link} to={`/users/-/key/${user.key}`} size="sm" fw={600}>
          {name}
        </Anchor>
      ) : (
        <Text span size="sm" fw={600}>
          {userId}{' '}
          <Text span size="xs" c="dimmed" fw={400}>
            · deleted user
          </Text>
        </Text>
      )}
      {user && name !== userId && <div className={classes.id}>{userId}</div>}
    </div>
  );
}

/** A number that leads to what it is made of. `what` says so to who cannot see where it stands. */
export function NumberLink({
  value,
  to,
  what,
  large = false,
}: {
  value: number;
  to: string;
  what: string;
  /** As large as the text around it. */
  large?: boolean;
}) {
  return (
    <Anchor
      component={Link}
      to={to}
      {...(large ? { inherit: true } : { size: 'sm' })}
      className={classes.number}
      aria-label={`${formatNumber(value)}: ${what}`}
    >
      {formatNumber(value)}
    </Anchor>
  );
}

/** The difference of two numbers, in units and in percent of the first. */
export function Change({ now, before }: { now: number; before: number }) {
  const change = now - before;
  const tone = change > 0 ? classes.up : change < 0 ? classes.down : '';
  return <span className={`${classes.number} ${tone}`}>{formatChange(rounded(change))}</span>;
}

export function ChangePercent({ now, before }: { now: number; before: number }): ReactNode {
  if (before <= 0) {
    return (
      <Text span size="sm" c="dimmed">
        {now === before ? '±0%' : before === 0 ? 'new' : '–'}
      </Text>
    );
  }
  const share = (now - before) / before;
  const tone = share > 0 ? classes.up : share < 0 ? classes.down : '';
  const sign = share > 0 ? '+' : share < 0 ? '−' : '±';
  return <span className={`${classes.number} ${tone}`}>{sign + formatPercent(Math.abs(share))}</span>;
}

/** Without what floating point adds: 0.3 − 0.1 is 0.2. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** "seats", "packages", or "units" where the feature does not say. */
export const unitsOf = (feature: Feature | undefined): string =>
  feature?.unitLabelPlural ?? feature?.unitLabel ?? 'units';
