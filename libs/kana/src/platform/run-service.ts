import { readSettings, type Settings } from './settings.js';
import { StartError } from './start-error.js';
import { stopWithParent } from './stop-with-parent.js';

/** What a long-running process is made of: it is ready when `start` resolves, and ends after `close`. */
export interface Service {
  close(): Promise<void>;
}

/**
 * The main of api and worker: reads the settings, starts, tells the launcher that it is ready, and on a signal, or
 * when the launcher is gone, closes and ends. An error that is a person's to mend is one line, without a stack.
 */
export async function runService(
  name: string,
  start: (settings: Settings & { DATABASE_URL: string }) => Promise<Service>,
): Promise<void> {
  try {
    const { DATABASE_URL, ...settings } = readSettings();
    if (!DATABASE_URL)
      throw new StartError(`The ${name} needs DATABASE_URL. \`npm start\` sets it by itself.`);
    const starting = start({ ...settings, DATABASE_URL });
    let closing: Promise<void> | undefined;
    const shutdown = (): Promise<void> => (closing ??= starting.then((service) => service.close()));
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => void shutdown().then(() => process.exit(0), fail));
    }
    stopWithParent(shutdown);
    await starting;
    process.send?.('ready');
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
