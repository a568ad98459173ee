import { setTimeout as sleep } from 'node:timers/promises';
import { partitionOf } from '#libs/kana';
import { backgroundLoad, load } from './load.js';
import { percentile, type Result, told } from './result.js';
import type { Scale } from './scale.js';
import { memory, type Queue, startSystem, type System } from './system.js';

const users = 10_000;

/** Usage records with their rollups, straight into the tables: a year of ten features. */
async function store(system: System, records: number): Promise<void> {
  for (const id of Array.from({ length: 10 }, (_, i) => `feature-${i}`)) {
    await system.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
  }
  const partitions = Array.from({ length: users }, (_, i) => partitionOf(1, `reader-${i}`, 16));
  await system.sql.query('create table reader (n int primary key, partition smallint)');
  await system.sql.query(
    'insert into reader select ordinality - 1, p from unnest($1::smallint[]) with ordinality t (p)',
    [partitions],
  );
  await system.sql.query(
    `with made as (
       insert into users (environment_id, external_id) select 1, 'reader-' || n from reader returning key, external_id
     )
     insert into identities (partition, environment_id, identity, user_key)
     select r.partition, 1, external_id, key from made join reader r on external_id = 'reader-' || r.n`,
  );
  const chunk = 500_000;
  for (let start = 0; start < records; start += chunk) {
    await system.sql.query(
      `with recorded as (
         insert into usage_records (partition, event_id, environment_id, identity, feature_id, delta, occurred_at)
         select r.partition, 1000000000 + s.n, 1, 'reader-' || r.n, 'feature-' || s.n / 7 % 10, 1,
           timestamptz '2025-01-01' + (s.n::bigint * 7919 % 31536000) * interval '1 second'
         from generate_series($1::int, $2::int) s (n) join reader r on r.n = s.n % ${users}
         returning partition, identity, feature_id, delta, occurred_at
       )
       insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
       select partition, 1, identity, feature_id, date_trunc('hour', occurred_at, 'UTC'), sum(delta), count(*)
       from recorded group by 1, 3, 4, 5
       on conflict (partition, environment_id, identity, feature_id, hour)
       do update set used = u.used + excluded.used, records = u.records + excluded.records`,
      [start, Math.min(records, start + chunk) - 1],
    );
  }
  await system.sql.query('vacuum (analyze) usage_records, usage_rollups, identities, users');
  await system.sql.query('checkpoint');
}

/** One user and feature, one month, read after read, while half of what is sustained comes in and is attributed. */
export async function reading(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: true });
  try {
    await store(system, scale.records);
    const seconds = scale.lagSeconds;
    const start = performance.now();
    const { events } = await load({
      origin: system.origin,
      path: '/v1/batch',
      eventsPerRequest: 100,
      connections: 32,
      seconds: scale.warmUpSeconds,
    });
    await system.settled();
    const sustained = events / ((performance.now() - start) / 1000);
    const background = backgroundLoad(system.origin, seconds, sustained / 2);
    const reads: number[] = [];
    const probes: number[] = [];
    const answers: number[] = [];
    const end = performance.now() + (seconds - 1) * 1000;
    for (let n = 0; performance.now() < end; n += 1) {
      const reader = `reader-${(n * 997) % users}`;
      let begun = performance.now();
      await system.call(
        'GET',
        `/api/usage?userId=${reader}&featureId=feature-3&from=2025-03-01&to=2025-04-01`,
      );
      reads.push(performance.now() - begun);
      begun = performance.now();
      await system.sql.query('select key from users where key = $1', [n + 1]);
      probes.push(performance.now() - begun);
      begun = performance.now();
      await system.call('GET', '/health/live');
      answers.push(performance.now() - begun);
      await sleep(15);
    }
    await background;
    const [read, probe] = [percentile(reads, 0.99), percentile(probes, 0.99)];
    return [
      {
        name: `reading a month of ${scale.records.toLocaleString('en')} records, p99 (${queue})`,
        figure: read,
        unit: 'ms',
        against: 'an index-only probe of one row',
        againstFigure: probe,
        ratio: read - probe,
        goal: '≤ 10 ms over it',
        met: read - probe <= 10,
        share: 10 / Math.max(0.01, read - probe),
      },
      told(
        `an answer of the api without the store beside it, p99 (${queue})`,
        'ms',
        percentile(answers, 0.99),
      ),
      ...memory(system, 'reading'),
    ];
  } finally {
    await system.stop();
  }
}
