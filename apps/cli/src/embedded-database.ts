import { startEmbeddedPostgres, StartError, type DirectoryLock, type EmbeddedPostgres } from '#libs/kana';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { LogFile } from './log-file.js';

export interface EmbeddedDatabaseOptions {
  directory: string;
  lock: DirectoryLock;
  log: LogFile;
  say: (line: string) => void;
  /** It ended later on and cannot be brought back. */
  onFailure: (error: unknown) => void;
}

const databaseName = 'kana';

/** The embedded PostgreSQL, kept running until `stop`. */
export class EmbeddedDatabase {
  /** The database's URL. Rejects when it does not start. */
  readonly ready: Promise<string>;
  private readonly stopped = new AbortController();
  private readonly finished: Promise<void>;
  private server: EmbeddedPostgres | undefined;

  constructor(private readonly options: EmbeddedDatabaseOptions) {
    const first = this.startServer();
    this.ready = first.then((server) => createDatabase(server.url));
    this.ready.catch(() => undefined); // who waits for it may have been stopped meanwhile
    this.finished = first.then((server) => this.keepRunning(server)).catch(options.onFailure);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.server?.stop();
    await this.finished;
  }

  kill(): void {
    this.stopped.abort();
    void this.server?.stop('now');
  }

  private async startServer(port?: number): Promise<EmbeddedPostgres> {
    const { directory, lock, log } = this.options;
    this.server = await startEmbeddedPostgres({
      directory,
      lock,
      durable: true,
      ...(port && { port }),
      signal: this.stopped.signal,
      onLog: (text) => log.write(text),
    });
    if (this.stopped.signal.aborted) await this.server.stop();
    return this.server;
  }

  private async keepRunning(server: EmbeddedPostgres): Promise<void> {
    const { port } = server;
    for (let current = server; ;) {
      await current.exited;
      if (this.stopped.signal.aborted) return;
      this.options.say(`PostgreSQL ended and starts again. Its log: ${this.options.log.path}`);
      await sleep(1_000);
      current = await this.startServer(port);
      // The api and the worker know the old one.
      if (current.port !== port) throw new StartError(`PostgreSQL's port ${port} was taken meanwhile.`);
    }
  }
}

/** The database of ours on an embedded server. */
export function databaseOn(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName}`;
  return url.href;
}

async function createDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client(serverUrl);
  client.on('error', () => undefined); // the query under way rejects as well
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
  return databaseOn(serverUrl);
}
