import { Injectable } from '@nestjs/common';
import type { EnvironmentId } from '../platform/environment.js';
import type { Sql } from '../platform/database.js';
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

/** The statements of attribution. Each runs in the caller's transaction, under the lock of its partition. */
@Injectable()
export class AttributionRepository {
  /** Waits for the partition's only writer to end, then is it until the commit. A row lock: it works in Citus too. */
  async lock(sql: Sql, partition: number): Promise<void> {
    // Every read of these transactions is a probe of a key, or a walk along one from its beginning. On a young table
    // the planner would rather fetch and sort all that is pending in a partition for each batch.
    await sql.query('set local enable_seqscan = off; set local enable_bitmapscan = off');
    await sql.query('select from partitions where partition = $1 for update', [partition]);
  }

  /**
   * The oldest pending events, in order. `limit 1` keeps each event a probe of the whole key: a plain join became
   * a merge join, or on a young table a loop over all rows of the partition: 120 ms per 1,000 and growing, against 4.
   */
  claim(sql: Sql, partition: number, limit: number): Promise<ClaimedEvent[]> {
    return sql.query<ClaimedEvent[]>(
      `with claimed as materialized (
         select event_id, environment_id from pending_events where partition = $1 order by event_id limit $2
       )
       select e.* from claimed c
       cross join lateral (
         select e.type, ${trackColumns}, case when e.type = 'identify' then e.payload->'traits' end as traits
         from events e where e.partition = $1 and e.environment_id = c.environment_id and e.id = c.event_id limit 1
       ) e
       order by c.event_id`,
      [partition, limit],
    );
  }

  /** By the very ids that were claimed: a smaller id may have been committed since. */
  async release(sql: Sql, partition: number, eventIds: readonly string[]): Promise<void> {
    await sql.query('delete from pending_events where partition = $1 and event_id = any($2::bigint[])', [
      partition,
      `{${eventIds.join(',')}}`,
    ]);
  }

  /**
   * Writes usage records and their rollups. Exactly once by key: a record that is there already is not written
   * again, and only what was written is added to the rollup.
   */
  async record(sql: Sql, partition: number, usage: readonly UsageRow[]): Promise<void> {
    if (usage.length === 0) return;
    const rows = usage.map((row) => [
      row.eventId,
      row.environment,
      row.identity,
      row.featureId,
      row.delta,
      row.occurredAt,
      row.rule?.id ?? null,
      row.rule?.version ?? null,
    ]);
    await sql.query(
      `with recorded as (
         insert into usage_records
           (partition, event_id, environment_id, identity, feature_id, delta, occurred_at, rule_id, rule_version)
         select $1, (r->>0)::bigint, (r->>1)::smallint, r->>2, r->>3, (r->>4)::numeric,
           to_timestamp((r->>5)::float8 / 1000), (r->>6)::uuid, (r->>7)::int
         from jsonb_array_elements($2::jsonb) as t (r)
         on conflict do nothing
         returning environment_id, identity, feature_id, delta, occurred_at
       )
       insert into usage_rollups as u (partition, environment_id, identity, feature_id, hour, used, records)
       select $1, environment_id, identity, feature_id, date_trunc('hour', occurred_at, 'UTC'), sum(delta), count(*)
       from recorded group by 2, 3, 4, 5
       on conflict (partition, environment_id, identity, feature_id, hour)
       do update set used = u.used + excluded.used, records = u.records + excluded.records`,
      [partition, JSON.stringify(rows)],
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
    await sql.query(
      `insert into unmapped_events
         (partition, event_id, environment_id, name, reason, feature_id, identity, received_at)
       select $1, (r->>0)::bigint, (r->>1)::smallint, r->>2, r->>3, r->>4, r->>5,
         to_timestamp((r->>6)::float8 / 1000)
       from jsonb_array_elements($2::jsonb) as t (r)
       on conflict do nothing`,
      [partition, JSON.stringify(rows)],
    );
  }

  /**
   * Takes events that are mapped now out of the unmapped ones. Found by one probe of the key each, whatever the
   * statistics say; their places hold still, since the caller is the partition's only writer.
   */
  async removeUnmapped(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    mapped: readonly { name: string; eventId: string }[],
  ): Promise<void> {
    if (mapped.length === 0) return;
    await sql.query(
      `delete from unmapped_events where partition = $1 and environment_id = $2 and ctid = any(array(
         select (
           select u.ctid from unmapped_events u
           where u.partition = $1 and u.environment_id = $2 and u.name = m->>0 and u.event_id = (m->>1)::bigint
         ) from jsonb_array_elements($3::jsonb) as t (m)
       ))`,
      [partition, environment, JSON.stringify(mapped.map(({ name, eventId }) => [name, eventId]))],
    );
  }
}
