import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { StartError } from './start-error.js';

/**
 * Makes the folder if need be. Root's may be passed through by everybody (not listed), because the account that
 * PostgreSQL runs under there has its data inside.
 * @throws StartError when it cannot be written.
 */
export function makeDataDirectory(directory: string): void {
  try {
    if (!existsSync(directory)) {
      mkdirSync(directory, { recursive: true });
      chmodSync(directory, 0o700);
    }
    if (process.getuid?.() === 0) chmodSync(directory, (statSync(directory).mode & 0o777) | 0o111);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `Cannot write in ${directory} (${(error as NodeJS.ErrnoException).code}): set KANA_DATA_DIR to a folder of your own.`,
    );
  }
}
