import { readFileSync } from 'node:fs';
import type { Call } from './comparison.js';

export interface Fixture {
  name: string;
  call: Call;
}

/** `{"$date": …}` stands for a Date. */
function readFixtures(file: string): Fixture[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return JSON.parse(text, (_key, value: unknown) =>
    isDate(value) ? new Date(value.$date) : value,
  ) as Fixture[];
}

function isDate(value: unknown): value is { $date: string } {
  return typeof value === 'object' && value !== null && '$date' in value;
}

/**
 * Calls of every shape that Segment's own end-to-end tester for libraries sends (segmentio/library-e2e-tester), and of
 * those that its specification names beside them.
 */
export const fixtures: readonly Fixture[] = [
  ...readFixtures('calls.json'),
  {
    name: 'track with 20 KB',
    call: { type: 'track', userId: 'ada', event: 'Notes Kept', properties: { text: 'é'.repeat(10_000) } },
  },
];
