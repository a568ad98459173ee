import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, type Environment } from './client.js';

/** Of the session, which belongs to no environment. */
export const sessionCache = newCache();

/** A cache for each environment, so that nothing of one can show in the other. */
export const caches: Readonly<Record<Environment, QueryClient>> = { test: newCache(), live: newCache() };

/** Forgets what was read: after signing out, the next person must not see it. */
export function clearCaches(): void {
  for (const cache of Object.values(caches)) cache.clear();
}

function newCache(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        // The session has ended, elsewhere or by itself: the shell sees it and asks for a key.
        if (isSignedOut(error)) void sessionCache.invalidateQueries();
      },
    }),
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (failures, error) => failures < 2 && mayPass(error) },
    },
  });
}

const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

/** Whether asking again may help: not where the request itself is wrong. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}
