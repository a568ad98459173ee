import { Button, Center } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { toastError } from './toast.js';

/** The button below a list that was read in part; nothing where all is shown. */
export function ShowMore({
  query,
  what,
}: {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  /** "users" */
  what: string;
}) {
  if (!query.hasNextPage) return null;
  const more = async (): Promise<void> => {
    const { error } = await query.fetchNextPage();
    if (error) toastError(error);
  };
  return (
    <Center>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void more()}>
        Show more {what}
      </Button>
    </Center>
  );
}
