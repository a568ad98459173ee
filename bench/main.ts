/** `npm run bench [-- NAME …]`: measures the shipped server against its limits and peers, in one run on one machine. */
import { execSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { endToEnd } from './end-to-end.bench.js';
import { growth } from './growth.bench.js';
import { inbox } from './inbox.bench.js';
import { ingestBatches, ingestSingle } from './ingest.bench.js';
import { matcher } from './matcher.bench.js';
import { preview } from './preview.bench.js';
import { reading } from './reading.bench.js';
import { redisAnswers } from './redis.js';
import type { Result } from './result.js';
import { retroactive } from './retroactive.bench.js';
import { fullScale, type Scale, smokeScale } from './scale.js';
import { start } from './start.bench.js';
import type { Queue } from './system.js';
import { printTable } from './table.js';
import { users } from './users.bench.js';

/** On both queues where they differ by it; the others once. */
const benches: Record<string, { queues: boolean; run(queue: Queue, scale: Scale): Promise<Result[]> }> = {
  batches: { queues: true, run: ingestBatches },
  single: { queues: true, run: ingestSingle },
  'end-to-end': { queues: true, run: endToEnd },
  matcher: { queues: false, run: (_, scale) => matcher(scale) },
  retroactive: { queues: true, run: retroactive },
  preview: { queues: false, run: preview },
  reading: { queues: true, run: reading },
  users: { queues: false, run: users },
  inbox: { queues: false, run: inbox },
  growth: { queues: false, run: growth },
  start: { queues: false, run: (_, scale) => start(scale) },
};

const parameters = process.argv.slice(2);
const smoke = parameters.includes('--smoke');
const wanted = parameters.filter((parameter) => !parameter.startsWith('--'));
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

const scale = smoke ? smokeScale : fullScale;
const queues: Queue[] = !smoke && (await redisAnswers()) ? ['embedded', 'Redis'] : ['embedded'];
if (!smoke && queues.length === 1) console.error('No Redis answers: the second column is not measured.');

const results: Result[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const queue of bench.queues ? queues : queues.slice(0, 1)) {
    console.error(`${new Date().toISOString().slice(11, 19)} ${name}${bench.queues ? ` (${queue})` : ''} …`);
    let found = await bench.run(queue, scale);
    // A moment's noise passes, what is absurd stays.
    if (smoke && found.some(isAbsurd)) found = await bench.run(queue, scale);
    results.push(...found);
    // After each: a bench that fails takes nothing from those before it.
    if (!smoke) save();
  }
}

printTable(results);
if (smoke) {
  const absurd = results.filter(isAbsurd);
  for (const { name, goal } of absurd)
    console.error(`${name} is at less than a tenth of its goal (${goal}).`);
  process.exit(absurd.length > 0 ? 1 : 0);
}
process.exit(0);

/** A machine may be slow, and a bench of a second says little: only what is absurd fails the smoke run. */
function isAbsurd({ share }: Result): boolean {
  return share < 0.1;
}

function save(): void {
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(
    'bench/results/latest.json',
    `${JSON.stringify({ ...header(), results: merged() }, null, 2)}\n`,
  );
}

/** The results of this run, and those of earlier ones for benches that were not run now. */
function merged(): unknown[] {
  const names = new Set(results.map(({ name }) => name));
  const earlier = wanted.length === 0 ? [] : readEarlier().filter(({ name }) => !names.has(name));
  return [...earlier, ...results.map(({ share: _, ...result }) => result)];
}

function readEarlier(): { name: string }[] {
  try {
    return (JSON.parse(readFileSync('bench/results/latest.json', 'utf8')) as { results: { name: string }[] })
      .results;
  } catch {
    return [];
  }
}

function header() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return {
    date: new Date().toISOString(),
    commit: execSync('git rev-parse --short HEAD').toString().trim(),
    version,
    node: process.version,
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  };
}
