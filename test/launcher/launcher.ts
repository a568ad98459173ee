import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));

/** `start` as a person runs it: the built program in a process group of its own, as in a terminal. */
export class Launcher {
  output = '';
  /** Settles with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  private readonly child: ChildProcess;

  constructor(
    readonly directory: string,
    readonly port: number,
    environment: NodeJS.ProcessEnv = {},
  ) {
    this.child = spawn(process.execPath, [main, 'start'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        KANA_DATA_DIR: directory,
        PORT: String(port),
        ...environment,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    }
    this.exited = new Promise((resolve) => this.child.on('close', (code, signal) => resolve(code ?? signal)));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The launcher did not start.');
    return this.child.pid;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The admin keys that it printed. */
  get keys(): string[] {
    return this.output.match(/prv_(test|live)_[A-Za-z0-9]{32}/g) ?? [];
  }

  async ready(): Promise<this> {
    const over = this.exited.then((end) => {
      throw new Error(`The launcher ended (${end}) before it was ready:\n${this.output}`);
    });
    over.catch(() => undefined);
    await Promise.race([this.says('Ready: '), over]);
    return this;
  }

  says(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.output.includes(text)) resolve();
      };
      this.child.stdout?.on('data', look);
      look();
    });
  }

  /** Like a Ctrl-C, which the terminal sends to the whole group. */
  interrupt(): Promise<number | NodeJS.Signals | null> {
    process.kill(-this.pid, 'SIGINT');
    return this.exited;
  }
}

/** Everything that runs for a data folder: by its command line or, for what the launcher started, its environment. */
export function processesOf(directory: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readProc(pid, file).includes(directory)));
}

export const commandOf = (pid: number): string => readProc(pid, 'cmdline');

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Polls a condition, for 15 seconds. Not the harness's, which would load the whole application. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
