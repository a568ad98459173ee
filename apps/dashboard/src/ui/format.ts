/** The same everywhere: a colleague in another country reads the same number, and the same instant. */

const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const percents = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });

/** 12,345.678: grouped, at most six decimals. */
export const formatNumber = (value: number): string => decimals.format(value);

/** A difference, with its sign: +12, −3, ±0. */
export function formatChange(value: number): string {
  if (value === 0) return '±0';
  return `${value > 0 ? '+' : '−'}${decimals.format(Math.abs(value))}`;
}

/** "1 event", "12,345 events". */
export const formatCount = (count: number, one: string, many = `${one}s`): string =>
  `${integers.format(count)} ${count === 1 ? one : many}`;

export const formatPercent = (share: number): string => percents.format(share);

/** 2026-03-01 14:05:09 UTC */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** 2026-03-01 */
export const formatDay = (iso: string): string => iso.slice(0, 10);

/** "3 minutes ago", "in 2 hours". */
export function formatAgo(iso: string, now = Date.now()): string {
  const seconds = Math.round((now - Date.parse(iso)) / 1_000);
  if (Math.abs(seconds) < 5) return 'just now';
  const duration = formatDuration(Math.abs(seconds));
  return seconds < 0 ? `in ${duration}` : `${duration} ago`;
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** The greatest unit alone: "2 hours". */
export function formatDuration(seconds: number): string {
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
  return formatCount(Math.floor(seconds / size), unit);
}
