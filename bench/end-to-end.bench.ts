import { names, plans } from './calls.js';
import { type Cost, costOf, costs } from './cost.js';
import { backgroundLoad, load } from './load.js';
import { runPeer } from './peers/run.js';
import { atLeast, median, percentile, type Result, within } from './result.js';
import type { Scale } from './scale.js';
import { memory, type Queue, startSystem, type System } from './system.js';

/** 100 rules, one for each name and plan of the load: every event maps. */
async function makeRules(system: System): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    await system.call('POST', '/api/features', {
      id: `feature-${i}`,
      name: `Feature ${i}`,
      type: 'CONSUMABLE',
    });
  }
  await system.call('POST', '/api/features', { id: 'lag', name: 'Lag', type: 'CONSUMABLE' });
  for (let i = 0; i < 100; i += 1) {
    await system.call('POST', '/api/rules', {
      name: `Rule ${i}`,
      featureId: `feature-${i % 10}`,
      conditions: [
        { kind: 'event_name', operator: 'equals', value: names[i % names.length] },
        { kind: 'property', path: 'plan', operator: 'equals', value: plans[Math.floor(i / names.length)] },
      ],
    });
  }
  await system.settled();
}

/**
 * Events/s from the first request until nothing is pending: acknowledged and attributed. Against the same work as
 * pure SQL, by four connections that insert and two that attribute.
 */
export async function endToEnd(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: true });
  try {
    await makeRules(system);
    const spent: Cost[] = [];
    const run = async (amount: number): Promise<number> => {
      const start = performance.now();
      const before = system.cpu();
      const { events, refused, cpu } = await load({
        origin: system.origin,
        path: '/v1/batch',
        eventsPerRequest: 100,
        connections: 32,
        requests: Math.ceil(amount / 100),
      });
      if (refused > 0) throw new Error(`${refused} requests were refused.`);
      await system.settled();
      spent.push(costOf(before, system.cpu(), cpu, events));
      return (events / (performance.now() - start)) * 1000;
    };
    // Once more after each start of the worker: what runs for days is measured warm.
    const warmUp = async (): Promise<void> => {
      await run(scale.events / 5);
      spent.pop();
    };
    await warmUp();
    const ours: number[] = [];
    const limit: number[] = [];
    for (let i = 0; i < scale.repeats; i += 1) {
      ours.push(await run(scale.events));
      await system.stopWorker();
      limit.push(await sqlPipeline(system, scale.events));
      await system.startWorker();
      await warmUp();
    }
    const lag = await measureLag(system, median(ours) / 2, scale);
    return [
      atLeast(`end to end, 100 rules (${queue})`, 'events/s', ours, 'pure SQL pipeline', limit, 0.6),
      within(`lag, p99 at half of it (${queue})`, 'ms', lag, queue === 'Redis' ? 250 : 1_000),
      ...costs(`end to end (${queue})`, spent, 'pure SQL pipeline', limit),
      ...memory(system, 'end to end'),
    ];
  } finally {
    await system.stop();
  }
}

async function sqlPipeline(system: System, events: number): Promise<number> {
  const { events: done, seconds } = await runPeer<{ events: number; seconds: number }>('pipeline-process', {
    DATABASE_URL: system.databaseUrl,
    EVENTS: String(events),
  });
  return done / seconds;
}

/** From the answer to a call until `/api/usage` shows it, while the load runs at `rate`. */
async function measureLag(system: System, rate: number, scale: Scale): Promise<number> {
  const seconds = scale.lagSeconds;
  const background = backgroundLoad(system.origin, seconds, rate);
  const lags: number[] = [];
  const end = performance.now() + (seconds - 1) * 1000;
  for (let n = 0; performance.now() < end; n += 1) {
    const userId = `lag-${process.pid}-${n}`;
    await system.call('POST', '/v1/track', { userId, event: 'Lag', properties: { featureId: 'lag' } });
    const accepted = performance.now();
    for (;;) {
      const { total } = await system.call<{ total: number }>(
        'GET',
        `/api/usage?userId=${userId}&featureId=lag`,
      );
      if (total === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    lags.push(performance.now() - accepted);
  }
  await background;
  return percentile(lags, 0.99);
}
