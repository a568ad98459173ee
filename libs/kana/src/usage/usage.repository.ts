import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { timestamp } from '../platform/timestamp.js';
import type { FeatureUsage, IdentityKeys, Usage, UsageGrouping } from './usage.js';

export interface UsageFilter {
  /** Whose usage; absent: everybody's. An empty list is nobody's. */
  identities?: IdentityKeys | undefined;
  featureId?: string | undefined;
  /** From this moment, inclusive; absent: from the first. */
  from?: Date | undefined;
  /** To this moment, exclusive; absent: without end. */
  to?: Date | undefined;
}

@Injectable()
export class UsageRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Sums by hour, day or month, all in UTC. Periods without usage, or with none that stands, are left out. */
  async sum(environment: EnvironmentId, filter: UsageFilter, groupBy: UsageGrouping): Promise<Usage> {
    const rows = await this.database.query<{ from: Date; to: Date; used: string; total: string }[]>(
      `${usageIn(filter)}, period as (
         select date_trunc($8, hour at time zone 'UTC') as start, sum(used) as used from usage_in_range
         group by 1 having sum(records) > 0
       )
       select start at time zone 'UTC' as from, (start + ('1 ' || $8)::interval) at time zone 'UTC' as to, used,
         sum(used) over () as total
       from period order by start`,
      [...parametersOf(environment, filter), groupBy],
    );
    return {
      total: Number(rows[0]?.total ?? 0),
      data: rows.map((row) => ({
        from: row.from.toISOString(),
        to: row.to.toISOString(),
        used: Number(row.used),
      })),
    };
  }

  /** Sums by feature. */
  async byFeature(environment: EnvironmentId, filter: UsageFilter): Promise<FeatureUsage> {
    const rows = await this.database.query<{ featureId: string; used: string; records: string }[]>(
      `${usageIn(filter)}
       select feature_id as "featureId", sum(used) as used, sum(records) as records
       from usage_in_range group by feature_id having sum(records) > 0 order by feature_id`,
      parametersOf(environment, filter),
    );
    return rows.map((row) => ({
      featureId: row.featureId,
      used: Number(row.used),
      records: Number(row.records),
    }));
  }

  /** Usage that was taken back counts: its entries still name the feature. */
  async existsForFeature(sql: Sql, environment: EnvironmentId, featureId: string): Promise<boolean> {
    const rows = await sql.query<unknown[]>(
      `select from partitions p where exists (
         select from usage_rollups r
         where r.partition = p.partition and r.environment_id = $1 and r.feature_id = $2
       ) limit 1`,
      [environment, featureId],
    );
    return rows.length > 0;
  }
}

/**
 * `usage_in_range (hour, feature_id, used, records)`: whole hours from the rollups, the broken hours at the edges
 * of the range from the records of just those hours. So every range is exact, and none reads more than its edges.
 */
const usageIn = (filter: UsageFilter): string => `
  with rollup as not materialized (
    select r.* from ${
      filter.identities
        ? `jsonb_to_recordset($7::jsonb) as k (partition smallint, identity text)
           join usage_rollups r on r.partition = k.partition and r.identity = k.identity`
        : `partitions p join usage_rollups r on r.partition = p.partition and $7::jsonb is null`
    }
    where r.environment_id = $1 and ($2::text is null or r.feature_id = $2)
  ), usage_in_range as (
    select hour, feature_id, used, records from rollup
    where hour >= $3::timestamptz and hour < $4::timestamptz
    union all
    select r.hour, r.feature_id, u.delta, 1 - u.entry % 2 * 2 from rollup r
    join usage_records u on u.partition = r.partition and u.environment_id = r.environment_id
      and u.identity = r.identity and u.feature_id = r.feature_id
      and u.occurred_at >= r.hour and u.occurred_at < r.hour + interval '1 hour'
      and u.occurred_at >= ($6::jsonb->>0)::timestamptz and u.occurred_at < ($6::jsonb->>1)::timestamptz
    where r.hour = any($5::timestamptz[])
  )`;

const hourMs = 3_600_000;

function parametersOf(environment: EnvironmentId, filter: UsageFilter): unknown[] {
  const from = filter.from?.getTime();
  const to = filter.to?.getTime();
  const floor = (time: number): number => Math.floor(time / hourMs) * hourMs;
  const text = (time: number | undefined, absent: string): string =>
    time === undefined ? absent : timestamp(time);
  const broken = [from, to].filter((time) => time !== undefined && time !== floor(time)) as number[];
  return [
    environment,
    filter.featureId ?? null,
    text(from === undefined ? from : floor(from + hourMs - 1), '-infinity'),
    text(to === undefined ? to : floor(to), 'infinity'),
    [...new Set(broken.map(floor))].map((time) => text(time, '')),
    JSON.stringify([text(from, '-infinity'), text(to, 'infinity')]),
    filter.identities ? JSON.stringify(filter.identities) : null,
  ];
}
