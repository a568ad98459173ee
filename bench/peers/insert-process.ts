/**
 * The limit of ingestion: the fastest multi-row insert from Node into the same two tables, one JSON parameter a
 * statement, on four connections, in a process of its own. No HTTP, no checks, no tally.
 */
import { partitionOf } from '#libs/kana';
import pg from 'pg';
import { callStream } from '../calls.js';

const { DATABASE_URL, SECONDS, ROWS = '1000' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });
const next = callStream();
const groupSize = Number(ROWS);

const statement = `
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
function group(): string {
  const rows = Array.from({ length: groupSize }, () => {
    const text = next();
    const call = JSON.parse(text) as { userId: string; messageId: string; event: string };
    return `[${partitionOf(1, call.userId, 16)},${JSON.stringify(call.messageId)},${JSON.stringify(call.userId)},${JSON.stringify(call.event)},${Date.now()},${text}]`;
  });
  return `[${rows.join(',')}]`;
}

const start = performance.now();
const end = start + Number(SECONDS) * 1000;
let events = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (performance.now() < end) {
      await pool.query(statement, [group()]);
      events += groupSize;
    }
  }),
);
process.send?.({ events, seconds: (performance.now() - start) / 1000 }, () => process.exit(0));
