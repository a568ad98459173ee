/** The load generator: autocannon in a process of its own. Told what to do by its parent, it answers and ends. */
import autocannon from 'autocannon';
import { callStream } from './calls.js';
import type { LoadOptions, LoadResult } from './load.js';
import { key } from './system.js';

process.once('message', (options) => void run(options as LoadOptions));

async function run(options: LoadOptions): Promise<void> {
  const next = callStream();
  const body = (): string => {
    if (options.path === '/v1/track') return next();
    const calls = Array.from({ length: options.eventsPerRequest }, next);
    return `{"batch":[${calls.join(',')}]}`;
  };
  const result = await autocannon({
    url: options.origin,
    connections: options.connections,
    // Bounded in time whatever happens.
    duration: options.seconds ?? 300,
    ...(options.requests === undefined ? {} : { amount: options.requests }),
    ...(options.rate === undefined ? {} : { overallRate: options.rate }),
    timeout: 30,
    requests: [
      {
        method: 'POST',
        path: options.path,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: body() }),
      },
    ],
  });
  const told: LoadResult = {
    events: result['2xx'] * options.eventsPerRequest,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result.non2xx + result.errors,
  };
  process.send?.(told, () => process.exit(0));
}
