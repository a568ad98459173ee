/**
 * `npm run plans`: the plan of each statement of the hot path, as the shipped server asks it with much stored, into
 * docs/performance.md. `--smoke`: with little stored, into the output; a proof that each statement is found.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import * as prettier from 'prettier';
import { startSystem } from '../system.js';
import { type Amounts, type Phase, phases } from './drive.js';
import { type Call, PlanLog, planSettings } from './plan-log.js';
import { describe } from './section.js';
import { type Seen, hotStatements } from './statements.js';
import { type Stored, store } from './store.js';

const smoke = process.argv.includes('--smoke');
const stored: Stored = smoke ? { events: 20_000, users: 5_000 } : { events: 2_000_000, users: 50_000 };
const amounts: Amounts = smoke
  ? { batches: 20, singles: 200, identifies: 600, reads: 20 }
  : { batches: 400, singles: 10_000, identifies: 12_000, reads: 200 };

const file = 'docs/performance.md';
const begin = '<!-- Written by npm run plans: -->';
const end = '<!-- That was written by npm run plans. -->';

const system = await startSystem('embedded', { worker: true, postgres: planSettings });
try {
  say('storing');
  await store(system, stored);
  const log = new PlanLog(system.sql);
  await log.begin();
  const seen: Seen[] = [];
  for (const [phase, drive] of Object.entries(phases)) {
    say(phase);
    await drive(system, amounts, stored.users);
    await system.settled();
    seen.push(...recognise(phase as Phase, await log.take()));
  }
  const { rows } = await system.sql.query<{ version: string }>(
    `select split_part(version(), ' ', 2) as version`,
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`;
  const section = describe(seen, stored, { version: rows[0]!.version, machine });
  if (smoke) console.log(section);
  else await write(section);
} finally {
  await system.stop();
}
process.exit(0);

function recognise(phase: Phase, calls: Call[]): Seen[] {
  const seen = hotStatements
    .filter((statement) => statement.phase === phase)
    .map((statement) => ({
      statement,
      calls: calls.filter((call) => call.statement.includes(statement.text)),
    }));
  for (const { statement, calls } of seen) {
    if (calls.length === 0)
      throw new Error(
        `"${statement.name}" was not seen: nothing that was asked has the text "${statement.text}".`,
      );
  }
  tellOthers(calls, new Set(seen.flatMap((one) => one.calls)));
  return seen;
}

/** Statements that take a hundredth of the phase and are not among the hot ones: perhaps they should be. */
function tellOthers(calls: Call[], known: Set<Call>): void {
  const times = new Map<string, number>();
  for (const call of calls) {
    if (!known.has(call)) times.set(call.statement, (times.get(call.statement) ?? 0) + call.milliseconds);
  }
  const all = calls.reduce((sum, call) => sum + call.milliseconds, 0);
  for (const [statement, time] of times) {
    const share = (100 * time) / all;
    if (share >= 1) say(`  ${share.toFixed(0)} % of the time: ${statement.slice(0, 150)}`);
  }
}

async function write(section: string): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start)
    throw new Error(`${file} has no place for the plans: "${begin}" … "${end}".`);
  const whole = `${text.slice(0, start + begin.length)}\n\n${section}\n\n${text.slice(stop)}`;
  writeFileSync(
    file,
    await prettier.format(whole, { ...(await prettier.resolveConfig(file)), filepath: file }),
  );
}

function say(line: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
