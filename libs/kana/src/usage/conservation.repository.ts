import type { Conditions } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { trackColumns } from './attribution.repository.js';
import type { TrackEvent } from './attribution.js';
import type { UnmappedReason } from './attribution.js';

export interface Counts {
  received: string;
  stored: string;
  mapped: string;
  unmapped: string;
  identified: string;
  pending: string;
  duplicates: string;
  dropped: string;
  ignored: string;
}

export interface FeatureSum {
  featureId: string;
  records: string | null;
  rollups: string | null;
  equal: boolean;
}

/** A track event with where attribution put it. */
export interface PlacedEvent extends TrackEvent {
  pending: boolean;
  unmapped: UnmappedReason | null;
  /** Every entry, by feature and entry. */
  usage: StoredEntry[];
}

export interface StoredEntry {
  featureId: string;
  entry: number;
  delta: string;
  identity: string;
  occurredAt: number;
  ruleId: string | null;
  ruleVersion: number | null;
}

/** A run that maps the unmapped events of a rule or of a feature. */
export interface MappingRun {
  id: string;
  ruleId: string | null;
  featureId: string | null;
  state: string;
}

/** How far a run has come in a partition. */
export interface RunPlace {
  id: string;
  cursorName: string;
  cursorEventId: string;
  done: boolean;
}

/** The statements of the conservation proof. All are run in one snapshot. */
@Injectable()
export class ConservationRepository {
  async counts(sql: Sql, environment: EnvironmentId): Promise<Counts> {
    const rows = await sql.query<Counts[]>(
      `with tally as (
         select coalesce(sum(accepted), 0) as received, coalesce(sum(duplicates), 0) as duplicates,
           coalesce(sum(dropped), 0) as dropped, coalesce(sum(ignored), 0) as ignored
         from ingest_tallies where environment_id = $1
       ), event as (
         select count(*) as stored, count(*) filter (where type = 'identify') as identify
         from events where environment_id = $1
       ), waiting as (
         select count(*) as pending, count(*) filter (where e.type = 'identify') as identify
         from pending_events p
         join events e on e.partition = p.partition and e.environment_id = p.environment_id and e.id = p.event_id
         where p.environment_id = $1
       )
       select tally.*, event.stored, waiting.pending, event.identify - waiting.identify as identified,
         (select count(*) from unmapped_events where environment_id = $1) as unmapped,
         (select count(*) from (
            -- Records less reversals: what is left stands.
            select from usage_records where environment_id = $1
            group by partition, event_id having sum(1 - entry % 2 * 2) > 0
          ) m) as mapped
       from tally, event, waiting`,
      [environment],
    );
    return rows[0]!;
  }

  featureSums(sql: Sql, environment: EnvironmentId): Promise<FeatureSum[]> {
    return sql.query<FeatureSum[]>(
      `with record as (
         select feature_id, sum(delta) as used from usage_records where environment_id = $1 group by feature_id
       ), rollup as (
         select feature_id, sum(used) as used from usage_rollups where environment_id = $1 group by feature_id
       )
       select feature_id as "featureId", record.used as records, rollup.used as rollups,
         record.used is not distinct from rollup.used as equal
       from record full join rollup using (feature_id) order by feature_id`,
      [environment],
    );
  }

  /** Whether a rollup of a partition is not the sum of its records: usage that moved between users or hours. */
  async rollupsDiffer(sql: Sql, partition: number, environment: EnvironmentId): Promise<boolean> {
    const rows = await sql.query<unknown[]>(
      `with record as (
         select identity, feature_id, date_trunc('hour', occurred_at, 'UTC') as hour, sum(delta) as used,
           sum(1 - entry % 2 * 2) as records
         from usage_records where partition = $1 and environment_id = $2 group by 1, 2, 3
       ), rollup as (
         select identity, feature_id, hour, used, records from usage_rollups
         where partition = $1 and environment_id = $2
       )
       select from record r full join rollup u using (identity, feature_id, hour)
       where (r.used, r.records) is distinct from (u.used, u.records) limit 1`,
      [partition, environment],
    );
    return rows.length > 0;
  }

  /** Every rule version of the environment, by which the recompute judges. */
  ruleVersions(
    sql: Sql,
    environment: EnvironmentId,
  ): Promise<{ ruleId: string; version: number; featureId: string; conditions: Conditions }[]> {
    return sql.query(
      `select v.rule_id as "ruleId", v.version, v.feature_id as "featureId", v.conditions
       from rule_versions v join rules r on r.id = v.rule_id where r.environment_id = $1`,
      [environment],
    );
  }

  /** The runs of each rule at its version, and of each feature as it is; newest first. */
  mappingRuns(sql: Sql, environment: EnvironmentId): Promise<MappingRun[]> {
    return sql.query(
      `select a.id, a.rule_id as "ruleId", a.feature_id as "featureId", a.state
       from rule_applications a
       left join rules r on r.id = a.rule_id
       left join features f on f.environment_id = a.environment_id and f.id = a.feature_id
       where a.environment_id = $1 and a.kind = 'apply'
         and (a.rule_version = r.version or a.created_at >= f.created_at)
       order by a.sequence desc`,
      [environment],
    );
  }

  runPlaces(sql: Sql, partition: number, runs: readonly string[]): Promise<RunPlace[]> {
    return sql.query(
      `select application_id as id, cursor_name as "cursorName", cursor_event_id as "cursorEventId", done
       from rule_application_partitions where partition = $1 and application_id = any($2)`,
      [partition, runs],
    );
  }

  async partitions(sql: Sql): Promise<number[]> {
    const rows = await sql.query<{ partition: number }[]>(
      'select partition from partitions order by partition',
    );
    return rows.map((row) => row.partition);
  }

  /** Track events of a partition in the order of their ids, behind `after`. */
  placedEvents(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    after: string,
    limit: number,
  ): Promise<PlacedEvent[]> {
    return sql.query<PlacedEvent[]>(
      `select ${trackColumns},
         (select u.reason from unmapped_events u where u.partition = $1 and u.environment_id = $2
            and u.name = e.name and u.event_id = e.id) as unmapped,
         exists (select from pending_events p where p.partition = $1 and p.event_id = e.id) as pending,
         (select coalesce(jsonb_agg(jsonb_build_object('featureId', r.feature_id, 'entry', r.entry,
            'delta', r.delta::text, 'identity', r.identity, 'occurredAt', extract(epoch from r.occurred_at) * 1000,
            'ruleId', r.rule_id, 'ruleVersion', r.rule_version) order by r.feature_id, r.entry), '[]')
          from usage_records r where r.partition = $1 and r.event_id = e.id) as usage
       from events e
       where e.partition = $1 and e.environment_id = $2 and e.id > $3 and e.type = 'track'
       order by e.id limit $4`,
      [partition, environment, after, limit],
    );
  }
}
