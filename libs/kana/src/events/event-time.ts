import { LongNumber } from './json.js';

/** A clock that runs this far ahead is wrong: such events are dated by their arrival. */
const maxAheadMs = 24 * 60 * 60 * 1000;

/** PostgreSQL's timestamps begin in 4714 BC. */
const earliest = Date.UTC(-4712, 0, 1);

/** Numbers up to here are seconds (until the year 5138), larger ones milliseconds (since 1973). */
const maxSeconds = 1e11;

const isoLike =
  /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(z|[+-]\d{2}(?::?\d{2})?)?$/i;
const epochText = /^\d{9,16}(?:\.\d+)?$/;
const namesItsZone = /(?:\b(?:gmt|utc|z)|[+-]\d{4})(?:\s*\([^)]*\))?$/i;

/** The times that a call may carry, as they came. */
export interface ClaimedTimes {
  timestamp: unknown;
  originalTimestamp: unknown;
  sentAt: unknown;
  receivedAt: unknown;
}

/**
 * When the event happened: `timestamp`, else `originalTimestamp`, else its arrival.
 * A call straight from a library (it has `sentAt` and not Segment's `receivedAt`) is corrected for the skew of its
 * clock: arrival − (sentAt − timestamp), as Segment does. What Segment delivers was corrected before.
 * Unreadable, more than 24 hours ahead, or older than PostgreSQL's calendar: the arrival.
 */
export function occurredAt(claimed: ClaimedTimes, arrival: Date): Date {
  const happened = readTime(claimed.timestamp) ?? readTime(claimed.originalTimestamp);
  if (happened === null) return arrival;
  const sent = claimed.receivedAt == null ? readTime(claimed.sentAt) : null;
  const corrected = sent === null ? happened : arrival.getTime() - (sent - happened);
  const believable = corrected >= earliest && corrected <= arrival.getTime() + maxAheadMs;
  return believable ? new Date(corrected) : arrival;
}

/**
 * Milliseconds since 1970 of a time in one of the forms that clients send: ISO 8601 (without a zone: UTC),
 * RFC 2822, or seconds or milliseconds since 1970 as a number or its text. Null for anything else.
 */
export function readTime(value: unknown): number | null {
  if (typeof value === 'string') return readText(value);
  if (typeof value === 'number') return readNumber(value);
  return value instanceof LongNumber ? readNumber(Number(value.literal)) : null;
}

function readText(text: string): number | null {
  // What every library of Segment sends: 2020-01-01T00:00:00.000Z.
  if (text.length === 24 && text.endsWith('Z')) return known(Date.parse(text));
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 64) return null;
  const iso = isoLike.exec(trimmed);
  if (iso) return known(Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${isoZone(iso[3])}`));
  if (namesItsZone.test(trimmed)) return known(Date.parse(trimmed));
  return epochText.test(trimmed) ? readNumber(Number(trimmed)) : null;
}

/** `+0530` and `+05` as `+05:30` and `+05:00`, which Date.parse knows. */
const isoZone = (zone = 'Z'): string =>
  zone.length === 5
    ? `${zone.slice(0, 3)}:${zone.slice(3)}`
    : zone.length === 3
      ? `${zone}:00`
      : zone.toUpperCase();

const readNumber = (value: number): number | null =>
  known(Math.round(Math.abs(value) <= maxSeconds ? value * 1000 : value));

const known = (time: number): number | null =>
  Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? time : null;
