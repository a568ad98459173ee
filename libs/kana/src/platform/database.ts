import { createHash } from 'node:crypto';
import type { DataSourceOptions, EntityManager } from 'typeorm';
import { DataSource, QueryFailedError } from 'typeorm';

/** What runs SQL: the DataSource itself, or the manager of a transaction. */
export interface Sql {
  query<T = unknown>(statement: string, parameters?: unknown[]): Promise<T>;
}

/** A statement that each connection parses once and, after its first five runs, plans no more. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/**
 * Of a statement that runs many times a second: parsing and planning was an eighth of what groups of 40 events cost.
 * Its plan must not depend on the parameters' values. The name follows from the text, so that two versions of the
 * program never mean different statements by one name.
 */
export const prepare = (text: string): PreparedStatement => ({
  name: `kana_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
  text,
});

/** Runs a prepared statement. TypeORM hands a statement to node-postgres as it is, which takes an object as well. */
export const runPrepared = <T>(
  sql: Sql,
  { name, text }: PreparedStatement,
  parameters: unknown[],
): Promise<T> => sql.query<T>({ name, text } as unknown as string, parameters);

/**
 * For a transaction of which every read is a probe of a key, or a walk along one from its beginning. On a young table
 * the planner would rather fetch and sort all that is pending in a partition for each batch, and a prepared statement
 * would keep that plan.
 */
export async function keepToKeys(sql: Sql): Promise<void> {
  await sql.query('set local enable_seqscan = off; set local enable_bitmapscan = off');
}

/**
 * Settings of every connection. A parallel plan cost 85 ms for rows that a serial one reads in 4,
 * and JIT costs more than it saves on statements this short.
 */
const sessionOptions = '-c jit=off -c max_parallel_workers_per_gather=0';

export function databaseOptions(url: string, poolSize: number): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    connectTimeoutMS: 5_000,
    applicationName: 'kana',
    // gen_random_uuid() is PostgreSQL's own since 13: the name only makes TypeORM write it, nothing is installed.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    extra: { options: sessionOptions },
  };
}

/** PostgreSQL's code of an error, such as `23505`; '' where there is none. */
function sqlState(error: unknown): string {
  const driverError: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = (driverError as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Two transactions that waited for each other, or could not be ordered: the same work may be tried again. */
const isTransactionConflict = (error: unknown): boolean => ['40P01', '40001'].includes(sqlState(error));

/** A statement ran longer than it was allowed to. */
export const isTimeout = (error: unknown): boolean => sqlState(error) === '57014';

/** The data itself was refused (class 22: data exception; 54: program limit exceeded). */
export const isDataError = (error: unknown): boolean => /^(22|54)/.test(sqlState(error));

/** Runs `work` again, up to `attempts` times, when two transactions waited for each other. */
export async function retryConflicts<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      attempts -= 1;
      if (attempts === 0 || !isTransactionConflict(error)) throw error;
    }
  }
}

/** Runs `work` in one READ COMMITTED transaction; again after a deadlock. */
export const inTransaction = <T>(
  database: DataSource,
  work: (sql: EntityManager) => Promise<T>,
): Promise<T> => retryConflicts(() => database.transaction(work));
