import { buffersOf, readable, rowsOf } from './plan.js';
import type { Call } from './plan-log.js';
import type { Seen } from './statements.js';
import type { Stored } from './store.js';

/** The Markdown of what was seen: of each statement the call of the median time. */
export function describe(
  seen: readonly Seen[],
  stored: Stored,
  { version, machine }: { version: string; machine: string },
): string {
  const figures = seen.map((one) => ({ ...one.statement, ...figuresOf(one) }));
  const half = count(stored.events / 2);
  return [
    `PostgreSQL ${version} on ${machine}, with ${count(stored.events)} stored events, ${half} of them unmapped and ` +
      `${half} with a usage record, and ${count(stored.users)} users.`,
    [
      '| statement | calls | rows of a call | time | buffers a row |',
      '| --- | ---: | ---: | ---: | ---: |',
      ...figures.map(
        ({ name, calls, rows, milliseconds, buffers }) =>
          `| ${name} | ${count(calls)} | ${count(rows)} | ${short(milliseconds)} ms | ${short(buffers / rows)} |`,
      ),
    ].join('\n'),
    ...figures.map(
      ({ name, source, why, plan }) =>
        `**${name}** (\`${source}\`). ${why}\n\n<details>\n<summary>Plan</summary>\n\n` +
        `\`\`\`text\n${readable(plan)}\n\`\`\`\n\n</details>`,
    ),
  ].join('\n\n');
}

function figuresOf({ statement, calls }: Seen) {
  const byTime = calls
    .filter((call) => rowsOf(call.plan, statement.rows) > 0)
    .sort((a, b) => a.milliseconds - b.milliseconds);
  const call: Call | undefined = byTime[(byTime.length - 1) >> 1];
  if (!call) {
    const plan = readable(calls[0]!.plan);
    throw new Error(`"${statement.name}" has no rows of "${statement.rows}": ${plan}`);
  }
  const { milliseconds, plan } = call;
  return {
    ...{ calls: byTime.length, milliseconds, plan },
    rows: rowsOf(plan, statement.rows),
    buffers: buffersOf(plan),
  };
}

const count = (value: number): string => value.toLocaleString('en');

/** Two digits that say something. */
const short = (value: number): string =>
  value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2);
