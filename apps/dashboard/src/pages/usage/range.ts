/** What a person picks; everything in UTC. */
export const presets = [
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: '12m', label: 'Last 12 months' },
  { value: 'custom', label: 'From … to …' },
] as const;

export type Preset = (typeof presets)[number]['value'];

export type Grouping = 'hour' | 'day' | 'month';

/** `from` inclusive, `to` exclusive, as ISO 8601. */
export interface Range {
  from: string;
  to: string;
}

export interface ChosenRange extends Range {
  preset: Preset;
  /** The range that it is compared with: of the same length, so a month that still runs meets as much of the last. */
  before: Range;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostPeriods = 1_000;

const iso = (time: number): string => new Date(time).toISOString();
const dayOf = (time: number): number => Math.floor(time / dayMs) * dayMs;

function monthOf(time: number, shift = 0): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift);
}

/**
 * The range that an address asks for. One that is not over yet ends with the running hour, and is compared with as
 * much of the one before.
 */
export function chosenRange(search: URLSearchParams, now: number): ChosenRange {
  const asked = search.get('range');
  const preset = presets.find(({ value }) => value === asked)?.value ?? '30d';
  const soon = Math.floor(now / hourMs) * hourMs + hourMs;
  const days = (count: number): [number, number, number] => {
    const from = dayOf(now) - (count - 1) * dayMs;
    return [from, soon, from - count * dayMs];
  };
  const [from, to, before] = ((): [number, number, number] => {
    switch (preset) {
      case '7d':
        return days(7);
      case '30d':
        return days(30);
      case '90d':
        return days(90);
      case 'month':
        return [monthOf(now), soon, monthOf(now, -1)];
      case 'last-month':
        return [monthOf(now, -1), monthOf(now), monthOf(now, -2)];
      case '12m':
        return [monthOf(now, -11), soon, monthOf(now, -23)];
      case 'custom': {
        const first = Date.parse(search.get('from') ?? '') || dayOf(now) - 29 * dayMs;
        const last = Math.max(first, Date.parse(search.get('to') ?? '') || dayOf(now));
        const end = dayOf(last) + dayMs;
        return [dayOf(first), end, dayOf(first) - (end - dayOf(first))];
      }
    }
  })();
  const whole = preset === 'last-month';
  const beforeTo = whole ? from : Math.min(before + (to - from), from);
  return { preset, from: iso(from), to: iso(to), before: { from: iso(before), to: iso(beforeTo) } };
}

const periodMs: Record<Grouping, number> = { hour: hourMs, day: dayMs, month: 28 * dayMs };

/** Whether a range has few enough periods to be read and drawn. */
export const fits = ({ from, to }: Range, groupBy: Grouping): boolean =>
  (Date.parse(to) - Date.parse(from)) / periodMs[groupBy] <= mostPeriods;

/** The grouping that an address asks for, or one that suits the range. */
export function chosenGrouping(search: URLSearchParams, range: Range): Grouping {
  const asked = (['hour', 'day', 'month'] as const).find((one) => one === search.get('by'));
  if (asked && fits(range, asked)) return asked;
  const length = Date.parse(range.to) - Date.parse(range.from);
  return length <= 2 * dayMs ? 'hour' : length <= 100 * dayMs ? 'day' : 'month';
}

/** Every period that a range touches. */
export function periodsOf({ from, to }: Range, groupBy: Grouping): Range[] {
  const end = Date.parse(to);
  const periods: Range[] = [];
  for (let start = startOf(Date.parse(from), groupBy); start < end;) {
    const next = groupBy === 'month' ? monthOf(start, 1) : start + periodMs[groupBy];
    periods.push({ from: iso(start), to: iso(next) });
    start = next;
  }
  return periods;
}

const startOf = (time: number, groupBy: Grouping): number =>
  groupBy === 'month' ? monthOf(time) : Math.floor(time / periodMs[groupBy]) * periodMs[groupBy];

/** What was used in each of these periods: the API leaves out those without usage. */
export function valuesOf(
  periods: readonly Range[],
  counted: readonly { from: string; used: number }[],
): number[] {
  const used = new Map(counted.map(({ from, used }) => [from, used]));
  return periods.map(({ from }) => used.get(from) ?? 0);
}

/** The part of a period that lies in a range: its numbers are of that part. */
export const within = (period: Range, range: Range): Range => ({
  from: period.from < range.from ? range.from : period.from,
  to: period.to > range.to ? range.to : period.to,
});

const shortMonth = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' });

/** "3 Mar", "3 Mar 14:00", "Mar 2026". */
export function periodLabel(from: string, groupBy: Grouping): string {
  const date = new Date(from);
  const month = shortMonth.format(date);
  if (groupBy === 'month') return `${month} ${date.getUTCFullYear()}`;
  const day = `${date.getUTCDate()} ${month}`;
  return groupBy === 'day' ? day : `${day} ${from.slice(11, 16)}`;
}

/** "2026-03-01 to 2026-03-31", or with hours where it does not end with a day. The end is inclusive for people. */
export function rangeText({ from, to }: Range): string {
  const isDay = (time: string): boolean => time.slice(11, 19) === '00:00:00';
  if (isDay(from) && isDay(to)) {
    const last = iso(Date.parse(to) - dayMs).slice(0, 10);
    return last === from.slice(0, 10) ? last : `${from.slice(0, 10)} to ${last}`;
  }
  const moment = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)}`;
  return `${isDay(from) ? from.slice(0, 10) : moment(from)} to ${moment(to)} UTC`;
}
