import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, readSettings, setupDatabase, startEmbeddedPostgres } from '#libs/kana';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createApi } from '../apps/api/src/create-api.js';
import {
  createDatabase,
  liveKey,
  queueBackends,
  startTestServer,
  testKey,
  type TestServer,
  until,
} from './harness.js';
import { Processes } from './worker-process.js';

const track = (userId: string, event: string, properties: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
});

// At once: most of their time they wait for the lock of a job whose worker is gone.
describe('a worker that is killed', () => {
  it.concurrent.each(queueBackends)(
    'in the middle of attribution and of a retroactive run leaves nothing out and counts nothing twice, with the queue in %s',
    async (queue) => {
      const processes = new Processes();
      const server = await startTestServer({ queue, worker: false });
      try {
        await server.call('POST', '/api/features', { id: 'f', name: 'f', type: 'CONSUMABLE' });
        const batch = Array.from({ length: 2_000 }, (_, i) => track(`u${i % 50}`, i % 2 ? 'Odd' : 'Even'));
        await server.call('POST', '/segment/events', batch);

        // Attribution stands before a partition that this test holds; the worker dies there.
        await withHeldPartition(server, async () => {
          const worker = await processes.spawnWorker(server);
          await until(async () => (await pending(server)) < 2_000 && (await waitsForLock(server)));
          await processes.kill(worker);
          expect(await pending(server)).toBeGreaterThan(0);
        });
        const successor = await processes.spawnWorker(server);
        await server.settled();
        expect((await server.call('GET', '/api/conservation')).body).toMatchObject({
          balanced: true,
          unmapped: 2_000,
        });
        await processes.kill(successor);

        // The same for a retroactive run.
        const { body: rule } = await server.call('POST', '/api/rules', {
          name: 'Odd',
          featureId: 'f',
          conditions: [{ kind: 'event_name', operator: 'equals', value: 'Odd' }],
        });
        const run = async () => (await server.call('GET', `/api/applications/${rule.application.id}`)).body;
        await withHeldPartition(server, async () => {
          const worker = await processes.spawnWorker(server);
          await until(async () => (await run()).mapped > 0 && (await waitsForLock(server)));
          await processes.kill(worker);
          expect(await run()).toMatchObject({ state: 'running', total: 1_000 });
        });
        await processes.spawnWorker(server);
        await server.settled();
        expect(await run()).toMatchObject({ state: 'done', total: 1_000, scanned: 1_000, mapped: 1_000 });
        expect((await server.call('GET', '/api/usage?featureId=f')).body.total).toBe(1_000);
        expect((await server.call('GET', '/api/conservation?verify=full')).body).toMatchObject({
          balanced: true,
        });
      } finally {
        await processes.killAll();
        await server.stop();
      }
    },
    120_000,
  );

  it.concurrent.each(queueBackends)(
    'in the middle of an import leaves it to the next, which goes on where it stood and takes each row once, with the queue in %s',
    async (queue) => {
      const rows = 10_000;
      const processes = new Processes();
      const server = await startTestServer({ queue, worker: false });
      try {
        const lines = Array.from({ length: rows }, (_, n) => `id-${n},Name ${n},n${n}@example.com,cus_${n}`);
        const upload = await fetch(`${server.origin}/api/users/import`, {
          method: 'POST',
          headers: { authorization: `Bearer ${testKey}`, 'content-type': 'text/csv' },
          body: `id,name,email,billingId\n${lines.join('\n')}\n`,
        });
        const { id } = (await upload.json()) as { id: string };
        const progress = async () => (await server.call('GET', `/api/imports/${id}`)).body;
        const worker = await processes.spawnWorker(server);
        await until(async () => (await progress()).rows > 0);
        await processes.kill(worker);
        expect(await progress()).toMatchObject({ state: 'running', failed: 0 });
        await processes.spawnWorker(server);
        await until(async () => (await progress()).state === 'done');
        expect(await progress()).toMatchObject({ rows, created: rows, updated: 0, merged: 0, failed: 0 });
        expect((await server.call('GET', '/api/users/flags')).body.users).toBe(rows);
      } finally {
        await processes.killAll();
        await server.stop();
      }
    },
    120_000,
  );
});

/** Holds the lock of a partition that has events, as a writer would, while `work` runs. */
async function withHeldPartition(server: TestServer, work: () => Promise<void>): Promise<void> {
  const [row] = await server.sql<{ partition: number }>('select max(partition) as partition from events');
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select from partitions where partition = $1 for update', [row!.partition]);
    await work();
  } finally {
    await client.end();
  }
}

const pending = async (server: TestServer): Promise<number> =>
  (await server.sql<{ count: number }>('select count(*)::int as count from pending_events'))[0]!.count;

const waitsForLock = async (server: TestServer): Promise<boolean> =>
  (
    await server.sql(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
             and query like '%partitions%for update%'`,
    )
  ).length > 0;

describe('PostgreSQL that is killed', () => {
  it('loses no acknowledged event: what failed said 503, and a retry stores it once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kana-crash-'));
    let postgres = await startEmbeddedPostgres({ directory, durable: true });
    const settings = {
      ...readSettings({}),
      DATABASE_URL: postgres.url,
      KANA_TEST_KEY: testKey,
      KANA_LIVE_KEY: liveKey,
    };
    await setupDatabase(settings);
    const api = await createApi(settings, { logger: false });
    await api.listen(0, '127.0.0.1');
    const url = `${await api.getUrl()}/v1/batch`;
    const send = async (lane: number, round: number): Promise<number> => {
      const batch = Array.from({ length: 20 }, (_, i) => ({
        ...track(`u${lane}`, 'E'),
        messageId: `${lane}-${round}-${i}`,
      }));
      const headers = { authorization: `Bearer ${testKey}` };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ batch }) });
      await response.arrayBuffer();
      return response.status;
    };

    const acknowledged = new Set<string>();
    const refused: [number, number][] = [];
    const statuses = new Set<number>();
    const lane = async (number: number) => {
      for (let round = 0; round < 100_000 && refused.length < 40; round += 1) {
        const status = await send(number, round);
        statuses.add(status);
        if (status === 200) acknowledged.add(`${number}-${round}`);
        else refused.push([number, round]);
      }
    };
    const lanes = [0, 1, 2, 3].map(lane);
    await until(() => Promise.resolve(acknowledged.size > 50));
    killPostmaster(directory);
    await postgres.exited;
    await Promise.all(lanes);
    expect([...statuses].sort()).toEqual([200, 503]);

    postgres = await startEmbeddedPostgres({ directory, durable: true, port: postgres.port });
    await until(async () => (await send(9, 0)) === 200);
    acknowledged.add('9-0');
    for (const [number, round] of refused) {
      expect(await send(number, round)).toBe(200);
      acknowledged.add(`${number}-${round}`);
    }
    expect(await storedOnce(postgres)).toBe(acknowledged.size * 20);

    await api.close();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  });
});

/** The postmaster alone, with no time to say goodbye: its children see that it is gone and die too. */
function killPostmaster(directory: string): void {
  const [pid] = readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

async function storedOnce(postgres: EmbeddedPostgres): Promise<number> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  const { rows } = await client.query<{ events: number; distinct: number }>(
    'select count(*)::int as events, count(distinct message_id)::int as distinct from events',
  );
  await client.end();
  expect(rows[0]!.events).toBe(rows[0]!.distinct);
  return rows[0]!.events;
}

describe('a queue that does not answer', () => {
  it('stops no event: they are stored and wait, and the api still ends when it is told to', async () => {
    const database = await createDatabase();
    const processes = new Processes();
    const port = await freePort();
    const api = fork('dist/apps/api/src/main.js', {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: database.url,
        REDIS_URL: 'redis://127.0.0.1:1',
        KANA_LOG_LEVEL: 'error',
      },
      execArgv: [],
    });
    processes.add(api);
    try {
      await once(api, 'message');
      const headers = { authorization: `Bearer ${testKey}` };
      for (let i = 0; i < 3; i += 1) {
        const body = JSON.stringify(track('u', 'E'));
        const response = await fetch(`http://127.0.0.1:${port}/v1/track`, { method: 'POST', headers, body });
        expect(response.status).toBe(200);
      }
      expect(await database.sql('select from pending_events')).toHaveLength(3);
      api.kill('SIGTERM');
      expect(await once(api, 'exit')).toEqual([0, null]);
    } finally {
      await processes.killAll();
    }
    await database.drop();
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
