import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { prepare, retryConflicts, runPrepared } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import type { NewEvent, Tally, WriteOutcome } from './event.js';

/** An event with its place in the store. */
export interface EventRow {
  event: NewEvent;
  environment: EnvironmentId;
  partition: number;
}

/** Partition, environment and messageId of an event that was written. */
type StoredMessage = [partition: number, environment: number, messageId: string];

/**
 * One statement that is a transaction by itself: a BEGIN and a COMMIT of their own would be two more turns of a busy
 * event loop. One JSON parameter: node-postgres writes array literals slowly, eight `unnest` arrays halved the rate.
 * `on conflict do nothing` is the exactly-once of ingestion: `stored` has a row only if this statement wrote it.
 * The tally shares the transaction, so that what was counted is what was stored.
 * Answers null where every row was written, which is nearly always; else those that were.
 */
const storeStatement = prepare(`
  with input as materialized (
    select (e->>0)::smallint as partition, (e->>1)::smallint as environment_id, e->>2 as message_id,
      e->>3 as type, e->>4 as identity, e->>5 as name,
      to_timestamp((e->>6)::float8 / 1000) as occurred_at, to_timestamp((e->>7)::float8 / 1000) as received_at,
      e->8 as payload
    from jsonb_array_elements($1::jsonb) as t (e)
  ), stored as (
    insert into events
      (partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload)
    select partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload
    from input
    on conflict (partition, environment_id, message_id) do nothing
    returning partition, environment_id, id, message_id, received_at
  ), pending as (
    insert into pending_events (partition, event_id, environment_id, received_at)
    select partition, id, environment_id, received_at from stored
  ), tally as (
    insert into ingest_tallies as t (environment_id, writer, accepted, duplicates, dropped, ignored)
    select d.environment_id, $3, coalesce(s.accepted, 0), d.offered - coalesce(s.accepted, 0), d.dropped, d.ignored
    from jsonb_to_recordset($2::jsonb)
      as d (environment_id smallint, offered bigint, dropped bigint, ignored bigint)
    left join (select environment_id, count(*) as accepted from stored group by environment_id) s
      using (environment_id)
    on conflict (environment_id, writer) do update set
      accepted = t.accepted + excluded.accepted, duplicates = t.duplicates + excluded.duplicates,
      dropped = t.dropped + excluded.dropped, ignored = t.ignored + excluded.ignored
  )
  select case when (select count(*) from stored) < (select count(*) from input) then (
    select coalesce(jsonb_agg(jsonb_build_array(partition, environment_id, message_id)), '[]') from stored
  ) end as stored`);

@Injectable()
export class EventRepository {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Stores a group: events, their pending rows and the tally. */
  async store(
    rows: readonly EventRow[],
    tallies: ReadonlyMap<EnvironmentId, Tally>,
    writer: string,
  ): Promise<WriteOutcome[]> {
    const [answer] = await retryConflicts(() =>
      runPrepared<{ stored: StoredMessage[] | null }[]>(this.database, storeStatement, [
        rowsAsJson(rows),
        talliesAsJson(rows, tallies),
        writer,
      ]),
    );
    return answer?.stored ? outcomes(rows, answer.stored) : rows.map(() => 'accepted');
  }
}

/** An array per row; the payload is JSON text already. */
function rowsAsJson(rows: readonly EventRow[]): string {
  const parts = rows.map(
    ({ event, environment, partition }) =>
      `[${partition},${environment},${JSON.stringify(event.messageId)},"${event.type}",${JSON.stringify(event.userId)},` +
      `${JSON.stringify(event.name)},${event.occurredAt.getTime()},${event.receivedAt.getTime()},${event.payload}]`,
  );
  return `[${parts.join(',')}]`;
}

function talliesAsJson(rows: readonly EventRow[], tallies: ReadonlyMap<EnvironmentId, Tally>): string {
  const environments = new Set([...rows.map((row) => row.environment), ...tallies.keys()]);
  return JSON.stringify(
    [...environments].map((environment) => ({
      environment_id: environment,
      offered: rows.filter((row) => row.environment === environment).length,
      dropped: tallies.get(environment)?.dropped ?? 0,
      ignored: tallies.get(environment)?.ignored ?? 0,
    })),
  );
}

/** A message that stands twice in one group was stored once: its first row is accepted, the others are duplicates. */
function outcomes(rows: readonly EventRow[], stored: readonly StoredMessage[]): WriteOutcome[] {
  const written = new Set(stored.map((key) => key.join(':')));
  return rows.map((row) =>
    written.delete(`${row.partition}:${row.environment}:${row.event.messageId}`) ? 'accepted' : 'duplicate',
  );
}
