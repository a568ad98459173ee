import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { unwrap, type ApiClient, type Schemas } from '../../api/client.js';

export type Import = Schemas['Import'];

const isOver = ({ state }: Import): boolean => state === 'done' || state === 'failed';

export const importsQuery = (api: ApiClient) =>
  infiniteQueryOptions({
    queryKey: ['imports', 'list'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/imports', {
          params: { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.every(({ data }) => data.every(isOver)) === false ? 2_000 : false,
  });

export const importQuery = (api: ApiClient, id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !isOver(state.data) ? 700 : false),
  });

/** Read anew as they become more. */
export const faultsQuery = (api: ApiClient, id: string, failed: number) =>
  infiniteQueryOptions({
    queryKey: ['imports', id, 'faults', failed],
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/imports/{id}/faults', {
          params: { path: { id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
