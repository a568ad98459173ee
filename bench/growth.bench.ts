import { bareInsert } from './ingest.bench.js';
import { load } from './load.js';
import { atLeast, type Result } from './result.js';
import type { Scale } from './scale.js';
import { memory, type Queue, startSystem, type System } from './system.js';

/** Stored and attributed events, straight into the table. */
async function store(system: System, events: number): Promise<void> {
  const chunk = 200_000;
  const chunks = Array.from({ length: Math.ceil(events / chunk) }, (_, n) => n * chunk);
  const storeChunks = async (): Promise<void> => {
    for (let start = chunks.shift(); start !== undefined; start = chunks.shift()) {
      await system.sql.query(
        `insert into events
         (partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload)
       select n % 16, 1, gen_random_uuid()::text, 'track', 'user-' || n % 5000, 'Thing ' || n % 20, now(), now(),
         jsonb_build_object('type', 'track', 'userId', 'user-' || n % 5000, 'event', 'Thing ' || n % 20,
           'properties', jsonb_build_object('n', n, 'note', repeat('x', 350)))
       from generate_series($1::int, $2::int) n`,
        [start, Math.min(events, start + chunk) - 1],
      );
    }
  };
  await Promise.all([storeChunks(), storeChunks()]);
  await system.sql.query('vacuum (analyze) events');
  await system.sql.query('checkpoint');
}

/** How many times the one is of the other, round by round. */
const times = (large: readonly number[], small: readonly number[]): number[] =>
  large.map((figure, round) => figure / small[round]!);

/** Ingestion with much stored against ingestion with little, beside what the bare insert loses. And memory. */
export async function growth(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: false });
  const measure = async (): Promise<{ ours: number[]; bare: number[] }> => {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < scale.repeats; i += 1) {
      const run = await load({
        origin: system.origin,
        path: '/v1/batch',
        eventsPerRequest: 100,
        connections: 32,
        seconds: scale.seconds,
      });
      ours.push(run.events / run.seconds);
      bare.push(await bareInsert(system, scale.seconds));
      // Nobody attributes here: what is pending is taken away, so that only what is stored grows.
      await system.sql.query('truncate pending_events');
    }
    return { ours, bare };
  };
  try {
    await store(system, scale.storedAtFirst);
    await measure();
    const small = await measure();
    await store(system, scale.stored - scale.storedAtFirst);
    const large = await measure();
    const sizes = `${scale.stored.toLocaleString('en')} stored ÷ ${scale.storedAtFirst.toLocaleString('en')}`;
    return [
      atLeast(
        `growth of ingest, ${sizes} (${queue})`,
        '×',
        times(large.ours, small.ours),
        'the bare insert’s own',
        times(large.bare, small.bare),
        0.9,
      ),
      ...memory(system, 'growth'),
    ];
  } finally {
    await system.stop();
  }
}
