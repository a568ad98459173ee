import { Button, type ButtonVariant } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Icon } from '../../ui/icons.js';
import { toast, toastError } from '../../ui/toast.js';

export function TestEventButton({ variant = 'default' }: { variant?: ButtonVariant }) {
  const api = useApi();
  const cache = useQueryClient();
  const send = useMutation({
    mutationFn: () => unwrap(api.POST('/api/events/test')),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['status'] });
      toast('A test event was sent.');
    },
    onError: toastError,
  });
  return (
    <Button
      variant={variant}
      size={variant === 'filled' ? 'sm' : 'xs'}
      leftSection={<Icon name="send" size={16} />}
      loading={send.isPending}
      onClick={() => send.mutate()}
    >
      Send a test event
    </Button>
  );
}
