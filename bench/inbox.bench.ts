import { percentile, type Result, within } from './result.js';
import type { Scale } from './scale.js';
import { type Queue, startSystem, type System } from './system.js';

/** Unmapped events straight into the tables: 2,000 names, the most frequent of which has 8 % of them, 10,000 users. */
async function store(system: System, events: number): Promise<void> {
  const chunk = 100_000;
  for (let start = 1; start <= events; start += chunk) {
    await system.sql.query(
      `with made as (
         insert into events
           (partition, environment_id, occurred_at, received_at, type, message_id, identity, name, payload)
         select hashtext('u' || n % 10000) & 15, 1, now(), now(), 'track', 'm' || n, 'user-' || n % 10000, name,
           jsonb_build_object('type', 'track', 'event', name, 'messageId', 'm' || n, 'properties',
             jsonb_build_object('plan', (array['free', 'pro', 'max'])[1 + n % 3], 'seats', n % 20, 'order', 'order ' || n,
               'country', 'C' || n % 60, 'amount', n % 997 / 10.0, 'trial', n % 2 = 0,
               'items', jsonb_build_array(jsonb_build_object('sku', 'S' || n % 40, 'price', n % 9))),
             'context', jsonb_build_object('ip', '10.0.0.1', 'userAgent', repeat('Mozilla ', 10)))
         from generate_series($1::int, $2::int) n
         cross join lateral (select 'Event ' || floor(2000 * power(n * 7919 % 1000003 / 1000003.0, 3))::int as name) e
         returning partition, id, name, identity, received_at
       )
       insert into unmapped_events (partition, environment_id, name, event_id, reason, feature_id, identity, received_at)
       select partition, 1, name, id, case when id % 10 = 0 then 'unknown_feature' else 'no_rule' end,
         case when id % 10 = 0 then 'feature ' || id % 300 end, identity, received_at
       from made`,
      [start, Math.min(events, start + chunk - 1)],
    );
  }
  await system.sql.query('vacuum (analyze) events, unmapped_events');
}

/** The unmapped inbox: its first page, its figure alone, a name's facets, and what ignored values add. */
export async function inbox(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: false });
  try {
    await store(system, scale.unmapped);
    const measure = async (name: string, path: string, most: number): Promise<Result> => {
      const times: number[] = [];
      for (let n = 0; n < 10 * scale.repeats; n += 1) {
        const start = performance.now();
        await system.call('GET', path);
        times.push(performance.now() - start);
      }
      const of = scale.unmapped.toLocaleString('en');
      return within(`inbox of ${of} unmapped events: ${name}, p95`, 'ms', percentile(times, 0.95), most);
    };
    const results = [
      await measure('first page', '/api/unmapped', 1_000),
      await measure('the figure alone', '/api/unmapped?limit=1', 500),
      await measure('facets of the largest name', '/api/unmapped/facets?name=Event%200', 1_000),
      await measure('suggested rule', '/api/unmapped/suggestion?name=Event%200', 1_000),
    ];
    for (let n = 0; n < 5; n += 1) {
      const group = { name: `Event ${n}`, path: 'plan', value: 'pro' };
      await system.call('POST', '/api/unmapped/ignored', group);
    }
    results.push(await measure('first page, ignored values in 5 names', '/api/unmapped', 2_000));
    return results;
  } finally {
    await system.stop();
  }
}
