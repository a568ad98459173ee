import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { runAs, type Owner } from './embedded-postgres-owner.js';
import { StartError } from './start-error.js';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Where root keeps what PostgreSQL's own account must reach. */
export const sharedDirectory = '/var/lib/kana';

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The programs of the npm package, or, when `owner` may not reach those, of a copy that it may.
 * @throws StartError where the package has none for this machine.
 */
export function findBinaries(owner: Owner): Binaries {
  const { native, version } = locatePackage();
  makeSymlinks(native);
  const inPlace = binariesOf(native);
  const refusal = tryToRun(inPlace, owner);
  if (refusal === undefined) return inPlace;
  if (!owner)
    throw new StartError(`The embedded PostgreSQL does not run here: ${refusal}. Set DATABASE_URL.`);
  const copied = binariesOf(copyForOthers(native, version));
  const secondRefusal = tryToRun(copied, owner);
  if (secondRefusal === undefined) return copied;
  throw new StartError(
    `The embedded PostgreSQL does not run as user ${owner.uid}: ${secondRefusal}. Set DATABASE_URL.`,
  );
}

const binariesOf = (native: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
});

function locatePackage(): { native: string; version: string } {
  const systems: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  const name = `@embedded-postgres/${systems[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const directory = dirname(dirname(createRequire(wrapper).resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return {
      native: join(directory, 'native'),
      version: z.object({ version: z.string() }).parse(manifest).version,
    };
  } catch {
    throw new StartError(
      `No embedded PostgreSQL for ${process.platform} on ${process.arch} (package ${name}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** npm packages cannot hold symlinks. The package makes them in its postinstall script, which may have been off. */
function makeSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const symlinks = symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')));
  for (const { source, target } of symlinks) {
    const path = join(dirname(native), target);
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    symlinkSync(basename(source), path);
  }
}

/** Runs the server's program and reads one of its files as that account; says what went wrong. */
function tryToRun({ postgres }: Binaries, owner: Owner): string | undefined {
  const data = join(dirname(dirname(postgres)), 'share', 'postgresql', 'postgres.bki');
  const flat = join(dirname(dirname(postgres)), 'share', 'postgres.bki');
  const run = spawnSync(
    '/bin/sh',
    ['-c', '"$1" --version && { test -r "$2" || test -r "$3"; }', 'sh', postgres, data, flat],
    { ...runAs(owner), encoding: 'utf8' },
  );
  if (run.status === 0) return undefined;
  const message = run.error?.message ?? run.stderr.trim().split('\n').at(-1);
  return message === undefined || message === '' ? 'its files cannot be read' : message;
}

/** Readable by everybody whatever our umask is, made aside and renamed, so that what is there is whole. */
function copyForOthers(native: string, version: string): string {
  const target = join(sharedDirectory, `postgresql-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(sharedDirectory, { recursive: true });
  chmodSync(sharedDirectory, 0o755);
  const unfinished = mkdtempSync(`${target}.new-`);
  for (const part of ['bin', 'lib', 'share']) copyReadable(join(native, part), join(unfinished, part));
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function copyReadable(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyReadable(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.name.endsWith('.a')) {
      copyFileSync(source, target);
      chmodSync(target, 0o755);
    }
  }
}
