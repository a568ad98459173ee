import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { unwrap, type ApiClient, type Schemas } from '../../api/client.js';

export type Rule = Schemas['Rule'];
export type RuleVersion = Schemas['RuleVersion'];

export const rulesQuery = (api: ApiClient) =>
  infiniteQueryOptions({
    queryKey: ['rules', 'list'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/rules', {
          params: { query: { limit: 100, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const ruleQuery = (api: ApiClient, id: string) =>
  queryOptions({
    queryKey: ['rules', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/rules/{id}', { params: { path: { id } }, signal })),
  });

export const versionsQuery = (api: ApiClient, id: string) =>
  infiniteQueryOptions({
    queryKey: ['rules', id, 'versions'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/rules/{id}/versions', {
          params: { path: { id }, query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

export const featuresQuery = (api: ApiClient) =>
  queryOptions({
    queryKey: ['features', 'all'],
    queryFn: async ({ signal }) => {
      const features: Schemas['Feature'][] = [];
      let cursor: string | null = null;
      do {
        const page: { data: Schemas['Feature'][]; nextCursor: string | null } = await unwrap(
          api.GET('/api/features', {
            params: { query: { limit: 200, ...(cursor !== null && { cursor }) } },
            signal,
          }),
        );
        features.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return features;
    },
  });
