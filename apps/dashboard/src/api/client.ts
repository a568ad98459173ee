import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

export type Schemas = components['schemas'];

export const environments = ['test', 'live'] as const;
export type Environment = (typeof environments)[number];

/** Names the environment of a request that is let in by the session. */
export const environmentHeader = 'X-Kana-Environment';

/** The API of one environment. A request says which of the session's environments it means. */
const clientOf = (environment: Environment) =>
  createClient<paths>({
    baseUrl: location.origin,
    credentials: 'same-origin',
    headers: { [environmentHeader]: environment },
  });

export type ApiClient = ReturnType<typeof clientOf>;

export const clients: Readonly<Record<Environment, ApiClient>> = {
  test: clientOf('test'),
  live: clientOf('live'),
};

export type Fault = NonNullable<Schemas['Problem']['faults']>[number];

/** An answer that is no success, or none at all (status 0). `message` is meant for people. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(message);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * What an answer holds: `await unwrap(api.GET('/api/rules'))`.
 * @throws ApiError for everything but a success.
 */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', 'The server does not answer. Check that it runs, then try again.');
  }
  if (!answer.response.ok) throw errorOf(answer.response.status, answer.error);
  return answer.data as T;
}

/** The error that a body of application/problem+json tells; a proxy may answer anything else. */
export function errorOf(status: number, body: unknown): ApiError {
  const problem = body as Partial<Schemas['Problem']> | undefined;
  return new ApiError(
    status,
    problem?.code ?? 'unknown',
    problem?.detail ?? `The server answered ${status}.`,
    problem?.faults,
  );
}

/** The fault of a field, for the `error` of its input; `path` is the field's dotted path in the request's body. */
export function faultAt(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.faults.find((fault) => fault.path === path)?.message;
}
