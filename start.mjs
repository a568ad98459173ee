// Makes a fresh clone run with nothing but Node: installs and builds when needed, then starts.
// `node start.mjs [command]` hands the command to apps/cli; `node start.mjs test [options]` runs jest,
// `node start.mjs build` ends there.
// No dependency, and no syntax that an old Node could not read, so that it can say that it is too old.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const [command = 'start', ...parameters] = process.argv.slice(2);
const buildStamp = 'dist/.built-from';

checkNode();
process.chdir(root);
if (!isInstalled()) {
  checkWritable();
  say('Installing packages: this once, a minute or so');
  // The build needs the development packages whatever NODE_ENV says.
  await npm(['ci', '--include=dev', '--loglevel=error']);
}
const sources = hashSources();
if (read(buildStamp) !== sources) {
  checkWritable();
  say('Building');
  // Without a stamp nobody knows what is in there; an incremental compile would trust it.
  if (read(buildStamp) === undefined) rmSync('dist', { recursive: true, force: true });
  rmSync(buildStamp, { force: true });
  await npm(['run', '--silent', 'build']);
  writeFileSync(buildStamp, sources);
}
if (command === 'test') await test();
else if (command !== 'build') {
  process.argv = [process.execPath, join(root, 'dist/apps/cli/src/main.js'), command, ...parameters];
  await import('./dist/apps/cli/src/main.js');
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old: this needs Node 20.19 or newer.`);
}

/** npm writes what it installed into node_modules/.package-lock.json, at the very end. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const found = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !found) return false;
  const isThere = ([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    // What is optional is left out on other systems, but the database for this one is needed.
    if (!found[path])
      return (optional || devOptional) && !path.endsWith(`postgres/${process.platform}-${process.arch}`);
    return found[path].version === version && found[path].integrity === integrity;
  };
  return Object.entries(wanted).every(isThere);
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(read(lockFile)).packages;
  } catch {
    return undefined;
  }
}

/** Of all that the build reads. By content: a checkout changes times, and not what was built. */
function hashSources() {
  const hash = createHash('sha256');
  const add = (path) => hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  const walk = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !['node_modules', 'dist'].includes(entry.name)) walk(path);
      else if (entry.isFile() && !entry.name.endsWith('.spec.ts')) add(path);
    }
  };
  for (const file of [
    'package.json',
    'package-lock.json',
    'nest-cli.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ])
    add(file);
  for (const folder of ['apps', 'bench', 'libs', 'migrations']) walk(folder);
  return hash.digest('hex');
}

function checkWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    fail(`Cannot install or build here: ${root} belongs to another user. Use a clone of your own.`);
  }
}

/** The npm that runs us, or else the one on the PATH. */
function npm(args) {
  const own = process.env.npm_execpath ?? '';
  return own.endsWith('npm-cli.js') ? run(process.execPath, [own, ...args]) : run('npm', args);
}

async function test() {
  const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  await run(process.execPath, ['node_modules/jest/bin/jest.js', ...parameters], {
    ...process.env,
    NODE_OPTIONS: options.trim(),
  });
}

/** Ends with us, and we end with its exit code unless that is 0. */
function run(program, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    const stop = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    child.on('error', (error) => fail(`${program} cannot be run: ${error.message}`));
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, stop);
      if (code === 0) resolve();
      else process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// To the error stream: the output may be the machine-readable one of a command or of the tests.
function say(line) {
  console.error(line);
}

function fail(line) {
  say(line);
  process.exit(1);
}
