import { Injectable } from '@nestjs/common';
import { Partitions } from '../events/partitions.service.js';
import type { EnvironmentId } from '../platform/environment.js';
import { keepToKeys, prepare, runPrepared, type Sql } from '../platform/database.js';
import type { TrackEvent, UnmappedReason, UsageDraft } from './attribution.js';

/** A pending event as it is claimed. */
export interface ClaimedEvent extends TrackEvent {
  type: 'track' | 'identify';
  /** `traits` of an identify call. */
  traits: unknown;
}

export interface UsageRow extends UsageDraft {
  eventId: string;
  environment: EnvironmentId;
  identity: string;
  occurredAt: number;
}

export interface UnmappedRow {
  eventId: string;
  environment: EnvironmentId;
  name: string;
  reason: UnmappedReason;
  featureId: string | null;
  identity: string;
  receivedAt: number;
}

/** Columns of `events e` that make a TrackEvent. */
export const trackColumns = `e.id, e.environment_id as environment, e.identity,
  coalesce(e.payload->>'event', e.name, '') as name, e.payload->'properties' as properties,
  e.payload #>> '{properties,delta}' as "deltaDigits",
  (extract(epoch from e.occurred_at) * 1000)::float8 as "occurredAt",
  (extract(epoch from e.received_at) * 1000)::float8 as "receivedAt"`;

/** Usage of an event that counts. */
export interface StandingRecord {
  eventId: string;
  featureId: string;
}

/** Whether an entry of usage_records, under this alias, is a record that none has reversed: one probe of the key. */
export const stands = (alias: string): string => `${alias}.entry % 2 = 0 and (
    select reversal.entry from usage_records reversal where reversal.partition = ${alias}.partition
      and reversal.event_id = ${alias}.event_id and reversal.feature_id = ${alias}.feature_id
      and reversal.entry = ${alias}.entry + 1 limit 1
  ) is null`;

const recordStatement = (entry: string, source: string) =>
  prepare(`
  with recorded as (
    insert into usage_records
      (partition, event_id, entry, environment_id, identity, feature_id, delta, occurred_at, rule_id, rule_version)
    select $1, (r->>0)::bigint, ${entry}, (r->>1)::smallint, r->>2, r->>3, (r->>4)::numeric,
      to_timestamp((r->>5)::float8 / 1000), (r->>6)::uuid, (r->>7)::int
    from jsonb_array_elements($2::jsonb) as t (r) ${source}
    on conflict do nothing
    returning environment_id, identity, feature_id, delta, occurred_at
  )
  insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
  select $1, environment_id, identity, feature_id, date_trunc('hour', occurred_at, 'UTC'), sum(delta), count(*)
  from recorded group by 2, 3, 4, 5
  on conflict (partition, environment_id, identity, feature_id, hour)
  do update set used = u.used + excluded.used, records = u.records + excluded.records`);

const recordFirst = recordStatement('0', '');

/** `max` is read from the end of the key. */
const recordNext = recordStatement(
  'coalesce(last.entry + 1, 0)',
  `cross join lateral (
     select max(entry) as entry from usage_records
     where partition = $1 and event_id = (r->>0)::bigint and feature_id = r->>3
   ) last
   where last.entry is null or last.entry % 2 = 1`,
);

const recordParameter = (usage: readonly UsageRow[]): string =>
  JSON.stringify(
    usage.map((row) => [
      row.eventId,
      row.environment,
      row.identity,
      row.featureId,
      row.delta,
      row.occurredAt,
      row.rule?.id ?? null,
      row.rule?.version ?? null,
    ]),
  );

/**
 * `limit 1` keeps each event a probe of the whole key: a plain join became a merge join, or on a young table a loop
 * over all rows of the partition: 120 ms per 1,000 and growing, against 4.
 */
const claimStatement = prepare(`
  with claimed as materialized (
    select event_id, environment_id from pending_events where partition = $1 order by event_id limit $2
  )
  select e.* from claimed c
  cross join lateral (
    select e.type, ${trackColumns}, case when e.type = 'identify' then e.payload->'traits' end as traits
    from events e where e.partition = $1 and e.environment_id = c.environment_id and e.id = c.event_id limit 1
  ) e
  order by c.event_id`);

const releaseStatement = prepare(
  'delete from pending_events where partition = $1 and event_id = any($2::bigint[])',
);

const insertUnmappedStatement = prepare(`
  insert into unmapped_events
    (partition, event_id, environment_id, name, reason, feature_id, identity, received_at)
  select $1, (r->>0)::bigint, (r->>1)::smallint, r->>2, r->>3, r->>4, r->>5,
    to_timestamp((r->>6)::float8 / 1000)
  from jsonb_array_elements($2::jsonb) as t (r)
  on conflict do nothing`);

/** Each is found by one probe of the key, whatever the statistics say. */
const removeUnmappedStatement = prepare(`
  delete from unmapped_events where partition = $1 and environment_id = $2 and ctid = any(array(
    select (
      select u.ctid from unmapped_events u
      where u.partition = $1 and u.environment_id = $2 and u.name = m->>0 and u.event_id = (m->>1)::bigint
    ) from jsonb_array_elements($3::jsonb) as t (m)
  ))`);

/** The statements of attribution. Each runs in the caller's transaction, under the lock of its partition. */
@Injectable()
export class AttributionRepository {
  constructor(private readonly partitions: Partitions) {}

  /** Waits for the partition's only writer to end, then is it until the commit. */
  async lock(sql: Sql, partition: number): Promise<void> {
    await keepToKeys(sql);
    await this.partitions.lock(sql, [partition]);
  }

  /** The oldest pending events, in order. */
  claim(sql: Sql, partition: number, limit: number): Promise<ClaimedEvent[]> {
    return runPrepared(sql, claimStatement, [partition, limit]);
  }

  /** By the very ids that were claimed: a smaller id may have been committed since. */
  async release(sql: Sql, partition: number, eventIds: readonly string[]): Promise<void> {
    await runPrepared(sql, releaseStatement, [partition, `{${eventIds.join(',')}}`]);
  }

  /**
   * Writes the usage of events that were never recorded: entry 0. Exactly once by key: a record that is there already
   * is not written again, and only what was written is added to the rollup.
   */
  async record(sql: Sql, partition: number, usage: readonly UsageRow[]): Promise<void> {
    if (usage.length > 0) await runPrepared(sql, recordFirst, [partition, recordParameter(usage)]);
  }

  /**
   * Writes usage of events that may have been recorded before: the next even entry where the last was reversed,
   * nothing where the last one stands. One probe of the key more a record than `record`: 8 % of this statement.
   */
  async recordAgain(sql: Sql, partition: number, usage: readonly UsageRow[]): Promise<void> {
    if (usage.length > 0) await runPrepared(sql, recordNext, [partition, recordParameter(usage)]);
  }

  /** Takes standing records back, by an entry that mirrors each, and takes them out of their rollups. */
  async reverse(
    sql: Sql,
    partition: number,
    records: readonly { eventId: string; featureId: string; entry: number }[],
  ): Promise<void> {
    if (records.length === 0) return;
    const rows = records.map(({ eventId, featureId, entry }) => [eventId, featureId, entry]);
    await sql.query(
      `with reversed as (
         insert into usage_records
           (partition, event_id, entry, environment_id, identity, feature_id, delta, occurred_at, rule_id, rule_version)
         select $1, u.event_id, u.entry + 1, u.environment_id, u.identity, u.feature_id, -u.delta, u.occurred_at,
           u.rule_id, u.rule_version
         from jsonb_array_elements($2::jsonb) as t (r)
         cross join lateral (
           select * from usage_records where partition = $1 and event_id = (r->>0)::bigint and feature_id = r->>1
             and entry = (r->>2)::smallint limit 1
         ) u
         on conflict do nothing
         returning environment_id, identity, feature_id, delta, occurred_at
       )
       insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
       select $1, environment_id, identity, feature_id, date_trunc('hour', occurred_at, 'UTC'), sum(delta), -count(*)
       from reversed group by 2, 3, 4, 5
       on conflict (partition, environment_id, identity, feature_id, hour)
       do update set used = u.used + excluded.used, records = u.records + excluded.records`,
      [partition, JSON.stringify(rows)],
    );
  }

  /** The usage of events that stands. */
  standing(sql: Sql, partition: number, eventIds: readonly string[]): Promise<StandingRecord[]> {
    return sql.query(
      `select u.event_id as "eventId", u.feature_id as "featureId"
       from unnest($2::bigint[]) as e (id)
       cross join lateral (
         select * from usage_records where partition = $1 and event_id = e.id offset 0
       ) u
       where ${stands('u')}`,
      [partition, `{${eventIds.join(',')}}`],
    );
  }

  async insertUnmapped(sql: Sql, partition: number, unmapped: readonly UnmappedRow[]): Promise<void> {
    if (unmapped.length === 0) return;
    const rows = unmapped.map((row) => [
      row.eventId,
      row.environment,
      row.name,
      row.reason,
      row.featureId,
      row.identity,
      row.receivedAt,
    ]);
    await runPrepared(sql, insertUnmappedStatement, [partition, JSON.stringify(rows)]);
  }

  /**
   * Takes events that are mapped now out of the unmapped ones. Their places hold still, since the caller is the
   * partition's only writer.
   */
  async removeUnmapped(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    mapped: readonly { name: string; eventId: string }[],
  ): Promise<void> {
    if (mapped.length === 0) return;
    const keys = mapped.map(({ name, eventId }) => [name, eventId]);
    await runPrepared(sql, removeUnmappedStatement, [partition, environment, JSON.stringify(keys)]);
  }
}
