import { setupDatabase, StartError, type Settings, type SetupResult } from '#libs/kana';

type Keys = SetupResult['newKeys'];

/**
 * Migrates and seeds.
 * @throws StartError that names the server (never the password) when it cannot be used.
 */
export async function prepareDatabase(settings: Settings & { DATABASE_URL: string }): Promise<Keys> {
  try {
    return (await setupDatabase(settings)).newKeys;
  } catch (error) {
    // A statement that failed is a fault of ours: its stack is worth seeing.
    if (!(error instanceof Error) || error.name === 'QueryFailedError') throw error;
    const { host, pathname } = new URL(settings.DATABASE_URL);
    throw new StartError(`The database ${host}${pathname} cannot be used: ${reasonOf(error)}`);
  }
}

/** Node tries each address of a name and then throws all the failures together, without a message. */
function reasonOf(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message;
}

export const describeKeys = (keys: Keys): string =>
  [
    '',
    'Your admin keys. They are shown this once; only their hashes are kept:',
    ...keys.map(({ environment, key }) => `  ${environment}  ${key}`),
    '',
  ].join('\n');
