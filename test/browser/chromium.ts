import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/**
 * The Chromium of @sparticuz/chromium, which needs nothing of the machine but a C library: its fonts and the shared
 * libraries that a bare Debian lacks come along. Its own `args` are not used: they turn the browser's security off.
 */
export async function launchChromium(): Promise<Browser> {
  const directory = await unpacked();
  return chromium.launch({
    executablePath: join(directory, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(directory, 'al2023/lib'),
      FONTCONFIG_PATH: join(directory, 'fonts'),
      HOME: directory,
    },
  });
}

/** Unpacked once a version and machine: 2 seconds. A rename makes it whole or not there at all. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string };
  const directory = join(tmpdir(), `kana-chromium-${version}-${process.getuid?.() ?? ''}`);
  if (existsSync(directory)) return directory;
  const fresh = mkdtempSync(`${directory}-`);
  await unpackInto(fresh);
  try {
    renameSync(fresh, directory);
  } catch {
    // Another process was faster; what it unpacked is the same.
  }
  return directory;
}

/** The package unpacks into the temporary folder, its libraries only where it takes the machine for Amazon's. */
async function unpackInto(directory: string): Promise<void> {
  const before = { ...process.env };
  mkdirSync(directory, { recursive: true });
  Object.assign(process.env, { TMPDIR: directory, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
  } finally {
    // The import has set LD_LIBRARY_PATH, which is meant for the browser alone.
    for (const name of Object.keys(process.env))
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}

const packageFile = (): string => {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  let directory = dirname(entry);
  while (!existsSync(join(directory, 'package.json')) || !existsSync(join(directory, 'bin'))) {
    directory = dirname(directory);
  }
  return join(directory, 'package.json');
};
