import { Button, Group, Paper, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useApi } from '../../api/environment.js';
import { DataTable, type Column } from '../../ui/data-table.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { Billing, SelectableUser, type Selection } from './user-parts.js';
import { userByIdQuery, usersQuery, type User, type UserFilter } from './queries.js';

/** Everybody, those with a flag, or those that a text finds: by id, by email, or by the beginning of the name. */
export function UserList({
  flag,
  text,
  selection,
  onCreate,
}: {
  flag?: 'no_billing';
  text: string;
  selection: Selection;
  onCreate: () => void;
}) {
  const api = useApi();
  const query = useInfiniteQuery(usersQuery(api, filterOf(flag, text)));
  // An id may look like anything, also like an email.
  const byId = useQuery({ ...userByIdQuery(api, text), enabled: text !== '' });
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const found = pages.flatMap(({ data }) => data);
        const first = text === '' ? [] : (byId.data?.data ?? []);
        const users = [...first, ...found.filter(({ key }) => !first.some((user) => user.key === key))];
        if (users.length === 0 && !byId.isLoading) {
          return (
            <Paper withBorder radius="md">
              <Nobody flag={flag} text={text} onCreate={onCreate} />
            </Paper>
          );
        }
        return (
          <Stack>
            <DataTable caption="Users" columns={columnsOf(selection)} rows={users} keyOf={({ key }) => key} />
            <ShowMore query={query} what="users" />
          </Stack>
        );
      }}
    </QueryState>
  );
}

const filterOf = (flag: 'no_billing' | undefined, text: string): UserFilter => {
  if (flag) return { flag };
  if (text === '') return {};
  return text.includes('@') ? { email: text } : { name: text };
};

const columnsOf = (selection: Selection): Column<User>[] => [
  { header: 'User', cell: (user) => <SelectableUser user={user} selection={selection} /> },
  { header: 'Email', cell: ({ email }) => email ?? '–' },
  { header: 'Billing', cell: (user) => <Billing user={user} /> },
  { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

function Nobody({
  flag,
  text,
  onCreate,
}: {
  flag: 'no_billing' | undefined;
  text: string;
  onCreate: () => void;
}) {
  if (flag) {
    return (
      <EmptyState icon="passed" title="Every user has a billing ID">
        Each one is connected to a customer of your billing provider.
      </EmptyState>
    );
  }
  if (text !== '') {
    return (
      <EmptyState icon="search" title={`Nobody found for “${text}”`}>
        An ID and an email must be whole; of a name the beginning is enough.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="users"
      title="No users yet"
      action={
        <Group justify="center" mt="xs" gap="xs">
          <Button component={Link} to="/users/-/imports">
            Import users
          </Button>
          <Button variant="default" onClick={onCreate}>
            New user
          </Button>
        </Group>
      }
    >
      The first event of somebody makes a user of them. You can also bring the users you have: from a CSV
      file, from Stripe or from Chargebee.
    </EmptyState>
  );
}
