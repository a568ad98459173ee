import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresBackend, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { readSettings, setupDatabase, startEmbeddedPostgres } from '#libs/kana';

/**
 * One real PostgreSQL for the whole run, with a template database that every test clones, and a real Redis.
 * The database is not durable: what survives a crash is tested by its own suites, on servers of their own.
 */
export default async function setUp() {
  const directory = mkdtempSync(join(tmpdir(), 'kana-test-'));
  const postgres = await startEmbeddedPostgres({
    directory,
    durable: false,
    settings: { max_connections: '300' },
  });
  const template = new URL(postgres.url);
  template.pathname = '/kana_template';
  process.env.KANA_TEST_POSTGRES_URL = postgres.url;
  await createTemplate(postgres.url, template.href);

  const redis = await findRedis();
  process.env.KANA_TEST_REDIS_URL = redis.url;
  if (!redis.url)
    console.warn(
      '\nNo Redis answers and there is no redis-server on the PATH: the Redis half of the queue tests DOES NOT RUN.\n',
    );

  globalThis.kanaTestTearDown = async () => {
    redis.process?.kill();
    await postgres.stop('now');
    rmSync(directory, { recursive: true, force: true });
  };
}

async function createTemplate(serverUrl, templateUrl) {
  const { default: pg } = await import('pg');
  const client = new pg.Client(serverUrl);
  await client.connect();
  await client.query('create database kana_template');
  await client.end();
  await setupDatabase({
    ...readSettings({}),
    DATABASE_URL: templateUrl,
    KANA_TEST_KEY: `prv_test_${'T'.repeat(32)}`,
    KANA_LIVE_KEY: `prv_live_${'L'.repeat(32)}`,
  });
  // BullMQ's own tables too, else each clone would migrate them again.
  const connection = { connectionString: templateUrl, schema: 'bullmq', migrate: true };
  const queue = new Queue('template', { connection }, undefined, createPostgresBackend);
  await queue.waitUntilReady();
  await queue.close();
}

/** The Redis at REDIS_URL or on the standard port; else one of our own from the PATH; else none. */
async function findRedis() {
  const url = process.env.REDIS_URL || 'redis://127.0.0.1:6379';
  if (await answers(url)) return { url };
  if (spawnSync('redis-server', ['--version']).error) return { url: '' };
  const port = await freePort();
  const own = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const ownUrl = `redis://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (await answers(ownUrl)) return { url: ownUrl, process: own };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  own.kill();
  return { url: '' };
}

async function answers(url) {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 500,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
