import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { isStorable } from '../events/storable.js';
import { storableText } from '../events/text.js';
import { prepare, runPrepared, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, pageOf } from '../platform/page.js';
import { timestamp } from '../platform/timestamp.js';
import type { Identity } from '../users/user.js';
import type {
  FeatureUsage,
  IdentityKeys,
  Usage,
  UsageGrouping,
  UsageSeries,
  UserOfFeature,
  UsersOfFeature,
} from './usage.js';

export interface UsageFilter {
  /** Whose usage; absent: everybody's. An empty list is nobody's. */
  identities?: IdentityKeys | undefined;
  /** An external id, for all identities of the user that owns it; for itself alone where nobody does. */
  ownerOf?: Identity | undefined;
  /** Absent: of all features. */
  featureIds?: readonly string[] | undefined;
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
    const rows = await runPrepared<{ from: Date; to: Date; used: string; total: string }[]>(
      this.database,
      filter.ownerOf && filter.featureIds ? sumOfUserAndFeature : sumStatement(filter),
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

  /** As `sum`, for each of these features, in their order. */
  async series(
    environment: EnvironmentId,
    filter: UsageFilter & { featureIds: readonly string[] },
    groupBy: UsageGrouping,
  ): Promise<UsageSeries['data']> {
    const rows = await this.database.query<
      { featureId: string; from: Date; to: Date; used: string; total: string }[]
    >(
      `${usageIn(filter)}, period as (
         select feature_id, date_trunc($8, hour at time zone 'UTC') as start, sum(used) as used from usage_in_range
         group by 1, 2 having sum(records) > 0
       )
       select feature_id as "featureId", start at time zone 'UTC' as from,
         (start + ('1 ' || $8)::interval) at time zone 'UTC' as to, used,
         sum(used) over (partition by feature_id) as total
       from period order by start`,
      [...parametersOf(environment, filter), groupBy],
    );
    return filter.featureIds.map((featureId) => {
      const periods = rows.filter((row) => row.featureId === featureId);
      return {
        featureId,
        total: Number(periods[0]?.total ?? 0),
        periods: periods.map(({ from, to, used }) => ({
          from: from.toISOString(),
          to: to.toISOString(),
          used: Number(used),
        })),
      };
    });
  }

  /**
   * The users of a feature, who used most first; all identities of a user summed, those that nobody owns any more each
   * alone. Reads every rollup of the feature in the range, whatever the page.
   */
  async usersOf(
    environment: EnvironmentId,
    { featureId, ...range }: { featureId: string; from?: Date | undefined; to?: Date | undefined },
    page: { limit: number; cursor?: string | undefined },
  ): Promise<UsersOfFeature> {
    const [used, identity] = decodeCursor(page.cursor, usersCursorSchema) ?? [null, null];
    const filter = { ...range, featureIds: [storableText(featureId)] };
    const rows = await this.database.query<UserRow[]>(
      `${usageIn(filter)}, by_identity as (
         select partition, identity, sum(used) as used, sum(records) as records from usage_in_range group by 1, 2
       ), by_user as materialized (
         select i.user_key, min(b.identity) as identity, sum(b.used) as used, sum(b.records) as records
         from by_identity b
         left join identities i
           on i.partition = b.partition and i.environment_id = $1 and i.identity = b.identity
         group by i.user_key, case when i.user_key is null then b.identity end having sum(b.records) > 0
       )
       select t.total, t.users, p.identity, p.used, p.records, u.key, u.external_id as id, u.name, u.email
       from (select coalesce(sum(used), 0) as total, count(*) as users from by_user) t
       left join lateral (
         select * from by_user
         where $8::numeric is null or used < $8 or (used = $8 and identity > $9)
         order by used desc, identity limit $10
       ) p on true
       left join users u on u.key = p.user_key
       order by p.used desc, p.identity`,
      [...parametersOf(environment, filter), used, identity, page.limit + 1],
    );
    const found = rows.filter((row): row is FoundUser => row.identity !== null);
    return {
      ...pageOf(found, page.limit, showUser, (row) => [row.used, row.identity]),
      totals: { used: Number(rows[0]!.total), users: Number(rows[0]!.users) },
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

interface UserRow {
  total: string;
  users: string;
  /** null: there is no user on this page. */
  identity: string | null;
  used: string;
  records: string;
  key: string | null;
  id: string | null;
  name: string | null;
  email: string | null;
}

type FoundUser = UserRow & { identity: string };

/** Used, identity. */
const usersCursorSchema = z.tuple([
  z.string().regex(/^-?\d{1,1000}(\.\d{1,1000})?$/),
  z.string().refine(isStorable),
]);

const showUser = ({ key, id, name, email, identity, used, records }: FoundUser): UserOfFeature => ({
  userId: id ?? identity,
  user: key === null ? null : { key, name, email },
  used: Number(used),
  records: Number(records),
});

/**
 * `usage_in_range (partition, identity, hour, feature_id, used, records)`: whole hours from the rollups, the broken hours
 * at the edges of the range from the records of just those hours. So every range is exact, and none reads more records
 * than those of its edges. Everybody's usage names its features, so that usage_rollups_feature reads the range alone.
 */
const usageIn = (filter: UsageFilter): string => `
  with ${filter.ownerOf ? `${owned}, ` : ''}rollup as not materialized (
    select r.* from ${rollupsOf(filter)}
    where r.environment_id = $1
  ), usage_in_range as (
    select partition, identity, hour, feature_id, used, records from rollup
    where hour >= $3::timestamptz and hour < $4::timestamptz
    union all
    select r.partition, r.identity, r.hour, r.feature_id, u.delta, 1 - u.entry % 2 * 2 from rollup r
    join usage_records u on u.partition = r.partition and u.environment_id = r.environment_id
      and u.identity = r.identity and u.feature_id = r.feature_id
      and u.occurred_at >= r.hour and u.occurred_at < r.hour + interval '1 hour'
      and u.occurred_at >= ($6::jsonb->>0)::timestamptz and u.occurred_at < ($6::jsonb->>1)::timestamptz
    where r.hour = any($5::timestamptz[])
  )`;

/** Looked up once: what is not materialized is written into both parts of `usage_in_range`. */
const owned = `owned as materialized (
    select i.partition, i.identity from identities o join identities i on i.user_key = o.user_key
    where o.partition = ($7::jsonb->>'partition')::smallint and o.environment_id = $1
      and o.identity = $7::jsonb->>'identity'
    union
    select ($7::jsonb->>'partition')::smallint, $7::jsonb->>'identity'
  )`;

/** The rollups `r` of those whose usage it is, and of the features that are asked for. */
function rollupsOf({ ownerOf, identities, featureIds }: UsageFilter): string {
  const ofFeatures = featureIds ? 'r.feature_id = any($2::text[])' : '$2::text[] is null';
  const ofIdentities = `join usage_rollups r on r.partition = k.partition and r.identity = k.identity and ${ofFeatures}`;
  if (ownerOf) return `owned k ${ofIdentities}`;
  if (identities)
    return `jsonb_to_recordset($7::jsonb) as k (partition smallint, identity text) ${ofIdentities}`;
  return `partitions p join usage_rollups r on r.partition = p.partition and $7::jsonb is null
    and r.feature_id = any(coalesce($2::text[], array(select id from features where environment_id = $1)))`;
}

const sumStatement = (filter: UsageFilter) =>
  prepare(`${usageIn(filter)}, period as (
    select date_trunc($8, hour at time zone 'UTC') as start, sum(used) as used from usage_in_range
    group by 1 having sum(records) > 0
  )
  select start at time zone 'UTC' as from, (start + ('1 ' || $8)::interval) at time zone 'UTC' as to, used,
    sum(used) over () as total
  from period order by start`);

/** The one that is asked again and again, to decide what a user may do. */
const sumOfUserAndFeature = sumStatement({ ownerOf: { partition: 0, identity: '' }, featureIds: [] });

const hourMs = 3_600_000;

function parametersOf(environment: EnvironmentId, filter: UsageFilter): unknown[] {
  const from = filter.from?.getTime();
  const to = filter.to?.getTime();
  const whose = filter.ownerOf ?? filter.identities;
  const floor = (time: number): number => Math.floor(time / hourMs) * hourMs;
  const text = (time: number | undefined, absent: string): string =>
    time === undefined ? absent : timestamp(time);
  const broken = [from, to].filter((time) => time !== undefined && time !== floor(time)) as number[];
  return [
    environment,
    filter.featureIds ?? null,
    text(from === undefined ? from : floor(from + hourMs - 1), '-infinity'),
    text(to === undefined ? to : floor(to), 'infinity'),
    [...new Set(broken.map(floor))].map((time) => text(time, '')),
    JSON.stringify([text(from, '-infinity'), text(to, 'infinity')]),
    whose === undefined ? null : JSON.stringify(whose),
  ];
}
