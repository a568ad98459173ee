import { Box, Button, Code, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Redirect, useSearchParams } from 'wouter';
import { sessionCache } from '../api/caches.js';
import { ApiError, environments } from '../api/client.js';
import { Notice } from '../ui/notice.js';
import { messageOf } from '../ui/states.js';
import { sessionQuery, signIn } from './session.js';

export default function SignInPage() {
  const [search] = useSearchParams();
  const session = useQuery(sessionQuery, sessionCache);
  const wanted = environments.find((environment) => environment === search.get('environment'));
  const [key, setKey] = useState('');
  const attempt = useMutation(
    {
      mutationFn: () => signIn(key.trim()),
      // The key goes nowhere but into the request.
      onSettled: () => setKey(''),
    },
    sessionCache,
  );
  useEffect(() => {
    document.title = 'Sign in · Kana';
  }, []);
  const opened = attempt.data;
  if (session.data?.some(({ environment }) => environment === opened)) {
    return <Redirect to={nextOf(search.get('next'), opened)} replace />;
  }
  return (
    <Box component="main" mih="100dvh" px="md" py="xl" style={{ display: 'grid', placeItems: 'center' }}>
      <Paper withBorder shadow="sm" p="xl" radius="lg" w="100%" maw={440}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (key.trim() !== '') attempt.mutate();
          }}
        >
          <Stack>
            <Box>
              <img src="/favicon.svg" alt="" width={36} height={36} />
              <Title order={1} size="h2" mt="xs">
                {wanted ? `Sign in to ${wanted}` : 'Sign in to Kana'}
              </Title>
              <Text c="dimmed" size="sm" mt={4}>
                With an admin key{wanted ? ` of the ${wanted} environment` : ''}. The first start of the
                server prints one for each environment: <Code>prv_test_…</Code> and <Code>prv_live_…</Code>.
              </Text>
            </Box>
            {attempt.isError && (
              <Notice tone="bad" title="Not signed in" alert>
                {adviceOn(attempt.error)}
              </Notice>
            )}
            <PasswordInput
              label="Admin key"
              name="key"
              placeholder={`prv_${wanted ?? 'test'}_…`}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              autoFocus
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the key', tabIndex: 0 }}
            />
            <Button type="submit" loading={attempt.isPending} fullWidth>
              Sign in
            </Button>
            <Text size="xs" c="dimmed">
              The key is sent once and kept nowhere in this browser: a cookie that no script can read stands
              for it.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Box>
  );
}

function adviceOn(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) {
    return 'This key is unknown or was revoked. Check that all of it was copied: prv_test_ or prv_live_ and 32 characters.';
  }
  if (error instanceof ApiError && error.status === 403) {
    return 'This key can send events only. Sign in with an admin key, which begins with prv_.';
  }
  return messageOf(error);
}

/** Back to where the person came from, if that is in the environment which the key opens. */
function nextOf(next: string | null, environment = 'test'): string {
  return next?.startsWith(`/${environment}`) ? next : `/${environment}`;
}
