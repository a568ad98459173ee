import { availableParallelism } from 'node:os';
import type { WorkerOptions } from 'bullmq';

/**
 * Attributing is work for PostgreSQL, and who waits for a core does so with a lock held. With the queue in PostgreSQL
 * as well, no more jobs at once than there are cores: on two, two instead of four sustained 1.18 times as many events.
 * With Redis that is 1.08 times, and four keep the lag short: 121 to 226 ms at its p99, for 245 to 325 with two.
 */
const concurrency = process.env.REDIS_URL ? 4 : Math.min(4, availableParallelism());

/**
 * A worker that was killed keeps its jobs locked until `lockDuration` is over and the next check for stalled jobs
 * has found them: some ten seconds at the most. A job is a bell and may be run again any number of times.
 */
export const workerOptions = {
  concurrency,
  lockDuration: 6_000,
  stalledInterval: 3_000,
  maxStalledCount: 1_000,
} satisfies Omit<WorkerOptions, 'connection'>;
