/**
 * The load generator, in a process of its own. Told what to do by its parent, it answers and ends.
 *
 * Without a rate each connection sends its next request when the last was answered. With a rate requests are due at
 * even distances, whatever the server does, and latency counts from when a request was due: a server that stalls
 * cannot hide it by being asked less.
 */
import { createHistogram } from 'node:perf_hooks';
import { callStream } from './calls.js';
import { Connection } from './connection.js';
import type { LoadOptions, LoadResult } from './load.js';
import { key } from './system.js';

/** Bounded in time whatever happens: so long it sends at the most, and then waits so long for answers. */
const longestSeconds = 300;
const patienceSeconds = 30;

const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

process.once('message', (options) => {
  void run(options as LoadOptions).then((told) => process.send?.(told, () => process.exit(0)));
});

async function run(options: LoadOptions): Promise<LoadResult> {
  const { origin, path, eventsPerRequest, connections, rate, requests = Infinity } = options;
  const next = callStream();
  const body = (): string =>
    path === '/v1/track' ? next() : `{"batch":[${Array.from({ length: eventsPerRequest }, next).join(',')}]}`;

  const latency = createHistogram();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const sendingMs = (options.seconds ?? longestSeconds) * 1000;
  const end = start + sendingMs;
  let sent = 0;
  let taken = 0;
  let refused = 0;
  const over = (): boolean => sent >= requests || performance.now() >= end;

  /** Sends one request; resolves when it is answered. */
  const send = async (connection: Connection, due: number): Promise<void> => {
    sent += 1;
    const status = await connection.send(body());
    if (status >= 200 && status < 300) taken += 1;
    else refused += 1;
    latency.record(Math.max(1, Math.round((performance.now() - due) * 1e6)));
  };

  const closedLoop = async (connection: Connection): Promise<void> => {
    while (!over()) await send(connection, performance.now());
  };

  const openLoop = async (all: Connection[], perSecond: number): Promise<void> => {
    const idle = [...all];
    const answers = new Set<Promise<void>>();
    const dueTime = (n: number): number => start + (n * 1000) / perSecond;
    while (!over()) {
      while (idle.length > 0 && !over() && dueTime(sent) <= performance.now()) {
        const connection = idle.pop()!;
        const answer = send(connection, dueTime(sent)).then(() => {
          idle.push(connection);
          answers.delete(answer);
        });
        answers.add(answer);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(answers);
  };

  const open = Array.from({ length: connections }, () => new Connection(new URL(origin), path, headers));
  const close = (): void => open.forEach((connection) => connection.close());
  const giveUp = setTimeout(close, sendingMs + patienceSeconds * 1000);
  await (rate === undefined ? Promise.all(open.map(closedLoop)) : openLoop(open, rate));
  const seconds = (performance.now() - start) / 1000;
  clearTimeout(giveUp);
  close();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    events: taken * eventsPerRequest,
    seconds,
    p50: latency.percentile(50) / 1e6,
    p99: latency.percentile(99) / 1e6,
    refused,
    cpu: user + system,
  };
}
