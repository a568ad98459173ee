import { queryOptions } from '@tanstack/react-query';
import { clients, unwrap, type Environment, type Schemas } from '../api/client.js';
import { clearCaches, sessionCache } from '../api/caches.js';

export type SignedIn = Schemas['Session']['environments'][number];

/** The environments that this browser is signed in to, `test` first. Read with `useQuery(sessionQuery, sessionCache)`. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => (await unwrap(clients.test.GET('/api/session'))).environments,
  staleTime: Infinity,
});

/** Signs in beside what the browser is signed in to already. Answers the environment that the key opens. */
export async function signIn(key: string): Promise<Environment> {
  const { environments } = await unwrap(clients.test.POST('/api/session', { body: { key } }));
  sessionCache.setQueryData(sessionQuery.queryKey, environments);
  const newest = environments.toSorted((a, b) => b.signedInAt.localeCompare(a.signedInAt))[0];
  return newest?.environment ?? 'test';
}

/** Out of both environments. */
export async function signOut(): Promise<void> {
  await unwrap(clients.test.DELETE('/api/session'));
  sessionCache.setQueryData(sessionQuery.queryKey, []);
  clearCaches();
}
