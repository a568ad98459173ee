import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort, redisUrl, type System } from '../system.js';

const fork_ = (name: string, environment: NodeJS.ProcessEnv): ChildProcess =>
  fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), {
    env: { PATH: process.env.PATH, ...environment },
    execArgv: [],
  });

/** A peer that listens: its address, until it is stopped. */
export async function startPeerApi(
  name: 'empty-api' | 'obvious-api',
  system: System,
): Promise<{ origin: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = fork_(name, {
    PORT: String(port),
    DATABASE_URL: system.databaseUrl,
    ...(system.queue === 'Redis' ? { REDIS_URL: redisUrl() } : {}),
  });
  await once(child, 'message');
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** A peer that does one thing and tells its figures. */
export async function runPeer<T>(name: string, environment: NodeJS.ProcessEnv): Promise<T> {
  const child = fork_(name, environment);
  const [result] = (await once(child, 'message')) as [T];
  return result;
}
