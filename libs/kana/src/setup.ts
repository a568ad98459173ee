import { migrations } from '../../../migrations/index.js';
import { DataSource } from 'typeorm';
import { entities } from './entities.js';
import { hashKey, hintOf, newKey } from './platform/api-keys.js';
import { databaseOptions, type Sql } from './platform/database.js';
import type { EnvironmentName } from './platform/environment.js';
import { environmentId } from './platform/environment.js';
import type { Settings } from './platform/settings.js';

export interface SetupResult {
  /** Keys made just now, in clear for the only time. Empty when there were keys or the settings preset them. */
  newKeys: { environment: EnvironmentName; key: string }[];
}

/** Held while migrating and seeding, so that several processes may start at once. Any constant will do. */
const setupLock = 7_246_338;

/** Oldest supported server: 15 has what the statements need, and older ones are out of support. */
const oldestServer = 150_000;

/**
 * Brings a database to this version: migrations, the partitions, the first admin key of each environment.
 * Safe to run at any time and from several processes at once.
 * @throws Error that says what to do when the server is too old.
 */
export async function setupDatabase(settings: Settings & { DATABASE_URL: string }): Promise<SetupResult> {
  const database = await openDatabase(settings.DATABASE_URL, 2);
  const guard = database.createQueryRunner();
  try {
    await checkServer(guard);
    await guard.query('select pg_advisory_lock($1)', [setupLock]);
    await database.runMigrations({ transaction: 'each' });
    await seedPartitions(guard, settings.KANA_PARTITIONS);
    const newKeys = [
      ...(await seedAdminKey(guard, 'test', settings.KANA_TEST_KEY)),
      ...(await seedAdminKey(guard, 'live', settings.KANA_LIVE_KEY)),
    ];
    return { newKeys };
  } finally {
    await guard.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await guard.release();
    await database.destroy();
  }
}

/** A DataSource with every entity and migration. The caller destroys it. */
export function openDatabase(url: string, poolSize: number): Promise<DataSource> {
  return new DataSource({ ...databaseOptions(url, poolSize), entities, migrations }).initialize();
}

async function checkServer(sql: Sql): Promise<void> {
  const [row] = await sql.query<{ number: number; version: string }[]>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  if (row && row.number < oldestServer) {
    throw new Error(`PostgreSQL ${row.version} is too old: use 15 or newer.`);
  }
}

async function seedPartitions(sql: Sql, count: number): Promise<void> {
  await sql.query(
    `insert into partitions
     select generate_series(0, $1::int - 1) where not exists (select from partitions)`,
    [count],
  );
}

async function seedAdminKey(
  sql: Sql,
  environment: EnvironmentName,
  preset: string | undefined,
): Promise<SetupResult['newKeys']> {
  if (preset) {
    await insertAdminKey(sql, environment, preset);
    return [];
  }
  const existing = await sql.query<unknown[]>(
    `select from api_keys where environment_id = $1 and scope = 'admin' limit 1`,
    [environmentId(environment)],
  );
  if (existing.length > 0) return [];
  const key = newKey(environment, 'admin');
  await insertAdminKey(sql, environment, key);
  return [{ environment, key }];
}

/** A key that is there already stays as it is: a revoked one is not brought back by a preset. */
async function insertAdminKey(sql: Sql, environment: EnvironmentName, key: string): Promise<void> {
  await sql.query(
    `insert into api_keys (environment_id, name, scope, hash, hint) values ($1, 'First admin key', 'admin', $2, $3)
     on conflict (hash) do nothing`,
    [environmentId(environment), hashKey(key), hintOf(key)],
  );
}
