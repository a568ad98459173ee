import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandOf, freePort, Launcher, processesOf, until } from './launcher.js';

// Each needs a moment to start, so the tests of one folder follow each other: what one leaves running, or dead,
// the next one finds. /proc tells them what runs.
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

let parent: string;
let port: number;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'kana launcher é-'));
  chmodSync(parent, 0o755);
  port = await freePort();
});

afterAll(async () => {
  for (const pid of processesOf(parent)) process.kill(pid, 'SIGKILL');
  await until(() => processesOf(parent).length === 0);
  rmSync(parent, { recursive: true, force: true });
});

describeOnLinux('npm start, in one folder', () => {
  let directory: string;
  let running: Launcher;
  let keys: string[];

  const launch = (environment?: NodeJS.ProcessEnv) => new Launcher(directory, port, environment);
  const statusWith = async (key = '') =>
    (await fetch(`${running.origin}/api/features`, { headers: { authorization: `Bearer ${key}` } })).status;
  const health = async () => (await fetch(`${running.origin}/health/ready`).catch(() => undefined))?.status;

  beforeAll(() => {
    directory = join(parent, 'data');
  });

  it('prints a key of each environment the first time, and both work', async () => {
    running = await launch().ready();
    keys = running.keys;

    expect(keys).toEqual([expect.stringMatching(/^prv_test_/), expect.stringMatching(/^prv_live_/)]);
    expect(await health()).toBe(200);
    for (const key of keys) expect(await statusWith(key)).toBe(200);
    expect(statSync(join(directory, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('says in one line that it is running already, and leaves the first one alone', async () => {
    const second = launch();

    expect(await second.exited).toBe(1);
    expect(second.output).toBe(
      `Already running on ${directory}: ${running.origin} (process ${running.pid}).\n`,
    );
    expect(await health()).toBe(200);
  });

  it.each(['api', 'worker'])('starts the %s again when it dies', async (name) => {
    const find = () => processesOf(directory).find((pid) => commandOf(pid).includes(`apps/${name}`));
    const first = find();
    process.kill(first ?? 0, 'SIGKILL');
    await running.says(`The ${name} was ended by SIGKILL and starts again`);
    await until(async () => find() !== first && (await health()) === 200);
  });

  it('stops on Ctrl-C with exit code 0, no stack and nothing left behind', async () => {
    expect(await running.interrupt()).toBe(0);
    expect(processesOf(directory)).toEqual([]);
    expect(running.output).not.toMatch(/^\s+at /m);
  });

  it('finds the data again and prints no key', async () => {
    running = await launch().ready();

    expect(running.keys).toEqual([]);
    expect(await statusWith(keys[0])).toBe(200);
  });

  it('recovers at once after a kill -9 of the launcher alone', async () => {
    process.kill(running.pid, 'SIGKILL');
    running = await launch().ready();

    expect(await statusWith(keys[0])).toBe(200);
  });

  it('recovers after a kill -9 of everything', async () => {
    for (const pid of processesOf(directory)) process.kill(pid, 'SIGKILL');
    running = await launch().ready();

    expect(await statusWith(keys[0])).toBe(200);
  });

  it('takes over from a PostgreSQL that outlived everything else', async () => {
    const isPostgres = (pid: number) => /postgres\0-D|^postgres: /.test(commandOf(pid));
    const server = Number(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    for (const pid of processesOf(directory)) if (!isPostgres(pid)) process.kill(pid, 'SIGKILL');
    expect(isPostgres(server)).toBe(true);
    running = await launch().ready();

    expect(await statusWith(keys[0])).toBe(200);
    expect(processesOf(directory)).not.toContain(server);
    expect(await running.interrupt()).toBe(0);
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
});

describeOnLinux('npm start, elsewhere', () => {
  it('starts afresh after a Ctrl-C in the middle of the first start', async () => {
    const directory = join(parent, 'interrupted');
    const first = new Launcher(directory, port);
    await first.says('Starting PostgreSQL');
    expect(await first.interrupt()).toBe(0);
    const second = await new Launcher(directory, port).ready();

    expect(second.keys).toHaveLength(2);
    expect(await second.interrupt()).toBe(0);
  });

  itAsRoot('works where the account of the database may not enter (needs root)', async () => {
    const directory = join(mkdtempSync(join(parent, 'closed-')), 'data');
    const launcher = await new Launcher(directory, port).ready();
    const place = readlinkSync(join(directory, 'postgres'));

    expect(launcher.keys).toHaveLength(2);
    expect(statSync(place).uid).not.toBe(0);
    expect(await launcher.interrupt()).toBe(0);
    rmSync(dirname(place), { recursive: true });
  });
});
