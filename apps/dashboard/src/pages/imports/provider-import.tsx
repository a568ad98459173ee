import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { ApiError, unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Icon } from '../../ui/icons.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { ErrorState } from '../../ui/states.js';
import { sourceNames } from './import-state.js';

type Provider = Schemas['NewImport']['provider'];

const providers: readonly Provider[] = ['stripe', 'chargebee'];

/** Begins to read the customers of a billing provider. */
export function ProviderImport() {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const begin = useMutation({
    mutationFn: (provider: Provider) => unwrap(api.POST('/api/imports', { body: { provider } })),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['imports'] });
      navigate(`/users/-/imports/${id}`);
    },
  });
  const { error, variables } = begin;
  return (
    <Panel
      title="From your billing provider"
      hint="Every customer becomes a user with its billing ID, or fills what the user with the same email lacks. Repeating it makes no duplicates."
    >
      <Stack>
        <Group gap="xs">
          {providers.map((provider) => (
            <Button
              key={provider}
              variant="default"
              leftSection={<Icon name="users" size={16} />}
              loading={begin.isPending && variables === provider}
              disabled={begin.isPending}
              onClick={() => begin.mutate(provider)}
            >
              Import from {sourceNames[provider]}
            </Button>
          ))}
        </Group>
        {error instanceof ApiError && error.code === 'provider_not_set' ? (
          <Notice
            alert
            tone="warn"
            icon="key"
            title={`The key of ${variables ? sourceNames[variables] : 'the provider'} is not set`}
          >
            <Text size="sm">
              {error.message} It is a setting of the server: put it into the environment that the server is
              started with, and start it again. A key that may read customers is enough.
            </Text>
          </Notice>
        ) : (
          error && <ErrorState error={error} />
        )}
      </Stack>
    </Panel>
  );
}
