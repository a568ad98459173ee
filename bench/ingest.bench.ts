import { type Cost, costOf, costs } from './cost.js';
import { load } from './load.js';
import { runPeer, startPeerApi } from './peers/run.js';
import { atLeast, atMost, beside, median, type Result } from './result.js';
import type { Scale } from './scale.js';
import { memory, type Queue, startSystem, type System } from './system.js';

/** Acknowledged events of `/v1/batch` against the bare multi-row insert into the same tables. The worker rests. */
export async function ingestBatches(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: false });
  try {
    const ours: number[] = [];
    const limit: number[] = [];
    await batches(system, scale.warmUpSeconds);
    for (let i = 0; i < scale.repeats; i += 1) {
      ours.push(await batches(system, scale.seconds));
      limit.push(await bareInsert(system, scale.seconds));
    }
    return [
      atLeast(`ingest, batches of 100 (${queue})`, 'events/s', ours, 'multi-row insert', limit, 0.65),
      ...memory(system, 'batches'),
    ];
  } finally {
    await system.stop();
  }
}

async function batches(system: System, seconds: number): Promise<number> {
  const result = await load({
    origin: system.origin,
    path: '/v1/batch',
    eventsPerRequest: 100,
    connections: 32,
    seconds,
  });
  if (result.refused > 0) throw new Error(`${result.refused} requests were refused.`);
  return result.events / result.seconds;
}

export async function bareInsert(system: System, seconds: number): Promise<number> {
  const { events, seconds: took } = await runPeer<{ events: number; seconds: number }>('insert-process', {
    DATABASE_URL: system.databaseUrl,
    SECONDS: String(seconds),
  });
  return events / took;
}

/** Acknowledged single events against an empty handler, and against the obvious design; and latency at half of it. */
export async function ingestSingle(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: false });
  const empty = await startPeerApi('empty-api', system);
  const obvious = await startPeerApi('obvious-api', system);
  const singles = async (origin: string, seconds: number, rate?: number) => {
    const result = await load({
      origin,
      path: '/v1/track',
      eventsPerRequest: 1,
      connections: 128,
      seconds,
      ...(rate === undefined ? {} : { rate }),
    });
    if (result.refused > 0) throw new Error(`${result.refused} requests were refused.`);
    return { ...result, perSecond: result.events / result.seconds };
  };
  try {
    const figures = { ours: [] as number[], empty: [] as number[], obvious: [] as number[] };
    for (const origin of [system.origin, empty.origin, obvious.origin])
      await singles(origin, scale.warmUpSeconds);
    const spent: Cost[] = [];
    for (let i = 0; i < scale.repeats; i += 1) {
      const before = system.cpu();
      const { perSecond, events, cpu } = await singles(system.origin, scale.seconds);
      spent.push(costOf(before, system.cpu(), cpu, events));
      figures.ours.push(perSecond);
      figures.empty.push((await singles(empty.origin, scale.seconds)).perSecond);
      figures.obvious.push((await singles(obvious.origin, scale.seconds)).perSecond);
    }
    const { ours, empty: most, obvious: least } = figures;

    // Latency at half of what the obvious design can do at all: both are asked the same.
    const rate = Math.floor(median(least) / 2);
    const at = {
      ours: { p50: [] as number[], p99: [] as number[] },
      obvious: { p50: [] as number[], p99: [] as number[] },
    };
    for (let i = 0; i < scale.repeats; i += 1) {
      for (const [name, origin] of [
        ['ours', system.origin],
        ['obvious', obvious.origin],
      ] as const) {
        const { p50, p99 } = await singles(origin, scale.seconds, rate);
        at[name].p50.push(p50);
        at[name].p99.push(p99);
      }
    }
    return [
      atLeast(`ingest, single (${queue})`, 'events/s', ours, 'empty Nest/Fastify handler', most, 0.5),
      atLeast(`ingest, single (${queue})`, 'events/s', ours, 'one insert + one queue.add each', least, 4),
      beside(
        `ingest latency, p50 at ${rate}/s (${queue})`,
        'ms',
        at.ours.p50,
        'one insert + one queue.add each',
        at.obvious.p50,
      ),
      atMost(
        `ingest latency, p99 at ${rate}/s (${queue})`,
        'ms',
        at.ours.p99,
        'one insert + one queue.add each',
        at.obvious.p99,
        1,
      ),
      ...costs(`single (${queue})`, spent, 'one insert + one queue.add each', least),
      ...memory(system, 'single'),
    ];
  } finally {
    await empty.stop();
    await obvious.stop();
    await system.stop();
  }
}
