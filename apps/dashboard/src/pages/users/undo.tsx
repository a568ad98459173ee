import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { formatCount } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { toast, toastError } from '../../ui/toast.js';
import { userName } from './user-address.js';
import { usersChanged, type Merge } from './queries.js';

/** Undoes a merge, and says so. */
export function useUndo() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Merge) => unwrap(api.POST('/api/merges/{id}/undo', { params: { path: { id } } })),
    onSuccess: async ({ users }) => {
      toast(`Merge undone: ${formatCount(users.length, 'user')} again.`);
      await usersChanged(client);
    },
  });
}

/** Says that users were merged, with a button that undoes it. */
export function useUndoToast(): (merge: Merge) => void {
  const { mutate } = useUndo();
  return (merge) => {
    const undo = (): void => {
      notifications.hide(merge.id);
      mutate(merge, { onError: toastError });
    };
    notifications.show({
      id: merge.id,
      color: 'teal',
      autoClose: 20_000,
      message: (
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            {formatCount(merge.merged.length + 1, 'user')} merged
            {merge.survivor && ` into ${userName(merge.survivor)}`}.
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="undo" size={14} />}
            onClick={undo}
          >
            Undo
          </Button>
        </Group>
      ),
    });
  };
}
