import { List, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Confirm } from '../../ui/confirm.js';
import { formatCount, formatNumber } from '../../ui/format.js';
import { toast } from '../../ui/toast.js';
import { userName } from './user-address.js';
import { userUsageQuery, usersChanged, type UserDetails } from './queries.js';

/** Most features whose usage is named. */
const most = 5;

export function DeleteUser({
  user,
  opened,
  onClose,
}: {
  user: UserDetails;
  opened: boolean;
  onClose: () => void;
}) {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const usage = useQuery({ ...userUsageQuery(api, user.key), enabled: opened });
  const remove = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE('/api/users/{id}', { params: { path: { id: user.key }, query: { by: 'key' } } })),
    onSuccess: async () => {
      toast(`${userName(user)} deleted.`);
      navigate('/users');
      await usersChanged(client);
    },
  });
  const kept = usage.data ?? [];
  return (
    <Confirm
      opened={opened}
      title={`Delete ${userName(user)}?`}
      action="Delete user"
      danger
      busy={remove.isPending}
      error={remove.error ?? usage.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <div>
        <Text size="sm" fw={600}>
          Removed, for good
        </Text>
        <List size="sm">
          <List.Item>Name, email, billing ID and metadata</List.Item>
          <List.Item>What merges remember of this user: they cannot be undone any more</List.Item>
        </List>
      </div>
      <div>
        <Text size="sm" fw={600}>
          Kept
        </Text>
        <List size="sm">
          {user.identities.length > 0 && (
            <List.Item>
              {user.identities.length === 1 ? 'The ID ' : 'The IDs '}
              {user.identities.join(', ')}, with the events. The next event of one of them makes a user of it
              again.
            </List.Item>
          )}
          {kept.length === 0 ? (
            <List.Item>No usage: there is none</List.Item>
          ) : (
            kept.slice(0, most).map(({ featureId, used }) => (
              <List.Item key={featureId}>
                Usage of {featureId}: {formatNumber(used)}
              </List.Item>
            ))
          )}
          {kept.length > most && (
            <List.Item>Usage of {formatCount(kept.length - most, 'more feature')}</List.Item>
          )}
        </List>
      </div>
    </Confirm>
  );
}
