import { availableParallelism } from 'node:os';
import type { WorkerOptions } from 'bullmq';

/**
 * No more jobs at once than there are cores: PostgreSQL works for each, and who waits for a core does so with a lock
 * held. On two cores, two at once instead of four sustained 1.18 times as many events, in larger batches.
 */
const concurrency = Math.min(4, availableParallelism());

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
