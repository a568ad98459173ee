/**
 * The limit of ingestion: the fastest multi-row insert from Node into the same two tables, one JSON parameter a
 * statement, on four connections, in a process of its own. No HTTP, no checks, no tally.
 */
import pg from 'pg';
import { callStream } from '../calls.js';
import { groupOf, insertStatement } from './insert.js';

const { DATABASE_URL, SECONDS, ROWS = '1000' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });
const next = callStream();
const groupSize = Number(ROWS);

const start = performance.now();
const end = start + Number(SECONDS) * 1000;
let events = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (performance.now() < end) {
      await pool.query(insertStatement, [groupOf(next, groupSize)]);
      events += groupSize;
    }
  }),
);
process.send?.({ events, seconds: (performance.now() - start) / 1000 }, () => process.exit(0));
