import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError, unwrap, type ApiClient, type Schemas } from '../../api/client.js';
import type { Grouping, Range } from './range.js';

export type Feature = Schemas['Feature'];

/** All features, archived ones too: their usage stays. */
export const namesQuery = (api: ApiClient) =>
  queryOptions({
    queryKey: ['features', 'names'],
    queryFn: async ({ signal }) => {
      const features: Feature[] = [];
      let cursor: string | null = null;
      do {
        const query = { archived: 'all' as const, limit: 200, ...(cursor !== null && { cursor }) };
        const page: { data: Feature[]; nextCursor: string | null } = await unwrap(
          api.GET('/api/features', { params: { query }, signal }),
        );
        features.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return features;
    },
  });

export const featuresUsageQuery = (api: ApiClient, { from, to }: Range) =>
  queryOptions({
    queryKey: ['usage', 'features', from, to],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/usage/features', { params: { query: { from, to } }, signal }))).data,
    placeholderData: keepPreviousData,
  });

export const seriesQuery = (
  api: ApiClient,
  { from, to }: Range,
  groupBy: Grouping,
  featureId: readonly string[],
) =>
  queryOptions({
    queryKey: ['usage', 'series', from, to, groupBy, featureId],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/usage/series', {
            params: { query: { featureId: [...featureId], from, to, groupBy } },
            signal,
          }),
        )
      ).data,
    enabled: featureId.length > 0,
  });

export const usersQuery = (api: ApiClient, featureId: string, { from, to }: Range, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['usage', 'users', featureId, from, to, limit],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/usage/features/{featureId}/users', {
          params: {
            path: { featureId },
            query: { from, to, limit, ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const recordsQuery = (api: ApiClient, userId: string, featureId: string, range: Partial<Range>) =>
  infiniteQueryOptions({
    queryKey: ['usage', 'records', userId, featureId, range.from, range.to],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/usage/{userId}/{featureId}/records', {
          params: {
            path: { userId, featureId },
            query: { ...range, limit: 50, ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const totalQuery = (api: ApiClient, userId: string, featureId: string, range: Partial<Range>) =>
  queryOptions({
    queryKey: ['usage', 'total', userId, featureId, range.from, range.to],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/usage', {
            params: { query: { userId, featureId, groupBy: 'month', ...range } },
            signal,
          }),
        )
      ).total,
  });

/** Whose external id it is; null for a user that was deleted. */
export const ownerQuery = (api: ApiClient, id: string) =>
  queryOptions({
    queryKey: ['users', 'owner', id],
    queryFn: async ({ signal }) => {
      try {
        return await unwrap(api.GET('/api/users/{id}', { params: { path: { id } }, signal }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    enabled: id !== '',
  });
