import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, Launcher, processesOf, until } from './launcher.js';

const isRoot = process.getuid?.() === 0;

/** /proc tells what runs. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('npm start', () => {
  let parent: string;
  let directory: string;
  let port: number;
  const launchers: Launcher[] = [];

  const launch = (environment?: NodeJS.ProcessEnv, folder = directory): Launcher => {
    const launcher = new Launcher(folder, port, environment);
    launchers.push(launcher);
    return launcher;
  };

  const statusWith = async (launcher: Launcher, key: string): Promise<number> =>
    (await fetch(`${launcher.origin}/api/features`, { headers: { authorization: `Bearer ${key}` } })).status;

  const nothingRuns = () => until(() => processesOf(parent).length === 0);

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'kana launcher é-'));
    chmodSync(parent, 0o755);
    directory = join(parent, 'data');
    port = await freePort();
  });

  afterEach(async () => {
    for (const launcher of launchers.splice(0)) {
      launcher.kill();
      await launcher.exited;
    }
    for (const pid of processesOf(parent)) process.kill(pid, 'SIGKILL');
    await nothingRuns();
  });

  afterAll(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  let keys: string[] = [];

  it('prints a key of each environment the first time, and both work', async () => {
    const launcher = await launch().ready();
    keys = launcher.keys;

    expect(keys).toEqual([expect.stringMatching(/^prv_test_/), expect.stringMatching(/^prv_live_/)]);
    expect((await fetch(`${launcher.origin}/health/ready`)).status).toBe(200);
    for (const key of keys) expect(await statusWith(launcher, key)).toBe(200);
    expect(statSync(join(directory, 'postgres-password')).mode & 0o777).toBe(0o600);
    expect(await launcher.stop()).toBe(0);
  });

  it('finds the data again, prints no key, and stops on Ctrl-C with nothing left behind', async () => {
    const launcher = await launch().ready();

    expect(launcher.keys).toEqual([]);
    expect(await statusWith(launcher, keys[0] ?? '')).toBe(200);
    expect(processesOf(directory).length).toBeGreaterThan(3);
    expect(await launcher.stop()).toBe(0);
    expect(processesOf(directory)).toEqual([]);
    expect(launcher.output).not.toMatch(/^\s+at /m);
  });

  it('says in one line that it is running already, and leaves the first one alone', async () => {
    const first = await launch().ready();
    const second = launch();

    expect(await second.exited).toBe(1);
    expect(second.output).toBe(`Already running on ${directory}: ${first.origin} (process ${first.pid}).\n`);
    expect(await statusWith(first, keys[0] ?? '')).toBe(200);
  });

  it('recovers after a kill -9 of the launcher alone, at once', async () => {
    const first = await launch().ready();
    first.kill();
    await first.exited;
    const second = await launch().ready();

    expect(await statusWith(second, keys[0] ?? '')).toBe(200);
  });

  it('recovers after a kill -9 of everything', async () => {
    await launch().ready();
    for (const pid of processesOf(directory)) process.kill(pid, 'SIGKILL');
    const second = await launch().ready();

    expect(await statusWith(second, keys[0] ?? '')).toBe(200);
  });

  it('takes over from a server that outlived everything else', async () => {
    await launch().ready();
    const server = readServerPid(join(directory, 'postgres'));
    for (const pid of processesOf(directory)) if (!isPostgres(pid)) process.kill(pid, 'SIGKILL');
    expect(isPostgres(server)).toBe(true);
    const second = await launch().ready();

    expect(await statusWith(second, keys[0] ?? '')).toBe(200);
    expect(readServerPid(join(directory, 'postgres'))).not.toBe(server);
  });

  it('starts a process of its own again when that dies', async () => {
    const launcher = await launch().ready();
    const api = processesOf(directory).find((pid) => commandOf(pid).includes('apps/api'));
    process.kill(api ?? 0, 'SIGKILL');
    await launcher.says('The api was ended by SIGKILL and starts again');
    await until(
      async () => (await fetch(`${launcher.origin}/health/ready`).catch(() => undefined))?.ok === true,
    );

    expect(await launcher.stop()).toBe(0);
  });

  it('says in one line that the port is in use', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    const launcher = launch();

    expect(await launcher.exited).toBe(1);
    expect(launcher.output).toBe(`Port ${port} is in use by another program; set PORT to another one.\n`);
    other.close();
  });

  it('says in one line which setting is wrong', async () => {
    const launcher = launch({ DATABASE_URL: 'mysql://localhost' });

    expect(await launcher.exited).toBe(1);
    expect(launcher.output).toMatch(/^Wrong settings: DATABASE_URL .*\n$/);
  });

  it('starts afresh after a Ctrl-C in the middle of the first start', async () => {
    const fresh = join(parent, 'interrupted');
    const first = launch({}, fresh);
    await first.says('Starting PostgreSQL');
    expect(await first.stop()).toBe(0);
    const second = await launch({}, fresh).ready();

    expect(second.keys).toHaveLength(2);
    expect(await second.stop()).toBe(0);
  });

  const itAsRoot = isRoot ? it : it.skip;

  itAsRoot('works in a folder that the account of the database may not enter (needs root)', async () => {
    const closed = mkdtempSync(join(parent, 'closed-'));
    const folder = join(closed, 'data');
    const first = await launch({}, folder).ready();
    const [key = ''] = first.keys;
    expect(await first.stop()).toBe(0);
    const second = await launch({}, folder).ready();

    expect(await statusWith(second, key)).toBe(200);
    expect(await second.stop()).toBe(0);
    rmSync(dirname(readlinkSync(join(folder, 'postgres'))), { recursive: true });
  });
});

const readServerPid = (cluster: string): number =>
  Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

const isPostgres = (pid: number): boolean => /postgres\0-D|^postgres: /.test(commandOf(pid));
