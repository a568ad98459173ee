import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../api/environment.js';
import { formatCount, formatDay } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Billing, SelectableUser, type Selection } from './user-parts.js';
import { usersQuery, type User } from './queries.js';
import classes from './users.module.css';

/** Most users that one merge takes. */
const most = 100;

/** Users that share an email, group by group. */
export function SharedEmails({
  selection,
  onMerge,
}: {
  selection: Selection;
  onMerge: (users: readonly User[]) => void;
}) {
  const query = useInfiniteQuery(usersQuery(useApi(), { flag: 'same_email' }));
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const groups = groupsOf(pages.flatMap(({ data }) => data));
        if (groups.length === 0) {
          return (
            <Paper withBorder radius="md">
              <EmptyState icon="passed" title="No two users share an email">
                When they do, they are listed here together, and can be merged where they are one person.
              </EmptyState>
            </Paper>
          );
        }
        return (
          <Stack>
            <Text size="sm" c="dimmed">
              Users with the same email may be one person with two IDs, or a mailbox that several share. Merge
              those that are one person.
            </Text>
            {groups.map(({ email, users }, index) => {
              // More of the last group may come with what is shown next.
              const whole = index < groups.length - 1 || !query.hasNextPage;
              return (
                <Paper
                  key={email}
                  component="section"
                  withBorder
                  className={classes.group}
                  aria-label={email}
                >
                  <div className={classes.groupHead}>
                    <div>
                      <Title order={2} size="h5">
                        {email}
                      </Title>
                      <Text size="xs" c="dimmed">
                        {whole ? formatCount(users.length, 'user') : `${users.length} users or more`}
                      </Text>
                    </div>
                    {whole && users.length <= most && (
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<Icon name="merge" size={16} />}
                        aria-label={`Review merge of ${email}`}
                        onClick={() => onMerge(users)}
                      >
                        Review merge
                      </Button>
                    )}
                  </div>
                  <ul className={classes.members}>
                    {users.map((user) => (
                      <li key={user.key}>
                        <SelectableUser user={user} selection={selection} />
                        <Billing user={user} />
                        <Text size="sm" c="dimmed">
                          Created {formatDay(user.createdAt)}
                        </Text>
                      </li>
                    ))}
                  </ul>
                </Paper>
              );
            })}
            <ShowMore query={query} what="users" />
          </Stack>
        );
      }}
    </QueryState>
  );
}

/** The list comes group by group. One whose other users went elsewhere meanwhile is no group any more. */
function groupsOf(users: readonly User[]): { email: string; users: User[] }[] {
  const groups = new Map<string, User[]>();
  for (const user of users) {
    const email = user.email?.trim().toLowerCase() ?? '';
    groups.set(email, [...(groups.get(email) ?? []), user]);
  }
  return [...groups].map(([email, members]) => ({ email, users: members }));
}
