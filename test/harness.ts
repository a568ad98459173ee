import { randomUUID } from 'node:crypto';
import { readSettings, type Settings } from '#libs/kana';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createApi } from '../apps/api/src/create-api.js';
import { queueNames } from '../libs/kana/src/queue/jobs.js';
import { createWorker } from '../apps/worker/src/create-worker.js';

/** Where the queue lives in a test. */
export type QueueBackend = 'PostgreSQL' | 'Redis';

const redisUrl = process.env.KANA_TEST_REDIS_URL ?? '';

/** Both backends; without a Redis the second one is left out, and the set-up has said so. */
export const queueBackends: QueueBackend[] = redisUrl ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

export const testKey = `prv_test_${'T'.repeat(32)}`;
export const liveKey = `prv_live_${'L'.repeat(32)}`;

export interface TestDatabase {
  url: string;
  sql<T = Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** A database of this test's own, cloned from the migrated template. */
export async function createDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.KANA_TEST_POSTGRES_URL;
  if (!serverUrl) throw new Error('The tests need their global set-up: run them with npm test.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await onServer(serverUrl, `create database ${name} template kana_template strategy file_copy`);
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  // The drop ends connections that are still closing; the pool tells of each.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    sql: async <T>(text: string, parameters: unknown[] = []) =>
      (await pool.query(text, parameters)).rows as T[],
    drop: async () => {
      await pool.end();
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface TestServer extends TestDatabase {
  /** The api's address, without a slash at the end. */
  origin: string;
  settings: Settings & { DATABASE_URL: string };
  testKey: string;
  liveKey: string;
  /** A call to the api with a key (the test environment's unless told); JSON in, JSON out. */
  call(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<{ status: number; body: any; headers: Headers }>;
  /** A service of the api's own process. */
  api: INestApplicationContext;
  startWorker(): Promise<INestApplicationContext>;
  /** Resolves when nothing is pending and no retroactive run is unfinished. */
  settled(): Promise<void>;
  /** Jobs that wait in any queue. */
  queuedJobs(): Promise<number>;
  /** Empties the queue, as a Redis without persistence does when it restarts. */
  loseQueue(): Promise<void>;
  stop(): Promise<void>;
}

/** The api, a worker unless told not to, and a database of their own, all in this process. */
export async function startTestServer(
  options: { queue?: QueueBackend; worker?: boolean; settings?: Partial<Settings> } = {},
): Promise<TestServer> {
  const database = await createDatabase();
  const settings = {
    ...readSettings({}),
    ...options.settings,
    DATABASE_URL: database.url,
    KANA_QUEUE_PREFIX: `test-${randomUUID()}`,
    ...(options.queue === 'Redis' ? { REDIS_URL: redisUrl } : {}),
  };
  const api = await createApi(settings, { logger: ['error', 'fatal'] });
  await api.listen(0, '127.0.0.1');
  const origin = (await api.getUrl()).replace('[::1]', '127.0.0.1');
  const workers: INestApplicationContext[] = [];
  const startWorker = async (): Promise<INestApplicationContext> => {
    const worker = await createWorker(settings, { logger: ['error', 'fatal'] });
    workers.push(worker);
    return worker;
  };
  if (options.worker !== false) await startWorker();

  return {
    ...database,
    origin,
    settings,
    testKey,
    liveKey,
    api,
    startWorker,
    call: async (method, path, body, key = testKey) => {
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
    },
    settled: () =>
      until(async () => {
        const [row] = await database.sql<{ busy: boolean }>(
          `select exists (select from pending_events)
             or exists (select from rule_applications where state in ('waiting', 'running')) as busy`,
        );
        return row?.busy === false;
      }),
    queuedJobs: async () => {
      const counts = queueNames.map((name) => api.get<Queue>(getQueueToken(name)).getJobCountByTypes());
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    loseQueue: async () => {
      await forgetQueue(settings);
      if (settings.REDIS_URL) return;
      const tables = await database.sql<{ name: string }>(
        `select format('bullmq.%I', tablename) as name from pg_tables
         where schemaname = 'bullmq' and tablename not like '%migration%'`,
      );
      await database.sql(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    },
    stop: async () => {
      for (const worker of workers) await worker.close();
      await api.close();
      await forgetQueue(settings);
      await database.drop();
    },
  };
}

/** Polls a condition; a minute without it fails the test. */
export async function until(condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Takes the test's keys out of a Redis that others may use as well. */
async function forgetQueue(settings: Settings): Promise<void> {
  if (!settings.REDIS_URL) return;
  const redis = new Redis(settings.REDIS_URL);
  const keys = await redis.keys(`{${settings.KANA_QUEUE_PREFIX}}*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}
