import { readSettings, StartError, stopWithParent } from '#libs/kana';
import { createApi } from './create-api.js';

async function main(): Promise<void> {
  const { DATABASE_URL, ...settings } = readSettings();
  if (!DATABASE_URL) throw new StartError('The api needs DATABASE_URL. `npm start` sets it by itself.');
  const app = await createApi({ ...settings, DATABASE_URL });
  let closing: Promise<void> | undefined;
  // Stops accepting, answers what was accepted, then closes the database and the queue.
  const shutdown = (): Promise<void> => (closing ??= app.close());
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void shutdown().then(() => process.exit(0), fail));
  }
  stopWithParent(shutdown);
  // By Fastify itself: Nest would log an address in use beside the line that `fail` prints.
  await app
    .getHttpAdapter()
    .getInstance()
    .listen({ host: settings.HOST, port: settings.PORT })
    .catch(explain);
  process.send?.('ready');
}

function explain(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EADDRINUSE') throw error;
  throw new StartError(`${error.message}: another program listens there. Set PORT to another one.`);
}

function fail(error: unknown): never {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}

await main().catch(fail);
