import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.js';

/** How each step asks, and how long it waits. A clean stop may have much to write down. */
const steps: [NodeJS.Signals, milliseconds: number][] = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
];

/**
 * Stops a server that an earlier process left running on this data, and takes away a pid file whose number has since
 * gone to another program: PostgreSQL would take that for itself and refuse to start.
 */
export async function stopLeftoverServer(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = readPid(file);
  if (pid === undefined) return;
  if (!isServerOf(cluster, pid)) {
    // The server's own interlock on the data, its shared memory, does not need the file.
    rmSync(file, { force: true });
    return;
  }
  for (const [signal, patience] of steps) {
    if (!isServerOf(cluster, pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!isServerOf(cluster, pid)) return;
      await sleep(20);
    }
  }
  throw new StartError(`A PostgreSQL (process ${pid}) runs on ${cluster} and cannot be stopped.`);
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** A server works inside its data folder. A zombie has no folder, nor does a process that is not ours to look at. */
export function isServerOf(cluster: string, pid: number): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout.includes(` -D ${cluster} `);
  } catch {
    return false;
  }
}
