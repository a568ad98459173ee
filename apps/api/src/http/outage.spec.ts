import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSettings } from '#libs/kana';
import { getQueueToken } from '@nestjs/bullmq';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Queue } from 'bullmq';
import { createDatabase, testKey, type TestDatabase, until } from '../../../../test/harness.js';
import { createApi } from '../create-api.js';

let database: TestDatabase;
let road: Awaited<ReturnType<typeof openRoad>>;
let api: NestFastifyApplication;

beforeAll(async () => {
  database = await createDatabase();
  road = await openRoad(new URL(database.url));
  api = await createApi({ ...readSettings({}), DATABASE_URL: road.url }, { logger: false });
  await api.listen(0, '127.0.0.1');
  for (const name of ['attribute', 'reapply', 'sweep']) {
    await api.get<Queue>(getQueueToken(name)).waitUntilReady();
  }
});
afterAll(async () => {
  await api.close();
  await road.close();
  await database.drop();
});

/** A way to the database that can be closed and opened again. */
async function openRoad(database: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(Number(database.port), database.hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => [from, to].forEach((end) => end.destroy()));
    }
    from.pipe(to).pipe(from);
  });
  const open = async (port: number) => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await open(0);
  const url = new URL(database);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    open: () => open(port),
    close: async () => {
      const closed = once(server.close(), 'close');
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch((await api.getUrl()) + path, {
    method,
    headers: { authorization: `Bearer ${testKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as object };
}

const track = { userId: 'u1', event: 'Sent', messageId: 'm1' };

test('while the database is away everything says so with 503, and nothing acknowledged is lost', async () => {
  expect(await call('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  // The key is known from here on: what follows reaches the store.
  expect(await call('GET', '/api/features')).toMatchObject({ status: 200 });
  await road.close();

  const refused = await call('POST', '/v1/track', track);
  expect(refused).toMatchObject({ status: 503, body: { success: false, code: expect.any(String) } });
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(await call('POST', '/v1/track', {})).toMatchObject({ status: 400, body: { code: 'id_required' } });
  expect(await call('POST', '/v1/page', {})).toMatchObject({ status: 200, body: { status: 'ignored' } });

  const problem = await call('GET', '/api/features');
  expect(problem).toMatchObject({ status: 503, body: { status: 503, title: 'Service Unavailable' } });
  expect(problem.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(problem.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);

  expect(await call('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  expect(await call('GET', '/health/ready')).toMatchObject({ status: 503, body: { code: 'not_ready' } });

  await until(async () => (await call('POST', '/v1/page', { writeKey: 'none' })).status === 503);

  await road.open();
  await until(async () => (await call('GET', '/health/ready')).status === 200);
  expect(await call('POST', '/v1/track', track)).toMatchObject({ status: 200 });
  expect(await database.sql(`select from events where message_id = 'm1'`)).toHaveLength(1);
});
