import type { Environment } from '../../api/client.js';
import type { Grouping, Range } from './range.js';

type Parameters = Record<string, string | readonly string[]>;

/** Ids stand in the query, since they may be any text: also what a path cannot hold. */
export function queryOf(parameters: Parameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

export const usersPath = (featureId: string, { from, to }: Range): string =>
  `/usage/users?${queryOf({ featureId, from, to })}`;

export const recordsPath = (userId: string, featureId: string, { from, to }: Partial<Range>): string =>
  `/usage/records?${queryOf({ userId, featureId, ...(from && { from }), ...(to && { to }) })}`;

export const featurePath = (id: string): string => `/features/edit?${queryOf({ id })}`;

/** Addresses of files: a browser saves them itself, so the environment stands in the query. */
export const seriesFile = (
  environment: Environment,
  featureId: readonly string[],
  { from, to }: Range,
  groupBy: Grouping,
): string => `/api/usage/series/export?${queryOf({ environment, featureId, from, to, groupBy })}`;

export const usersFile = (environment: Environment, featureId: string, { from, to }: Range): string =>
  `/api/usage/features/${encodeURIComponent(featureId)}/users/export?${queryOf({ environment, from, to })}`;
