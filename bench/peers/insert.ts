import { partitionOf } from '#libs/kana';

/** The multi-row insert into the two tables of ingestion, one JSON parameter, without the tally. */
export const insertStatement = `
  with stored as (
    insert into events (partition, environment_id, message_id, type, identity, name, occurred_at, received_at, payload)
    select (e->>0)::smallint, 1, e->>1, 'track', e->>2, e->>3, to_timestamp((e->>4)::float8 / 1000), now(), e->5
    from jsonb_array_elements($1::jsonb) as t (e)
    on conflict (partition, environment_id, message_id) do nothing
    returning partition, id, received_at
  )
  insert into pending_events (partition, event_id, environment_id, received_at)
  select partition, id, 1, received_at from stored`;

/** Rows are made as the api makes them: parsed once from the call's JSON. */
export function groupOf(next: () => string, size: number): string {
  const rows = Array.from({ length: size }, () => {
    const text = next();
    const call = JSON.parse(text) as { userId: string; messageId: string; event: string };
    return `[${partitionOf(1, call.userId, 16)},${JSON.stringify(call.messageId)},${JSON.stringify(call.userId)},${JSON.stringify(call.event)},${Date.now()},${text}]`;
  });
  return `[${rows.join(',')}]`;
}
