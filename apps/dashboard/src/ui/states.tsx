import { Button, Center, Loader, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.js';
import { Icon, type IconName } from './icons.js';
import { Notice } from './notice.js';

/** What went wrong and what to do; with `onRetry`, a button that does it. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => unknown }) {
  return (
    <Notice tone="bad" title={titleOf(error)} alert>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{messageOf(error)}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={() => void onRetry()}>
            Try again
          </Button>
        )}
      </Stack>
    </Notice>
  );
}

function titleOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'This page has a fault';
  if (error.status === 0) return 'No connection';
  if (error.status === 404) return 'Not found';
  return error.status >= 500 ? 'The server could not do that' : 'That was refused';
}

/** For people, whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof ApiError
    ? error.message
    : 'Reload it. If that does not help, the browser’s console says what happened.';

/** Nothing there yet: what belongs here, and the next step to get it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={460} ta="center">
        <Text c="dimmed" lh={0}>
          <Icon name={icon} size={32} />
        </Text>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed" size="sm" component="div">
          {children}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}

export function Loading({ label = 'Loading' }: { label?: string }) {
  return (
    <Center py="xl" role="status">
      <Loader size="sm" aria-hidden />
      <VisuallyHidden>{label}…</VisuallyHidden>
    </Center>
  );
}

/** Loading, the error with a retry, or what was read. What was read stays while it is read anew. */
export function QueryState<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return <Loading />;
}
