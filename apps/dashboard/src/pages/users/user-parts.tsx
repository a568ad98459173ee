import { Anchor, Checkbox, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { Schemas } from '../../api/client.js';
import { Mark } from '../../ui/mark.js';
import { userAddress, userName } from './user-address.js';
import type { User } from './queries.js';
import classes from './users.module.css';

export const providerNames = { stripe: 'Stripe', chargebee: 'Chargebee' } as const;

/** A user's name, which leads to their page, and their id below it. */
export function UserLink({ user }: { user: Schemas['Merge']['merged'][number] }) {
  const name = userName(user);
  return (
    <div className={classes.who}>
      <Anchor component={Link} to={userAddress(user)} size="sm" fw={600}>
        {name}
      </Anchor>
      {user.id === null ? (
        <Text size="xs" c="dimmed">
          No ID yet
        </Text>
      ) : (
        user.id !== name && (
          <Text size="xs" c="dimmed" className={classes.mono}>
            {user.id}
          </Text>
        )
      )}
    </div>
  );
}

/** Users that are picked, by key: they stay picked while others are looked for. */
export interface Selection {
  has: (user: User) => boolean;
  toggle: (user: User) => void;
}

export function SelectableUser({ user, selection }: { user: User; selection: Selection }) {
  return (
    <div className={classes.person}>
      <Checkbox
        checked={selection.has(user)}
        onChange={() => selection.toggle(user)}
        aria-label={`Select ${userName(user)}${user.id === null ? '' : ` (${user.id})`}`}
        size="xs"
        pt={2}
      />
      <UserLink user={user} />
    </div>
  );
}

export function Billing({ user }: { user: User }) {
  if (user.billingId === null) {
    return (
      <Mark tone="warn" icon="alert">
        No billing ID
      </Mark>
    );
  }
  return (
    <span>
      <span className={classes.mono}>{user.billingId}</span>
      {user.billingProvider && (
        <Text span size="xs" c="dimmed">
          {' '}
          {providerNames[user.billingProvider]}
        </Text>
      )}
    </span>
  );
}
