import { readSettings, StartError } from '#libs/kana';
import { describeKeys, prepareDatabase } from './prepare-database.js';

/** For installations that bring their own PostgreSQL and start the processes themselves. */
export async function migrate(): Promise<number> {
  const settings = readSettings();
  if (!settings.DATABASE_URL) throw new StartError('Set DATABASE_URL to the database to migrate.');
  const keys = await prepareDatabase({ ...settings, DATABASE_URL: settings.DATABASE_URL });
  console.log('The database is up to date.');
  if (keys.length > 0) console.log(describeKeys(keys));
  return 0;
}
