import { Anchor, Button, Code, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '../../api/environment.js';
import { formatCount } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Notice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Tags } from '../../ui/pills.js';
import { EmptyState, ErrorState, Loading } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { DeleteUser } from './delete-user.js';
import { MergeDialog } from './merge-dialog.js';
import { MergeList } from './merge-list.js';
import { UsagePanel } from './usage-panel.js';
import { userAddress, userName } from './user-address.js';
import { EditUser } from './user-form.js';
import { providerNames } from './user-parts.js';
import { UserEvents } from './user-events.js';
import { userQuery, usersQuery, type User, type UserDetails, type UserRef } from './queries.js';
import classes from './users.module.css';
import type { PageParameters } from '../page-parameters.js';

export default function UserPage({ parameters }: PageParameters) {
  const [ref] = useState(() => refOf(parameters.key));
  const query = useQuery(userQuery(useApi(), ref));
  if (query.data) return <OneUser user={query.data} />;
  return (
    <Page title={ref.by === 'id' ? ref.name : `User ${ref.name}`} parent={parent}>
      {query.isError ? <ErrorState error={query.error} onRetry={() => query.refetch()} /> : <Loading />}
    </Page>
  );
}

const parent = { to: '/users', label: 'Users' };

/** An id may hold any character; the router has decoded some of them, so it is read from the address itself. */
function refOf(key: string | undefined): UserRef {
  if (key !== undefined) return { by: 'key', name: key };
  return { by: 'id', name: decodeURIComponent(location.pathname.split('/').at(-1) ?? '') };
}

function OneUser({ user }: { user: UserDetails }) {
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const [merging, setMerging] = useState<readonly User[]>([]);
  const close = (): void => setDialog(null);
  const anId = user.id ?? user.identities[0];
  return (
    <Page
      title={userName(user)}
      parent={parent}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<Icon name="edit" size={16} />}
            onClick={() => setDialog('edit')}
          >
            Edit
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="trash" size={16} />}
            onClick={() => setDialog('delete')}
          >
            Delete
          </Button>
        </>
      }
    >
      <Doubles user={user} onMerge={setMerging} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Details user={user} />
        <Identities user={user} />
      </SimpleGrid>
      {anId === undefined ? (
        <Panel title="Usage and events">
          <EmptyState icon="user" title="Not identified yet">
            This user came from {user.origin ? providerNames[user.origin] : 'an import'} and has no ID, so no
            event can be theirs. The first identify call with{' '}
            {user.email === null ? 'their email' : <b>{user.email}</b>} gives them its ID. You can also merge
            them with a user that has one.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <UsagePanel userKey={user.key} id={anId} />
          <UserEvents id={anId} />
        </>
      )}
      <Panel title="Merges" hint="Users that went into this one.">
        <MergeList
          survivorKey={user.key}
          empty={
            <Text size="sm" c="dimmed">
              None.
            </Text>
          }
        />
      </Panel>
      <EditUser user={user} opened={dialog === 'edit'} onClose={close} />
      <DeleteUser user={user} opened={dialog === 'delete'} onClose={close} />
      <MergeDialog
        users={merging}
        onClose={() => setMerging([])}
        onMerged={(survivor) => {
          setMerging([]);
          navigate(userAddress(survivor));
        }}
      />
    </Page>
  );
}

/** Others that have the same email. */
function Doubles({ user, onMerge }: { user: User; onMerge: (users: readonly User[]) => void }) {
  const email = user.email ?? '';
  const query = useInfiniteQuery({ ...usersQuery(useApi(), { email }), enabled: email !== '' });
  const same = query.data?.pages.flatMap(({ data }) => data) ?? [];
  if (email === '' || same.length < 2 || !same.some(({ key }) => key === user.key)) return null;
  const others = same.filter(({ key }) => key !== user.key);
  return (
    <Notice
      tone="warn"
      icon="users"
      title={
        others.length === 1
          ? 'Another user has this email'
          : `${formatCount(others.length, 'other user')}${query.hasNextPage ? ' or more' : ''} have this email`
      }
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          {others.slice(0, 5).map((other, index) => (
            <span key={other.key}>
              {index > 0 && ', '}
              <Anchor component={Link} to={userAddress(other)} size="sm" underline="always">
                {other.id ?? userName(other)}
              </Anchor>
            </span>
          ))}
          {others.length > 5 && ` and ${formatCount(others.length - 5, 'more')}`}
        </Text>
        {!query.hasNextPage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="merge" size={16} />}
            onClick={() => onMerge(same)}
          >
            Review merge
          </Button>
        )}
      </Group>
    </Notice>
  );
}

function Details({ user }: { user: User }) {
  const metadata = Object.keys(user.metadata).length > 0;
  return (
    <Panel title="Fields">
      <dl className={classes.fields}>
        <Field name="Name">{user.name}</Field>
        <Field name="Email">{user.email}</Field>
        <Field name="Billing ID">
          {user.billingId !== null && (
            <>
              <span className={classes.mono}>{user.billingId}</span>
              {user.billingProvider && ` at ${providerNames[user.billingProvider]}`}
            </>
          )}
        </Field>
        {user.origin && <Field name="Imported from">{providerNames[user.origin]}</Field>}
        <Field name="Created">
          <Time at={user.createdAt} />
        </Field>
        <Field name="Changed">
          <Time at={user.updatedAt} />
        </Field>
        {metadata && (
          <Field name="Metadata">
            <Code block tabIndex={0} role="region" aria-label="Metadata">
              {JSON.stringify(user.metadata, null, 2)}
            </Code>
          </Field>
        )}
      </dl>
    </Panel>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  const empty = children === null || children === false;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {empty ? (
          <Text span size="sm" c="dimmed">
            None
          </Text>
        ) : (
          children
        )}
      </dd>
    </>
  );
}

function Identities({ user }: { user: UserDetails }) {
  return (
    <Panel title="IDs" hint="Events with any of these count for this user.">
      {user.identities.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet.
        </Text>
      ) : (
        <Stack gap="xs">
          <Tags tags={user.identities} />
          {user.identities.length > 1 && (
            <Text size="sm" c="dimmed">
              Several, by merges. Undo a merge below to part them.
            </Text>
          )}
        </Stack>
      )}
    </Panel>
  );
}
