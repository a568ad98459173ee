import { runService, StartError } from '#libs/kana';
import { createApi } from './create-api.js';

await runService('api', async (settings) => {
  const app = await createApi(settings);
  // By Fastify itself: Nest would log an address in use beside the line that says what to do.
  await app
    .getHttpAdapter()
    .getInstance()
    .listen({ host: settings.HOST, port: settings.PORT })
    .catch(explain);
  return app;
});

function explain(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EADDRINUSE') throw error;
  throw new StartError(`${error.message}: another program listens there. Set PORT to another one.`);
}
