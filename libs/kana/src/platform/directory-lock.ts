import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error.js';

/** One whose npm was killed takes a moment to notice and to stop. */
const patience = 3_000;

export interface DirectoryLock {
  release(): void;
}

/**
 * Makes this process the only one that works in `directory`, until it ends in whatever way: the lock is a
 * listening socket, which the kernel takes away with the process, so a `kill -9` leaves nothing to mistake for a
 * running program. Who comes second is told what the first calls itself.
 * @throws StartError that says where it is running already.
 */
export async function lockDirectory(
  directory: string,
  holder = `process ${process.pid}`,
): Promise<DirectoryLock> {
  const address = lockAddress(realpathSync(directory));
  const deadline = Date.now() + patience;
  for (;;) {
    const server = await listen(address, holder);
    if (server) return { release: () => server.close() };
    const answer = await ask(address);
    if (Date.now() > deadline) {
      throw new StartError(`Already running on ${directory}: ${answer ?? 'it does not answer'}.`);
    }
    if (answer !== undefined) await sleep(100);
    else if (!isAbstract(address)) rmSync(address, { force: true });
  }
}

/**
 * On Linux a name outside of the file system, which vanishes with its process. Elsewhere a socket file, in the
 * temporary folder since such a path may have 103 bytes only; it stays behind, but nothing answers on it then.
 */
function lockAddress(realPath: string): string {
  const name = `kana-${createHash('sha256').update(realPath).digest('hex').slice(0, 32)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

const isAbstract = (address: string): boolean => address.startsWith('\0');

function listen(address: string, holder: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(holder);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** What the holder calls itself; undefined when there is none. */
function ask(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let answer = '';
    socket.setTimeout(2_000, () => {
      socket.destroy();
      resolve('it does not answer');
    });
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', () => resolve(undefined));
  });
}
