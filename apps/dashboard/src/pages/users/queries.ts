import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { unwrap, type ApiClient, type Schemas } from '../../api/client.js';

export type User = Schemas['User'];
export type UserDetails = Schemas['UserDetails'];
export type Merge = Schemas['Merge'];
export type Flag = keyof Omit<Schemas['UserFlags'], 'users'>;

/** Which users are listed. */
export type UserFilter = { flag: Flag } | { email: string } | { name: string } | Record<string, never>;

export const usersQuery = (api: ApiClient, filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: ['users', 'list', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/users', {
          params: { query: { ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** The user that owns an id, as a list of one or none. */
export const userByIdQuery = (api: ApiClient, id: string) =>
  queryOptions({
    queryKey: ['users', 'by-id', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/users', { params: { query: { id } }, signal })),
  });

export const flagsQuery = (api: ApiClient) =>
  queryOptions({
    queryKey: ['users', 'flags'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/users/flags', { signal })),
  });

/** How a page names a user: by the external id or by the server's key. */
export interface UserRef {
  name: string;
  by: 'id' | 'key';
}

export const userQuery = (api: ApiClient, { name, by }: UserRef) =>
  queryOptions({
    queryKey: ['users', 'one', by, name],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/users/{id}', { params: { path: { id: name }, query: { by } }, signal })),
  });

/** Usage by feature, altogether or of a range. */
export const userUsageQuery = (api: ApiClient, key: string, range: { from?: string; to?: string } = {}) =>
  queryOptions({
    queryKey: ['users', 'usage', key, range],
    queryFn: async ({ signal }) => {
      const query = { by: 'key' as const, ...range };
      const { data } = await unwrap(
        api.GET('/api/users/{id}/usage', { params: { path: { id: key }, query }, signal }),
      );
      return data;
    },
  });

/** All of an environment, or those that went into one user. */
export const mergesQuery = (api: ApiClient, survivorKey?: string) =>
  infiniteQueryOptions({
    queryKey: ['merges', survivorKey ?? 'all'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/merges', {
          params: {
            query: {
              limit: 20,
              ...(survivorKey && { survivorKey }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Reads anew what a change of users may show in. */
export async function usersChanged(client: QueryClient): Promise<void> {
  const shown = ['users', 'merges', 'usage', 'events'];
  await Promise.all(shown.map((resource) => client.invalidateQueries({ queryKey: [resource] })));
}
