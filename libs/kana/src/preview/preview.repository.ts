import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { stands, trackColumns } from '../usage/attribution.repository.js';
import type { TrackEvent } from '../usage/attribution.js';

/** Which unmapped events the runs of changed rules and new features would walk. */
export interface PreviewScope {
  /** Events of these names, cut as in `unmapped_events`; null: of any name. */
  names: string[] | null;
  /** Events that asked for one of these features. */
  featureIds: string[];
}

/** An event as it is drawn. */
export interface DrawnEvent extends TrackEvent {
  /** The page it was drawn with; null where it was drawn by itself. */
  unit: string | null;
  /** How many the cursor could give, were it read to its end and without its limit. */
  of: string;
}

/** Usage that a rule recorded, with its event. */
export interface DrawnRecord extends DrawnEvent {
  featureId: string;
  delta: string;
}

/** Which rows are drawn: those whose event's hash is at most `threshold`, or those on a share of the table's pages. */
export type Draw = { threshold: number } | { percent: number };

/** Draws the same pages each time. */
const pageSeed = 1;

/** Of a row: `(3,7)` is the seventh of page 3. */
const pageOf = (alias: string): string => `(${alias}.ctid::text::point)[0]::bigint::text`;

/** The statements of a preview. All read one snapshot, take no locks, and are bounded by what they are told. */
@Injectable()
export class PreviewRepository {
  /** Nothing is written, and no statement outlasts the preview by much, whatever its plan. */
  async begin(sql: Sql, milliseconds: number): Promise<void> {
    await sql.query('set transaction read only');
    await sql.query(`select set_config('statement_timeout', $1, true)`, [String(milliseconds)]);
  }

  async featureIds(sql: Sql, environment: EnvironmentId): Promise<string[]> {
    const rows = await sql.query<{ id: string }[]>('select id from features where environment_id = $1', [
      environment,
    ]);
    return rows.map((row) => row.id);
  }

  /** Pages of 8 KB that the tables have, as the file system knows it: no table is read. */
  async pages(sql: Sql): Promise<{ unmapped: number; records: number }> {
    const rows = await sql.query<{ unmapped: string; records: string }[]>(
      `select pg_relation_size('unmapped_events') / current_setting('block_size')::int as unmapped,
         pg_relation_size('usage_records') / current_setting('block_size')::int as records`,
    );
    return { unmapped: Number(rows[0]!.unmapped), records: Number(rows[0]!.records) };
  }

  /** Unmapped events in scope, counted up to `most` where given: an index-only scan, some 140 ms a million. */
  async countUnmapped(
    sql: Sql,
    environment: EnvironmentId,
    scope: PreviewScope,
    most: number | null,
  ): Promise<number> {
    const rows = await sql.query<{ count: string }[]>(
      `select count(*) from (
         select from partitions p join unmapped_events u on u.partition = p.partition
         where u.environment_id = $1 and ${inScope(scope, '$2', '$3')} limit $4::bigint
       ) u`,
      [environment, scope.names, scope.featureIds, most],
    );
    return Number(rows[0]!.count);
  }

  /**
   * Opens a cursor of unmapped events in the order of a hash of their ids, so that wherever reading ends, what was
   * read is a random draw: neither time nor name nor user decides.
   */
  async openUnmapped(
    sql: Sql,
    environment: EnvironmentId,
    scope: PreviewScope,
    draw: Draw,
    limit: number,
  ): Promise<void> {
    const from =
      'percent' in draw
        ? `unmapped_events u tablesample system ($4) repeatable (${pageSeed}) where true`
        : `partitions p join unmapped_events u on u.partition = p.partition where hashint8(u.event_id) <= $4`;
    await sql.query(
      `declare drawn no scroll cursor for
       select u.unit, u.of, e.* from (
         select u.partition, u.event_id, count(*) over () as of, ${'percent' in draw ? pageOf('u') : 'null'} as unit
         from ${from} and u.environment_id = $1 and ${inScope(scope, '$2', '$3')}
         order by hashint8(u.event_id), u.event_id limit $5
       ) u ${eventOf('u')}`,
      [environment, scope.names, scope.featureIds, 'percent' in draw ? draw.percent : draw.threshold, limit],
    );
  }

  /** Every feature that a version of one of the rules gave. */
  async featuresOfRules(sql: Sql, ruleIds: readonly string[]): Promise<string[]> {
    const rows = await sql.query<{ id: string }[]>(
      'select distinct feature_id as id from rule_versions where rule_id = any($1)',
      [ruleIds],
    );
    return rows.map((row) => row.id);
  }

  /** Whether the usage of features has at most so many records, asked of at most so many rollups. */
  async hasAtMost(
    sql: Sql,
    environment: EnvironmentId,
    featureIds: readonly string[],
    most: number,
  ): Promise<boolean> {
    const rows = await sql.query<{ few: boolean }[]>(
      `select count(*) <= $3 and coalesce(sum(records), 0) <= $3 as few from (
         select r.records from partitions p join usage_rollups r on r.partition = p.partition
         where r.environment_id = $1 and r.feature_id = any($2) limit $3::int + 1
       ) r`,
      [environment, featureIds, most],
    );
    return rows[0]!.few;
  }

  /**
   * Opens a cursor of the records of rules, in the order of a hash of their events: all that features have, found by
   * their rollups, or those on a share of the table's pages, since no index leads from a rule to its records.
   * `offset 0` keeps the records of a rollup one probe of their key: joined, on a young table, each rollup read all
   * records of its partition, 2 s for 3,000 against 17 ms.
   */
  async openRecords(
    sql: Sql,
    environment: EnvironmentId,
    ruleIds: readonly string[],
    draw: { featureIds: readonly string[] } | { percent: number },
    limit: number,
  ): Promise<void> {
    const from =
      'percent' in draw
        ? `usage_records r tablesample system ($3) repeatable (${pageSeed})`
        : `partitions p
           join usage_rollups g on g.partition = p.partition and g.environment_id = $1 and g.feature_id = any($3)
           cross join lateral (
             select r.* from usage_records r
             where r.partition = g.partition and r.environment_id = $1 and r.identity = g.identity
               and r.feature_id = g.feature_id and r.occurred_at >= g.hour
               and r.occurred_at < g.hour + interval '1 hour' offset 0
           ) r`;
    const byPage = 'percent' in draw && draw.percent < 100;
    await sql.query(
      `declare drawn no scroll cursor for
       select r.unit, r.of, r.feature_id as "featureId", r.delta, e.* from (
         select r.partition, r.event_id, r.feature_id, r.delta::text as delta, count(*) over () as of,
           ${byPage ? pageOf('r') : 'null'} as unit
         from ${from}
         where r.environment_id = $1 and r.rule_id = any($2) and ${stands('r')}
         order by hashint8(r.event_id), r.event_id limit $4
       ) r ${eventOf('r')}`,
      [environment, ruleIds, 'percent' in draw ? draw.percent : draw.featureIds, limit],
    );
  }

  fetch<T extends DrawnEvent>(sql: Sql, rows: number): Promise<T[]> {
    return sql.query<T[]>(`fetch ${rows} from drawn`);
  }

  async close(sql: Sql): Promise<void> {
    await sql.query('close drawn');
  }

  /** The newest unmapped events of these names, so many of each partition. */
  newestOfNames(
    sql: Sql,
    environment: EnvironmentId,
    names: readonly string[],
    perPartition: number,
  ): Promise<TrackEvent[]> {
    return this.newest(
      sql,
      `select u.event_id from unnest($2::text[]) as n (name) cross join lateral (
         select u.event_id from unmapped_events u
         where u.partition = p.partition and u.environment_id = $1 and u.name = n.name
         order by u.event_id desc limit $3
       ) u order by u.event_id desc limit $3`,
      [environment, names, perPartition],
    );
  }

  /** The newest unmapped events among the newest events of each partition. */
  newestOfAll(sql: Sql, environment: EnvironmentId, perPartition: number): Promise<TrackEvent[]> {
    return this.newest(
      sql,
      `select e.id as event_id from (
         select e.id, e.name from events e where e.partition = p.partition and e.environment_id = $1
         order by e.id desc limit $2
       ) e
       where exists (select from unmapped_events u where u.partition = p.partition and u.environment_id = $1
         and u.name = e.name and u.event_id = e.id)`,
      [environment, perPartition],
    );
  }

  private newest(sql: Sql, keys: string, parameters: unknown[]): Promise<TrackEvent[]> {
    return sql.query<TrackEvent[]>(
      `select e.* from partitions p cross join lateral (${keys}) k
       cross join lateral (
         select ${trackColumns} from events e
         where e.partition = p.partition and e.environment_id = $1 and e.id = k.event_id limit 1
       ) e`,
      parameters,
    );
  }
}

/** The event of a row. `limit 1` keeps it one probe of the key, and the rows in their order. */
const eventOf = (row: string): string => `cross join lateral (
    select ${trackColumns} from events e
    where e.partition = ${row}.partition and e.environment_id = $1 and e.id = ${row}.event_id limit 1
  ) e`;

/** Names that are null are any name. Without features the names alone decide, and their index holds all that is read. */
function inScope(scope: PreviewScope, names: string, featureIds: string): string {
  const named = `(${names}::text[] is null or u.name = any(${names}))`;
  return scope.featureIds.length > 0
    ? `(${named} or u.feature_id = any(${featureIds}::text[]))`
    : `${named} and ${featureIds}::text[] is not null`;
}
