import type { Call } from './plan-log.js';

/** Rows of the first node whose line has this text, all its loops together; 0 where there is none. */
export function rowsOf(plan: Call['plan'], node: string): number {
  const line = plan.find((one) => one.includes(node));
  const [, rows, loops] = /rows=([\d.]+) loops=(\d+)\)/.exec(line ?? '') ?? [];
  return Math.round(Number(rows ?? 0) * Number(loops ?? 0));
}

/**
 * Pages that the whole statement looked at. A node's count has those of the nodes below it, a CTE that is read
 * among them; a writing CTE that nothing reads runs by itself, at the end.
 */
export function buffersOf(plan: Call['plan']): number {
  const apart = plan.flatMap((line, n) => {
    const name = /^ *CTE (\w+)$/.exec(line)?.[1];
    return name === undefined || plan.some((one) => one.includes(`CTE Scan on ${name} `)) ? [] : [n + 1];
  });
  return [0, ...apart].reduce((sum, node) => sum + buffersAt(plan, node), 0);
}

/** Those of the node in this line: the figure comes before the next node. */
function buffersAt(plan: Call['plan'], node: number): number {
  for (const line of plan.slice(node + 1)) {
    if (/->|^ *(CTE|InitPlan|SubPlan) /.test(line)) return 0;
    const shared = /^ *Buffers: shared(.*)/.exec(line)?.[1];
    if (shared !== undefined)
      return [...shared.matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, [, pages]) => sum + Number(pages), 0);
  }
  return 0;
}

/** Without estimates, and with the beginning of what is long: for people to read. */
export const readable = (plan: Call['plan']): string =>
  plan
    .map((line) =>
      line
        .replace(/ {2}\(cost=[^)]*\) /, '  ')
        .replaceAll(/'((?:[^']|'')*)'/g, (literal, text: string) =>
          text.length > 40 ? `'${text.slice(0, 30)}…'` : literal,
        )
        .trimEnd(),
    )
    .join('\n');
