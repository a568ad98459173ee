import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a load generator does, in a process of its own, until its time or its amount is over. */
export interface LoadOptions {
  origin: string;
  path: '/v1/track' | '/v1/batch';
  /** Events of a request. */
  eventsPerRequest: number;
  connections: number;
  seconds?: number;
  /** Ends after this many requests. */
  requests?: number;
  /** Requests a second, evenly spaced; absent: as fast as they are answered. */
  rate?: number;
}

export interface LoadResult {
  /** Events acknowledged with 2xx. */
  events: number;
  seconds: number;
  /** Milliseconds from when a request was due to its answer. */
  p50: number;
  p99: number;
  /** Requests that were not answered with 2xx. */
  refused: number;
  /** CPU time of the generator, in µs. */
  cpu: number;
}

export function load(options: LoadOptions): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./load-process.js', import.meta.url)), { execArgv: [] });
    child.once('message', (result) => resolve(result as LoadResult));
    child.once('exit', (code) =>
      reject(new Error(`The load generator ended with ${code} before it was done.`)),
    );
    child.send(options);
  });
}

/** Batches of 100 at a steady rate, beside which something else is measured. */
export const backgroundLoad = (
  origin: string,
  seconds: number,
  eventsPerSecond: number,
): Promise<LoadResult> =>
  load({
    origin,
    path: '/v1/batch',
    eventsPerRequest: 100,
    connections: 16,
    seconds,
    rate: Math.max(1, Math.floor(eventsPerSecond / 100)),
  });
