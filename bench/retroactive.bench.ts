import { atMost, type Result } from './result.js';
import type { Scale } from './scale.js';
import { memory, type Queue, startSystem, type System } from './system.js';

/** Stores events straight into the tables, as if they had come and nothing had taken them. A quarter is `Wanted`. */
export async function store(system: System, events: number, wantedShare: number): Promise<void> {
  const chunk = 100_000;
  for (let start = 0; start < events; start += chunk) {
    await system.sql.query(
      `with e as (
         insert into events
           (partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload)
         select n % 16, 1, gen_random_uuid()::text, 'track', 'user-' || n % 5000, v.name, now(), now(),
           jsonb_build_object('type', 'track', 'event', v.name, 'userId', 'user-' || n % 5000,
             'properties', jsonb_build_object('plan', case when n % 100 < 32 then 'pro' else 'free' end, 'n', n,
               'note', repeat('x', 300)))
         from generate_series($1::int, $2::int) n
         cross join lateral (
           select case when n / 100 % 100 < $3 then 'Wanted' else 'Other ' || n % 50 end as name
         ) v
         returning partition, id, name, identity, received_at
       )
       insert into unmapped_events (partition, environment_id, name, event_id, reason, identity, received_at)
       select partition, 1, name, id, 'no_rule', identity, received_at from e`,
      [start, Math.min(events, start + chunk) - 1, wantedShare * 100],
    );
  }
  await system.sql.query('vacuum (analyze) events, unmapped_events, usage_records, usage_rollups');
  // What was stored in seconds is written down in minutes, otherwise beside what is measured.
  await system.sql.query('checkpoint');
}

const wanted = {
  name: 'Wanted',
  featureId: 'wanted',
  conditions: [
    { kind: 'event_name', operator: 'equals', value: 'Wanted' },
    { kind: 'property', path: 'plan', operator: 'equals', value: 'pro' },
  ],
};

/** Seconds from the saved rule to the end of its run. */
async function runRule(system: System): Promise<{ seconds: number; mapped: number; id: string }> {
  const start = performance.now();
  const rule = await system.call<{ id: string; application: { id: string } }>('POST', '/api/rules', wanted);
  await system.settled();
  const seconds = (performance.now() - start) / 1000;
  const run = await system.call<{ mapped: number }>('GET', `/api/applications/${rule.application.id}`);
  return { seconds, mapped: run.mapped, id: rule.id };
}

/** The same writes by one statement a hand would write. */
async function runSql(system: System): Promise<number> {
  const start = performance.now();
  await system.sql.query(
    `with matched as materialized (
       select u.partition, u.name, u.event_id, e.identity, e.occurred_at
       from unmapped_events u
       join events e on e.partition = u.partition and e.environment_id = 1 and e.id = u.event_id
       where u.environment_id = 1 and u.name = 'Wanted' and e.payload->'properties' @> '{"plan": "pro"}'
     ), recorded as (
       insert into usage_records (partition, event_id, environment_id, identity, feature_id, delta, occurred_at, rule_id, rule_version)
       select partition, event_id, 1, identity, 'wanted', 1, occurred_at, gen_random_uuid(), 1 from matched
       on conflict do nothing returning partition, identity, delta, occurred_at
     ), rolled as (
       insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
       select partition, 1, identity, 'wanted', date_trunc('hour', occurred_at, 'UTC'), sum(delta), count(*)
       from recorded group by 1, 3, 5
       on conflict (partition, environment_id, identity, feature_id, hour)
       do update set used = u.used + excluded.used, records = u.records + excluded.records
     )
     delete from unmapped_events u using matched m
     where u.partition = m.partition and u.environment_id = 1 and u.name = m.name and u.event_id = m.event_id`,
  );
  return (performance.now() - start) / 1000;
}

/** Everything back to before the run. */
async function undo(system: System, ruleId?: string): Promise<void> {
  if (ruleId) await system.call('DELETE', `/api/rules/${ruleId}`);
  await system.sql.query(
    `insert into unmapped_events (partition, environment_id, name, event_id, reason, identity, received_at)
     select e.partition, 1, e.name, e.id, 'no_rule', e.identity, e.received_at
     from usage_records r join events e on e.partition = r.partition and e.environment_id = 1 and e.id = r.event_id`,
  );
  await system.sql.query('truncate usage_records, usage_rollups');
  await system.sql.query('vacuum (analyze) unmapped_events, usage_records, usage_rollups');
  await system.sql.query('checkpoint');
}

export async function retroactive(queue: Queue, scale: Scale): Promise<Result[]> {
  const system = await startSystem(queue, { worker: true });
  const larger = await startSystem(queue, { worker: true });
  try {
    for (const one of [system, larger]) {
      await one.call('POST', '/api/features', { id: 'wanted', name: 'Wanted', type: 'CONSUMABLE' });
      await one.settled();
      await store(one, scale.unmapped, 0.25);
    }
    // The same candidates in a store four times as large.
    await store(larger, scale.unmapped * 3, 0);
    const seconds = { ours: [] as number[], sql: [] as number[], larger: [] as number[] };
    let mapped = 0;
    for (let round = -1; round < scale.repeats; round += 1) {
      const run = await runRule(system);
      await undo(system, run.id);
      const sql = await runSql(system);
      await undo(system);
      const runOfLarger = await runRule(larger);
      await undo(larger, runOfLarger.id);
      // The first round reads from the disk what the others find in memory.
      if (round < 0) continue;
      mapped = run.mapped;
      seconds.ours.push(run.seconds);
      seconds.sql.push(sql);
      seconds.larger.push(runOfLarger.seconds);
    }
    const title = `retroactive, ${scale.unmapped.toLocaleString('en')} unmapped, ${mapped.toLocaleString('en')} map (${queue})`;
    const growth = `retroactive, store 4 × as large (${queue})`;
    return [
      atMost(title, 's', seconds.ours, 'one SQL statement', seconds.sql, 1.3),
      atMost(growth, 's', seconds.larger, 'the smaller store', seconds.ours, 1.15),
      ...memory(system, 'retroactive'),
    ];
  } finally {
    await system.stop();
    await larger.stop();
  }
}
