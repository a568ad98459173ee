import { partitionOf } from '#libs/kana';
import { names, plans } from '../calls.js';
import type { System } from '../system.js';

/** How much is stored before anything is looked at. Half of the events are unmapped, the others are usage. */
export interface Stored {
  events: number;
  users: number;
}

/** The names that rules take, each for a feature of its own; the others of `names` are unmapped. */
export const mappedNames = names.slice(0, names.length / 2);

/** A quarter of the unmapped events has this name. */
export const frequentName = names[mappedNames.length]!;

/** Days that the events are spread over, from this one. */
export const firstDay = '2025-10-01';
const days = 90;

/** Features, a rule for each, then users, and events with what attribution made of them, straight into the tables. */
export async function store(system: System, stored: Stored): Promise<void> {
  for (const [n, name] of mappedNames.entries()) {
    await system.call('POST', '/api/features', { id: `feature-${n}`, name, type: 'CONSUMABLE' });
    await system.call('POST', '/api/rules', {
      name,
      featureId: `feature-${n}`,
      conditions: [{ kind: 'event_name', operator: 'equals', value: name }],
    });
  }
  await system.settled();
  await storeUsers(system, stored.users);
  const chunk = 100_000;
  const starts = Array.from({ length: Math.ceil(stored.events / chunk) }, (_, n) => n * chunk);
  const storeNext = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      await storeEvents(system, stored, start, Math.min(stored.events, start + chunk) - 1);
    }
  };
  await Promise.all([storeNext(), storeNext()]);
  await system.sql.query('vacuum (analyze)');
}

async function storeUsers(system: System, users: number): Promise<void> {
  const partitions = Array.from({ length: users }, (_, n) => partitionOf(1, `user-${n}`, 16));
  await system.sql.query('create table stored_users (n int primary key, partition smallint, identity text)');
  await system.sql.query(
    `insert into stored_users
     select ordinality - 1, p, 'user-' || ordinality - 1 from unnest($1::smallint[]) with ordinality t (p)`,
    [partitions],
  );
  await system.sql.query(
    `with made as (
       insert into users (environment_id, external_id, name, email, email_key)
       select 1, identity, 'User ' || n, identity || '@example.com', identity || '@example.com' from stored_users
       returning key, external_id
     )
     insert into identities (partition, environment_id, identity, user_key)
     select s.partition, 1, s.identity, m.key from made m join stored_users s on s.identity = m.external_id`,
  );
}

async function storeEvents(system: System, stored: Stored, first: number, last: number): Promise<void> {
  await system.sql.query(
    `with made as (
       insert into events
         (partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload)
       select u.partition, 1, gen_random_uuid()::text, 'track', u.identity, v.name, v.at, v.at,
         jsonb_build_object('type', 'track', 'userId', u.identity, 'event', v.name, 'timestamp', v.at,
           'context', jsonb_build_object('ip', '203.0.113.7', 'userAgent', 'Mozilla/5.0 (X11; Linux x86_64)'),
           'properties', jsonb_build_object('plan', $4::jsonb->(s.n / 7 % $5), 'seats', s.n % 50,
             'note', repeat('x', 250)))
       from generate_series($1::int, $2::int) s (n)
       join stored_users u on u.n = s.n::bigint * 7919 % $6
       cross join lateral (
         select $3::jsonb->>(
             case when s.n % 2 = 0 then s.n / 2 % $7 when s.n % 8 = 1 then $7 else $7 + 1 + s.n / 8 % ($7 - 1) end
           ) as name,
           $8::timestamptz + s.n * ($9::float8 / $10) * interval '1 day' as at
       ) v
       returning partition, id, identity, name, occurred_at, received_at
     ), recorded as (
       insert into usage_records
         (partition, event_id, environment_id, identity, feature_id, delta, occurred_at, rule_id, rule_version)
       select m.partition, m.id, 1, m.identity, r.feature_id, 1, m.occurred_at, r.id, r.version
       from made m join rules r on r.name = m.name
       returning partition, identity, feature_id, occurred_at
     ), rolled as (
       insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
       select partition, 1, identity, feature_id, date_trunc('hour', occurred_at, 'UTC') as hour, count(*), count(*)
       from recorded group by 1, 3, 4, 5 order by 1, 3, 4, 5
       on conflict (partition, environment_id, identity, feature_id, hour)
       do update set used = u.used + excluded.used, records = u.records + excluded.records
     )
     insert into unmapped_events (partition, environment_id, name, event_id, reason, identity, received_at)
     select partition, 1, name, id, 'no_rule', identity, received_at from made m
     where not exists (select from rules r where r.name = m.name)`,
    [
      first,
      last,
      JSON.stringify(names),
      JSON.stringify(plans),
      plans.length,
      stored.users,
      mappedNames.length,
      firstDay,
      days,
      stored.events,
    ],
  );
}
