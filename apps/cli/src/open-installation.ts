import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runningEmbeddedPostgres, startEmbeddedPostgres, StartError, type Settings } from '#libs/kana';
import { databaseOn } from './embedded-database.js';

export interface Installation {
  url: string;
  /** Stops what was started for this command. */
  close(): Promise<void>;
}

/** The database of this installation: at DATABASE_URL, else the embedded one, started for as long as it is needed. */
export async function openInstallation(settings: Settings): Promise<Installation> {
  if (settings.DATABASE_URL) return { url: settings.DATABASE_URL, close: () => Promise.resolve() };
  const directory = resolve(settings.KANA_DATA_DIR);
  if (!existsSync(join(directory, 'postgres'))) {
    throw new StartError(
      `There are no data in ${directory}. Set KANA_DATA_DIR to their folder, or DATABASE_URL to the database.`,
    );
  }
  const running = runningEmbeddedPostgres(directory);
  if (running) return { url: databaseOn(running), close: () => Promise.resolve() };
  const postgres = await startEmbeddedPostgres({ directory, durable: true });
  return { url: databaseOn(postgres.url), close: () => postgres.stop() };
}
