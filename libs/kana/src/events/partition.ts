import { crc32 } from 'node:zlib';
import type { EnvironmentId } from '../platform/environment.js';

/**
 * Partition of a user: `crc32(environment:identity) mod count`, the same everywhere and for ever.
 * A user's events stay in order in one partition, and a retried call meets its first there.
 */
export const partitionOf = (environment: EnvironmentId, identity: string, count: number): number =>
  crc32(`${environment}:${identity}`) % count;
