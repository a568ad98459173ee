import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFlags, readSettings, setupDatabase, startEmbeddedPostgres } from '#libs/kana';
import pg from 'pg';
import { cpuOf, cpuOfFamily, type CpuTimes } from './cost.js';
import { type Result, within } from './result.js';

export type Queue = 'embedded' | 'Redis';

export const key = `prv_test_${'B'.repeat(32)}`;

/** The shipped server: a durable PostgreSQL, and api and worker as processes of their own. */
export interface System {
  origin: string;
  databaseUrl: string;
  queue: Queue;
  sql: pg.Pool;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Resolves when nothing is pending and no retroactive run is unfinished. */
  settled(): Promise<void>;
  /** Largest resident memory so far, in MB. */
  peakMemory(): { api: number; worker: number };
  /** CPU time so far. */
  cpu(): CpuTimes;
  stop(): Promise<void>;
}

const program = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** `postgres`: further settings of the database server. */
export async function startSystem(
  queue: Queue,
  options: { worker: boolean; postgres?: Record<string, string> },
): Promise<System> {
  const directory = mkdtempSync(join(tmpdir(), 'kana-bench-'));
  const postgres = await startEmbeddedPostgres({
    directory,
    durable: true,
    settings: options.postgres ?? {},
  });
  await setupDatabase({ ...readSettings({}), DATABASE_URL: postgres.url, KANA_TEST_KEY: key });
  const postmaster = Number(
    readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
  const port = await freePort();
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: postgres.url,
    PORT: String(port),
    KANA_LOG_LEVEL: 'error',
    KANA_QUEUE_PREFIX: `bench-${port}`,
    REDIS_URL: queue === 'Redis' ? redisUrl() : '',
  };
  const start = async (path: string): Promise<ChildProcess> => {
    const child = fork(program(path), { env: environment, execArgv: nodeFlags });
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${path} did not start.`))),
    ]);
    return child;
  };

  const api = await start('apps/api/src/main.js');
  let worker: ChildProcess | undefined;
  const peak = { api: 0, worker: 0 };
  const stopWorker = async (): Promise<void> => {
    if (!worker) return;
    peak.worker = Math.max(peak.worker, peakOf(worker));
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    worker = undefined;
  };
  const startWorker = async (): Promise<void> => {
    worker ??= await start('apps/worker/src/main.js');
  };
  if (options.worker) await startWorker();

  const sql = new pg.Pool({ connectionString: postgres.url, max: 8 });
  sql.on('error', () => undefined);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    databaseUrl: postgres.url,
    queue,
    sql,
    startWorker,
    stopWorker,
    call: async (method, path, body) => {
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok)
        throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
      return JSON.parse(text || 'null') as never;
    },
    settled: async () => {
      for (;;) {
        const { rows } = await sql.query<{ busy: boolean }>(
          `select exists (select from pending_events)
             or exists (select from rule_applications where state in ('waiting', 'running')) as busy`,
        );
        if (rows[0]?.busy === false) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    peakMemory: () => ({
      api: Math.max(peak.api, peakOf(api)),
      worker: Math.max(peak.worker, worker ? peakOf(worker) : 0),
    }),
    cpu: () => ({ api: cpuOf(api.pid), worker: cpuOf(worker?.pid), postgres: cpuOfFamily(postmaster) }),
    stop: async () => {
      await stopWorker();
      api.kill('SIGTERM');
      await once(api, 'exit');
      await sql.end();
      await postgres.stop('now');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The peaks of the processes that ran, as results. */
export function memory(system: System, during: string): Result[] {
  return Object.entries(system.peakMemory())
    .filter(([, peak]) => peak > 0)
    .map(([name, peak]) => within(`memory of the ${name}, ${during} (${system.queue})`, 'MB', peak, 256));
}

export const redisUrl = (): string => process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

/** Largest resident memory of a process, as the kernel has it (Linux), in MB. */
function peakOf(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
