import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestServer } from './harness.js';

/** Processes of one test file that can be killed. */
export class Processes {
  private readonly children = new Set<ChildProcess>();

  add(child: ChildProcess): ChildProcess {
    this.children.add(child);
    return child;
  }

  /** The shipped worker, in a process of its own, when it is at work. */
  async spawnWorker(server: TestServer): Promise<ChildProcess> {
    const { DATABASE_URL, KANA_QUEUE_PREFIX, REDIS_URL = '' } = server.settings;
    const child = fork('dist/apps/worker/src/main.js', {
      env: { PATH: process.env.PATH, DATABASE_URL, KANA_QUEUE_PREFIX, REDIS_URL, KANA_LOG_LEVEL: 'error' },
      execArgv: [],
    });
    this.add(child);
    await once(child, 'message');
    return child;
  }

  async kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
    this.children.delete(child);
  }

  async killAll(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode === null && child.signalCode === null) await this.kill(child);
    }
    this.children.clear();
  }
}
