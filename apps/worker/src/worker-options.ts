import type { WorkerOptions } from 'bullmq';

/**
 * A worker that was killed keeps its jobs locked until `lockDuration` is over and the next check for stalled jobs
 * has found them: some ten seconds at the most. A job is a bell and may be run again any number of times.
 */
export const workerOptions = {
  concurrency: 4,
  lockDuration: 6_000,
  stalledInterval: 3_000,
  maxStalledCount: 1_000,
} satisfies Omit<WorkerOptions, 'connection'>;
