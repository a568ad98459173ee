/**
 * The limit of the whole: the same events stored and attributed by hand-written SQL alone, without HTTP and without
 * JavaScript per event. Four connections insert, two claim, match by a join with the rules, write and delete.
 */
import pg from 'pg';
import { callStream } from '../calls.js';
import { groupOf, insertStatement } from './insert.js';

const { DATABASE_URL, EVENTS } = process.env;
const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: 6,
  options: '-c jit=off -c max_parallel_workers_per_gather=0',
});
const total = Number(EVENTS);
const groupSize = 1_000;
const next = callStream();

const attribute = `
  with claimed as materialized (
    select event_id from pending_events where partition = $1 order by event_id limit $2
  ), event as materialized (
    select e.* from claimed c cross join lateral (
      select * from events where partition = $1 and environment_id = 1 and id = c.event_id limit 1
    ) e
  ), matched as materialized (
    select distinct on (e.id, r.feature_id) e.id, e.identity, e.occurred_at, r.feature_id, r.id as rule_id, r.version
    from event e join rules r on r.environment_id = 1 and r.enabled
      and r.conditions->0->>'value' = e.name and r.conditions->1->>'value' = e.payload->'properties'->>'plan'
    order by e.id, r.feature_id, r.sequence
  ), recorded as (
    insert into usage_records
      (partition, event_id, environment_id, identity, feature_id, delta, occurred_at, rule_id, rule_version)
    select $1, id, 1, identity, feature_id, 1, occurred_at, rule_id, version from matched
    on conflict do nothing returning identity, feature_id, delta, occurred_at
  ), rolled as (
    insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
    select $1, 1, identity, feature_id, date_trunc('hour', occurred_at, 'UTC'), sum(delta), count(*)
    from recorded group by 3, 4, 5
    on conflict (partition, environment_id, identity, feature_id, hour)
    do update set used = u.used + excluded.used, records = u.records + excluded.records
  ), unmapped as (
    insert into unmapped_events (partition, event_id, environment_id, name, reason, identity, received_at)
    select $1, id, 1, name, 'no_rule', identity, received_at from event
    where id not in (select id from matched) on conflict do nothing
  ), made as (
    insert into identities (partition, environment_id, identity, user_key)
    select distinct $1::smallint, 1, identity, 0 from event on conflict do nothing
  ), gone as (
    delete from pending_events where partition = $1 and event_id in (select event_id from claimed)
  )
  select count(*)::int as count from claimed`;

const start = performance.now();
let inserted = 0;
let begun = 0;
const inserting = Promise.all(
  Array.from({ length: 4 }, async () => {
    while (begun < total) {
      begun += groupSize;
      await pool.query(insertStatement, [groupOf(next, groupSize)]);
      inserted += groupSize;
    }
  }),
).then(() => (inserting_ = false));
let inserting_ = true;

/** Each of the two has every second partition, so that neither waits for the other. */
async function attributeHalf(half: number): Promise<void> {
  for (;;) {
    const last = !inserting_;
    let done = 0;
    for (let partition = half; partition < 16; partition += 2) {
      const client = await pool.connect();
      await client.query('begin');
      await client.query('select from partitions where partition = $1 for update', [partition]);
      const { rows } = await client.query<{ count: number }>(attribute, [partition, groupSize]);
      await client.query('commit');
      client.release();
      done += rows[0]?.count ?? 0;
    }
    if (last && done === 0) return;
  }
}

await Promise.all([inserting, attributeHalf(0), attributeHalf(1)]);
process.send?.({ events: inserted, seconds: (performance.now() - start) / 1000 }, () => process.exit(0));
