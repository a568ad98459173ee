import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { parseJson } from '../events/json.js';
import { beginning, storableText } from '../events/text.js';
import type { EnvironmentId } from '../platform/environment.js';
import { decodeCursor, type Page, pageOf } from '../platform/page.js';
import { stands, trackColumns } from './attribution.repository.js';
import type { TrackEvent } from './attribution.js';
import type { Outcome, StoredEvent } from './event.js';
import type { RecordedRule } from './explanation.js';
import type { IdentityKeys } from './usage.js';

interface EventRow extends Omit<StoredEvent, 'occurredAt' | 'receivedAt'> {
  occurredAt: Date;
  receivedAt: Date;
}

export type EventWithPayload = StoredEvent & { payload: unknown };

export interface EventFilter {
  /** Whose events; absent: everybody's. */
  identities?: IdentityKeys | undefined;
  /** The exact event name. */
  name?: string | undefined;
  type?: StoredEvent['type'] | undefined;
  outcome?: Outcome | undefined;
}

/** Columns of an `events e` with its `state`. */
const columns = `e.id, e.type, e.message_id as "messageId", e.identity as "userId",
  case when e.type = 'track' then coalesce(e.payload->>'event', e.name) end as name,
  e.occurred_at as "occurredAt", e.received_at as "receivedAt",
  case when state.pending then 'pending' when e.type = 'identify' then 'identified'
    when state.reason is not null then 'unmapped' else 'mapped' end as outcome,
  state.reason, coalesce(state.usage, '[]') as usage`;

const isPending = `(select p.event_id from pending_events p
    where p.partition = e.partition and p.event_id = e.id limit 1) is not null`;

/** Where attribution put an `events e`. Scalar subqueries: one probe of a key each, on a young table too. */
const state = `cross join lateral (
    select
      ${isPending} as pending,
      (select u.reason from unmapped_events u where u.partition = e.partition
         and u.environment_id = e.environment_id and u.name = e.name and u.event_id = e.id) as reason,
      (select jsonb_agg(jsonb_build_object('featureId', r.feature_id, 'delta', r.delta, 'ruleId', r.rule_id,
         'ruleVersion', r.rule_version) order by r.feature_id)
       from usage_records r where r.partition = e.partition and r.event_id = e.id and ${stands('r')}) as usage
  ) state`;

/** Only identify calls have no name, and by that an index has them in the order of their ids. */
const isIdentify = `e.name is null and e.type = 'identify'`;

const typeConditions: Record<StoredEvent['type'], string> = {
  track: `e.type = 'track'`,
  identify: isIdentify,
};

/**
 * An outcome as a condition on `events e` alone, so that it stops a newest-first walk early. Scalar subqueries: `exists`
 * becomes a join that reads everything before the first row.
 */
const outcomeConditions: Record<Outcome, string> = {
  pending: isPending,
  identified: `${isIdentify} and not ${isPending}`,
  unmapped: `(select u.event_id from unmapped_events u where u.partition = e.partition
    and u.environment_id = e.environment_id and u.name = e.name and u.event_id = e.id limit 1) is not null`,
  mapped: `(select r.event_id from usage_records r where r.partition = e.partition and r.event_id = e.id
    and ${stands('r')} limit 1) is not null`,
};

/**
 * Ids of the partition `k` in which a walk over all events, newest first, looks for an outcome that few may have:
 * without them it would pass every event that has another. Whose events or which name are found by an index of events.
 */
const outcomeIds: Partial<Record<Outcome, string>> = {
  pending: `select p.event_id as id from pending_events p
    where p.partition = k.partition and p.environment_id = $1 and ($2::bigint is null or p.event_id < $2)
    order by p.event_id desc`,
  // Those with any record, once each, in the order of the key: `distinct` took six times as long.
  mapped: `select r.event_id as id from (
      select event_id, lag(event_id) over (order by event_id desc) as before from usage_records
      where partition = k.partition and environment_id = $1 and ($2::bigint is null or event_id < $2)
    ) r
    where r.before is distinct from r.event_id
    order by r.event_id desc`,
};

const idSchema = z.string().regex(/^\d{1,18}$/);
const eventCursorSchema = z.tuple([idSchema]);

@Injectable()
export class EventReader {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Newest first. Each partition gives its newest, in the order of an index; the page is the newest of these. */
  async list(
    environment: EnvironmentId,
    filter: EventFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<StoredEvent>> {
    const [before] = decodeCursor(page.cursor, eventCursorSchema) ?? [null];
    const name = filter.name === undefined ? null : storableText(filter.name);
    const ofIdentity = filter.identities ? 'and e.identity = k.identity' : '';
    const ofOutcome = filter.outcome ? `and ${outcomeConditions[filter.outcome]}` : '';
    const ofType = filter.type ? `and ${typeConditions[filter.type]}` : '';
    const ids =
      filter.outcome && !filter.identities && name === null ? outcomeIds[filter.outcome] : undefined;
    const source = ids
      ? `(${ids}) o cross join lateral (
           select * from events where partition = k.partition and environment_id = $1 and id = o.id limit 1
         ) e`
      : 'events e';
    const rows = await this.database.query<EventRow[]>(
      `select ${columns}
       from (
         select newest.* from ${
           filter.identities
             ? `jsonb_to_recordset($4::jsonb) as k (partition smallint, identity text)`
             : `(select partition from partitions where $4::jsonb is null) k`
         }
         cross join lateral (
           select e.* from ${source}
           where e.partition = k.partition and e.environment_id = $1 and ($2::bigint is null or e.id < $2)
             and ($5::text is null or e.name = $5 and e.payload->>'event' = $6) ${ofIdentity} ${ofOutcome} ${ofType}
           order by ${ids ? 'o.id' : 'e.id'} desc limit $3
         ) newest
         order by newest.id desc limit $3
       ) e ${state}
       order by e.id desc`,
      [
        environment,
        before,
        page.limit + 1,
        filter.identities ? JSON.stringify(filter.identities) : null,
        name === null ? null : beginning(name),
        name,
      ],
    );
    return pageOf(rows, page.limit, show, (row) => [row.id]);
  }

  /** One event with its payload and what attribution reads of it. */
  async find(
    environment: EnvironmentId,
    id: string,
  ): Promise<{ event: StoredEvent; payload: unknown; track: TrackEvent } | null> {
    if (!idSchema.safeParse(id).success) return null;
    const rows = await this.database.query<(EventRow & { payload: string; track: TrackEvent })[]>(
      `select ${columns}, e.payload::text as payload, (select to_jsonb(t) from (select ${trackColumns}) t) as track
       from partitions p join events e on e.partition = p.partition ${state}
       where e.environment_id = $1 and e.id = $2`,
      [environment, id],
    );
    const [row] = rows;
    if (!row) return null;
    const { payload, track, ...event } = row;
    return { event: show(event), payload: parseJson(payload), track: { ...track, id } };
  }

  /** Events by their keys, in any order. */
  async read(
    environment: EnvironmentId,
    keys: readonly { partition: number; id: string }[],
  ): Promise<StoredEvent[]> {
    if (keys.length === 0) return [];
    const rows = await this.database.query<EventRow[]>(
      `select ${columns}
       from jsonb_to_recordset($2::jsonb) as k (partition smallint, id bigint)
       cross join lateral (
         select e.* from events e
         where e.partition = k.partition and e.environment_id = $1 and e.id = k.id limit 1
       ) e ${state}`,
      [environment, JSON.stringify(keys)],
    );
    return rows.map(show);
  }

  /** When the newest event came. One probe of the key in each partition. */
  async lastReceivedAt(environment: EnvironmentId): Promise<Date | null> {
    const [row] = await this.database.query<{ at: Date | null }[]>(
      `select max(e.received_at) as at from partitions p
       cross join lateral (
         select e.received_at from events e where e.partition = p.partition and e.environment_id = $1
         order by e.id desc limit 1
       ) e`,
      [environment],
    );
    return row?.at ?? null;
  }

  /** What rules said at the versions that usage records name. */
  async ruleVersions(records: StoredEvent['usage']): Promise<RecordedRule[]> {
    const versions = records.filter(({ ruleId }) => ruleId !== null);
    if (versions.length === 0) return [];
    return this.database.query<RecordedRule[]>(
      `select v.rule_id as "ruleId", v.version, v.name, v.conditions
       from jsonb_to_recordset($1::jsonb) as r ("ruleId" uuid, "ruleVersion" int)
       join rule_versions v on v.rule_id = r."ruleId" and v.version = r."ruleVersion"`,
      [JSON.stringify(versions)],
    );
  }

  /** Events with their payloads, in the order of their ids, the newest first. */
  async withPayloads(environment: EnvironmentId, ids: readonly string[]): Promise<EventWithPayload[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<(EventRow & { payload: string })[]>(
      `select ${columns}, e.payload::text as payload
       from unnest($2::bigint[]) as wanted (id) cross join partitions p
       join events e on e.partition = p.partition and e.environment_id = $1 and e.id = wanted.id ${state}
       order by e.id desc`,
      [environment, `{${ids.join(',')}}`],
    );
    return rows.map(({ payload, ...event }) => ({ ...show(event), payload: parseJson(payload) }));
  }
}

const show = (row: EventRow): StoredEvent => ({
  ...row,
  occurredAt: row.occurredAt.toISOString(),
  receivedAt: row.receivedAt.toISOString(),
});
