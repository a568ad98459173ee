import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { storableText } from '../events/text.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import type { UnmappedReason } from '../usage/attribution.js';
import {
  type AskedFeature,
  type GroupKey,
  type IgnoredGroup,
  type Inbox,
  type InboxFilter,
  usersLooked,
} from './inbox.js';

/** How many events of a name its ignored groups of a path and value have. */
export interface PartlyIgnored {
  name: string;
  count: number;
  exact: boolean;
}

export interface InboxRow {
  name: string;
  count: number;
  ignored: number;
  exact: boolean;
  ignoredGroupId: string | null;
  reasons: Record<UnmappedReason, number>;
  users: number;
  /** Milliseconds: JSON has no words for years before 1. */
  firstSeenAt: number;
  lastSeenAt: number;
  /** Id of the newest event. */
  newest: string;
  /** What the list is sorted by. */
  key: string;
}

/** An unmapped event as the facets need it. */
export interface LookedEvent {
  id: string;
  identity: string;
  reason: UnmappedReason;
  featureId: string | null;
  properties: unknown;
}

export interface EventPlace {
  partition: number;
  id: string;
}

interface IgnoredRow {
  id: string;
  sequence: string;
  name: string;
  path: string;
  value: IgnoredGroup['value'];
  createdAt: Date;
}

const idSchema = z.string().regex(/^\d{1,18}$/);
const inboxCursorSchema = z.tuple([idSchema, z.string().transform(storableText)]);
const ignoredCursorSchema = z.tuple([idSchema]);

const ignoredColumns = `id, sequence, name, path, value, created_at as "createdAt"`;

/**
 * Different identities of `grouped.count` events. An identity has one partition, so partitions are summed. Where there
 * are more events than are looked at, each partition gives its share of the newest.
 */
const usersOf = (key: string, grouped: string, looked: string) => `(
  select coalesce(sum(n.users), 0)::int from partitions p cross join lateral (
    select count(distinct i.identity) as users from (
      select u.identity from unmapped_events u
      where u.partition = p.partition and u.environment_id = $1 and u.${key} = ${grouped}.${key}
      order by u.name desc, u.event_id desc
      limit case when ${grouped}.count <= ${looked} then ${grouped}.count
        else ${looked} / (select count(*) from partitions) end
    ) i
  ) n
)`;

@Injectable()
export class InboxRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /**
   * Event names with exact counts, and the totals of all. One pass over the unmapped events of the environment, 0.3 s
   * per million (partition by partition it took twice that), whatever the page; users are counted for the page alone.
   */
  async list(
    environment: EnvironmentId,
    filter: InboxFilter,
    page: { limit: number; cursor?: string | undefined },
    partly: readonly PartlyIgnored[],
  ): Promise<{ totals: Inbox['totals']; rows: InboxRow[] }> {
    const [key, name] = decodeCursor(page.cursor, inboxCursorSchema) ?? [null, null];
    const shown = { false: 'count > ignored', true: 'count <= ignored', all: 'true' }[filter.ignored];
    const open = filter.ignored === 'false' ? 'count - ignored' : 'count';
    const order = { count: open, newest: 'newest' }[filter.sort];
    const [row] = await this.database.query<{ totals: Inbox['totals']; rows: InboxRow[] }[]>(
      `with counted as materialized (
         select u.name, count(*) as count, count(*) filter (where reason = 'no_rule') as no_rule,
           count(*) filter (where reason = 'unknown_feature') as unknown_feature,
           count(*) filter (where reason = 'invalid_delta') as invalid_delta,
           min(u.received_at) as first, max(u.received_at) as last, max(u.event_id) as newest
         from unmapped_events u where u.environment_id = $1 group by u.name
       ), marked as materialized (
         select c.*, g.id as ignored_group,
           case when g.id is not null then c.count else least(c.count, coalesce(p.count, 0)) end as ignored,
           g.id is not null or coalesce(p.exact, true) as exact
         from counted c
         left join ignored_groups g on g.environment_id = $1 and g.name = c.name and g.path = ''
         left join jsonb_to_recordset($2::jsonb) as p (name text, count bigint, exact boolean)
           on p.name collate "C" = c.name
       ), paged as (
         select * from (
           select m.*, ${order} as key from marked m
           where ${shown} and ($6::text is null or strpos(lower(name collate "default"), lower($6)) > 0)
             and ($7::text is null or case $7 when 'no_rule' then no_rule when 'unknown_feature' then unknown_feature
               else invalid_delta end > 0)
         ) m
         where $3::bigint is null or (-key, name) > (-$3::bigint, $4)
         order by key desc, name limit $5
       )
       select
         (select jsonb_build_object('events', coalesce(sum(count), 0), 'open', coalesce(sum(count - ignored), 0),
            'ignored', coalesce(sum(ignored), 0), 'ignoredAtLeast', not coalesce(bool_and(exact), true),
            'names', count(*)) from marked) as totals,
         (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'count', count, 'ignored', ignored,
            'exact', exact, 'ignoredGroupId', ignored_group, 'newest', newest::text, 'key', key::text,
            'firstSeenAt', extract(epoch from first) * 1000, 'lastSeenAt', extract(epoch from last) * 1000,
            'reasons', jsonb_build_object('no_rule', no_rule, 'unknown_feature', unknown_feature,
              'invalid_delta', invalid_delta),
            'users', ${usersOf('name', 'paged', '$8::bigint')}) order by key desc, name), '[]') from paged) as rows`,
      [
        environment,
        JSON.stringify(partly),
        key,
        name,
        page.limit + 1,
        filter.search ?? null,
        filter.reason ?? null,
        usersLooked,
      ],
    );
    return row!;
  }

  /** Exact, from the key alone. */
  async count(environment: EnvironmentId, name: string): Promise<number> {
    const rows = await this.database.query<{ count: number }[]>(
      `select coalesce(sum(n.count), 0)::int as count from partitions p cross join lateral (
         select count(*) as count from unmapped_events u
         where u.partition = p.partition and u.environment_id = $1 and u.name = $2
       ) n`,
      [environment, name],
    );
    return rows[0]!.count;
  }

  /** The newest events of a name, the newest first. From the key alone. */
  newest(environment: EnvironmentId, name: string, limit: number): Promise<EventPlace[]> {
    return this.database.query<EventPlace[]>(
      `select n.partition, n.event_id as id from partitions p cross join lateral (
         select u.partition, u.event_id from unmapped_events u
         where u.partition = p.partition and u.environment_id = $1 and u.name = $2
         order by u.event_id desc limit $3
       ) n
       order by n.event_id desc limit $3`,
      [environment, name, limit],
    );
  }

  /** These events of a name, in the same order; one that is mapped by now is left out. Two probes of a key each. */
  events(environment: EnvironmentId, name: string, places: readonly EventPlace[]): Promise<LookedEvent[]> {
    return this.database.query<LookedEvent[]>(
      `select e.id, u.identity, u.reason, u.feature_id as "featureId", e.properties
       from unnest($2::smallint[], $3::bigint[]) with ordinality as w (partition, id, place)
       cross join lateral (
         select identity, reason, feature_id from unmapped_events
         where partition = w.partition and environment_id = $1 and name = $4 and event_id = w.id limit 1
       ) u
       cross join lateral (
         select id, payload->'properties' as properties from events
         where partition = w.partition and environment_id = $1 and id = w.id limit 1
       ) e
       order by w.place`,
      [
        environment,
        `{${places.map(({ partition }) => partition).join(',')}}`,
        `{${places.map(({ id }) => id).join(',')}}`,
        name,
      ],
    );
  }

  /**
   * What the newest events of a name have under these keys of `properties`, each combination once with its count.
   * Nothing else of the events leaves the database: it takes half of the time of handing them over.
   */
  combinations(
    environment: EnvironmentId,
    name: string,
    keys: readonly string[],
    limit: number,
  ): Promise<{ properties: unknown; count: number }[]> {
    return this.database.query<{ properties: unknown; count: number }[]>(
      `select e.properties, count(*)::int as count
       from (
         select n.partition, n.event_id from partitions p cross join lateral (
           select u.partition, u.event_id from unmapped_events u
           where u.partition = p.partition and u.environment_id = $1 and u.name = $2
           order by u.event_id desc limit $3
         ) n
         order by n.event_id desc limit $3
       ) w
       cross join lateral (
         select case when jsonb_typeof(payload->'properties') = 'object' then (
             select jsonb_object_agg(k, payload->'properties'->k) from unnest($4::text[]) k
             where payload->'properties' ? k
           ) else payload->'properties' end as properties
         from events where partition = w.partition and environment_id = $1 and id = w.event_id limit 1
       ) e
       group by e.properties`,
      [environment, name, limit, keys],
    );
  }

  /** Features that events ask for and that are not there, most events first. Counted by an index of these alone. */
  async askedFeatures(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Omit<AskedFeature, 'newFeature'>>> {
    const [count, featureId] = decodeCursor(page.cursor, inboxCursorSchema) ?? [null, null];
    const rows = await this.database.query<
      { feature_id: string; count: string; users: number; names: AskedFeature['names'] }[]
    >(
      `with by_name as materialized (
         select feature_id, name, count(*) as count from unmapped_events
         where environment_id = $1 and feature_id is not null group by feature_id, name
       ), paged as (
         select feature_id, sum(count)::bigint as count from by_name group by feature_id
         having $2::bigint is null or (-sum(count), feature_id) > (-$2::bigint, $3)
         order by sum(count) desc, feature_id limit $4
       )
       select feature_id, count,
         (select jsonb_agg(jsonb_build_object('name', name, 'count', count) order by count desc, name) from (
            select name, count from by_name where feature_id = paged.feature_id order by count desc, name limit 5
          ) n) as names,
         ${usersOf('feature_id', 'paged', '$5::bigint')} as users
       from paged order by count desc, feature_id`,
      [environment, count, featureId, page.limit + 1, usersLooked],
    );
    return pageOf(
      rows,
      page.limit,
      (row) => ({
        featureId: row.feature_id,
        count: Number(row.count),
        users: row.users,
        usersAtLeast: Number(row.count) > usersLooked,
        names: row.names,
      }),
      (row) => [row.count, row.feature_id],
    );
  }

  /** Newest first. */
  async listIgnored(
    environment: EnvironmentId,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<IgnoredGroup>> {
    const [before] = decodeCursor(page.cursor, ignoredCursorSchema) ?? [null];
    const rows = await this.database.query<IgnoredRow[]>(
      `select ${ignoredColumns} from ignored_groups
       where environment_id = $1 and ($2::bigint is null or sequence < $2) order by sequence desc limit $3`,
      [environment, before, page.limit + 1],
    );
    return pageOf(rows, page.limit, show, (row) => [row.sequence]);
  }

  /** Ignored groups of a path and value: of one name, or of all names that are not ignored as a whole. */
  async ignoredValues(environment: EnvironmentId, name: string | null): Promise<IgnoredGroup[]> {
    const rows = await this.database.query<IgnoredRow[]>(
      `select ${ignoredColumns} from ignored_groups g
       where environment_id = $1 and path <> '' and ($2::text is null or name = $2)
         and ($2::text is not null or not exists (
           select from ignored_groups whole
           where whole.environment_id = $1 and whole.name = g.name and whole.path = ''
         ))
       order by name, sequence`,
      [environment, name],
    );
    return rows.map(show);
  }

  /** The group, whether it was ignored before or not. */
  async ignore(environment: EnvironmentId, group: GroupKey): Promise<IgnoredGroup> {
    // The update changes nothing; without it the row that is there would not be returned.
    const rows = await this.database.query<IgnoredRow[]>(
      `insert into ignored_groups (environment_id, name, path, value) values ($1, $2, $3, $4)
       on conflict (environment_id, name, path, value) do update set name = excluded.name
       returning ${ignoredColumns}`,
      [environment, group.name, group.path ?? '', JSON.stringify(group.value)],
    );
    return show(rows[0]!);
  }

  async unignore(environment: EnvironmentId, id: string): Promise<boolean> {
    const [, deleted] = await this.database.query<[unknown[], number]>(
      'delete from ignored_groups where environment_id = $1 and id = $2',
      [environment, id],
    );
    return deleted > 0;
  }
}

const show = ({ id, name, path, value, createdAt }: IgnoredRow): IgnoredGroup => ({
  id,
  name,
  path: path === '' ? null : path,
  value,
  createdAt: createdAt.toISOString(),
});
