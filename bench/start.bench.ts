import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, type Result, within } from './result.js';
import type { Scale } from './scale.js';
import { freePort } from './system.js';

/** `npm start` with dependencies, build and data present, until it says that it is ready. */
export async function start(scale: Scale): Promise<Result[]> {
  const directory = mkdtempSync(join(tmpdir(), 'kana-bench-'));
  try {
    await startOnce(directory);
    const seconds: number[] = [];
    for (let i = 0; i < scale.repeats; i += 1) seconds.push(await startOnce(directory));
    return [within('start', 's', median(seconds), 5)];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function startOnce(directory: string): Promise<number> {
  const begin = performance.now();
  const child = spawn('npm', ['start'], {
    env: { ...process.env, KANA_DATA_DIR: directory, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let output = '';
  const seconds = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('Ready: ')) resolve((performance.now() - begin) / 1000);
    });
    child.once('exit', () => reject(new Error(`npm start ended:\n${output}`)));
  });
  process.kill(-child.pid!, 'SIGINT');
  await once(child, 'exit');
  return seconds;
}
