import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { beside, median, type Result, told } from './result.js';

/** CPU time in µs, of all threads. */
export interface CpuTimes {
  api: number;
  worker: number;
  postgres: number;
}

/** What an event cost each of those who share the cores, in µs of CPU. */
export type Cost = CpuTimes & { generator: number };

/** A tick of the kernel's accounting, USER_HZ, is a hundredth of a second on every Linux. */
const tickUs = 10_000;

/** CPU time of a process and of those of its children that ended, in µs; 0 where there is no /proc. */
export function cpuOf(pid: number | undefined): number {
  const fields = statOf(pid);
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickUs;
}

/** The same with all of its children. */
export function cpuOfFamily(pid: number): number {
  const children = processes().filter((child) => Number(statOf(child)[1]) === pid);
  return [pid, ...children].reduce((sum, one) => sum + cpuOf(one), 0);
}

export function costOf(before: CpuTimes, after: CpuTimes, generatorCpu: number, events: number): Cost {
  return {
    api: (after.api - before.api) / events,
    worker: (after.worker - before.worker) / events,
    postgres: (after.postgres - before.postgres) / events,
    generator: generatorCpu / events,
  };
}

/**
 * What an event costs whom, and how many a second that leaves room for were every core busy all the time: no tuning of
 * waits, groups or connections passes that, only less cost or more cores do. Each round's beside the peer's.
 */
export function costs(
  of: string,
  rounds: readonly Cost[],
  against: string,
  peer: readonly number[],
): Result[] {
  const rows = (['api', 'worker', 'postgres', 'generator'] as const)
    .map((who) => ({ who, cost: median(rounds.map((round) => round[who])) }))
    .filter(({ cost }) => cost > 0)
    .map(({ who, cost }) => told(`CPU of an event, ${of}: ${who}`, 'µs', cost));
  if (rows.length < 3) return [];
  const most = rounds.map((round) => (availableParallelism() * 1e6) / total(round));
  return [...rows, beside(`${of}, if no core ever waited`, 'events/s', most, against, peer)];
}

const total = ({ api, worker, postgres, generator }: Cost): number => api + worker + postgres + generator;

/** `/proc/<pid>/stat` from its third field on, behind a name that may hold anything. */
function statOf(pid: number | undefined): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
