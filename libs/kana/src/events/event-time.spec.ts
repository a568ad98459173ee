import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ClaimedTimes, occurredAt, readTime } from './event-time.js';
import { LongNumber } from './json.js';

const arrival = new Date('2024-06-01T12:00:00.000Z');

function dated(claimed: Partial<ClaimedTimes>): string {
  const none = {
    timestamp: undefined,
    originalTimestamp: undefined,
    sentAt: undefined,
    receivedAt: undefined,
  };
  return occurredAt({ ...none, ...claimed }, arrival).toISOString();
}

describe('a time is read', () => {
  test.each([
    ['2024-05-01T10:00:00.123Z', '2024-05-01T10:00:00.123Z'],
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00:00.123456789Z', '2024-05-01T10:00:00.123Z'],
    ['2024-05-01T12:00:00+02:00', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T12:00:00+0200', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T12:00:00+02', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01 10:00:00z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01 12:00:00 +0200', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00:00.5', '2024-05-01T10:00:00.500Z'],
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    [' 2024-05-01 ', '2024-05-01T00:00:00.000Z'],
    ['Wed, 01 May 2024 10:00:00 GMT', '2024-05-01T10:00:00.000Z'],
    ['Wed May 01 2024 12:00:00 GMT+0200 (Central European Summer Time)', '2024-05-01T10:00:00.000Z'],
    [1714557600123, '2024-05-01T10:00:00.123Z'],
    [1714557600, '2024-05-01T10:00:00.000Z'],
    [1714557600.5, '2024-05-01T10:00:00.500Z'],
    ['1714557600123', '2024-05-01T10:00:00.123Z'],
    ['1714557600', '2024-05-01T10:00:00.000Z'],
    [new LongNumber('1.714557600123e12'), '2024-05-01T10:00:00.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%j is %s', (value, expected) => {
    expect(new Date(readTime(value)!).toISOString()).toBe(expected);
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['a boolean', true],
    ['an object', { $date: 1 }],
    ['an array', [2024, 5, 1]],
    ['nothing', ''],
    ['blank', '   '],
    ['words', 'yesterday'],
    ['a year', '2024'],
    ['a day that is none', '2024-13-45'],
    ['a date without a zone that is read differently in each country', '01/05/2024'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['a number beyond every calendar', 1e300],
    ['a long number beyond every calendar', new LongNumber('1e400')],
    ['a very long text', '2024-05-01T10:00:00Z'.repeat(1000)],
  ])('not: %s', (_name, value) => {
    expect(readTime(value)).toBeNull();
  });

  test('without ever failing', () => {
    const value = fc.oneof(fc.anything(), fc.string(), fc.double(), fc.stringMatching(/^[\d :.TZ+-]{0,30}$/));
    fc.assert(
      fc.property(value, (timestamp) => {
        expect(Date.parse(dated({ timestamp }))).not.toBeNaN();
      }),
    );
  });
});

describe('an event is dated by', () => {
  const cases: { name: string; claimed: Partial<ClaimedTimes>; at: string }[] = [
    { name: 'its arrival when it says nothing', claimed: {}, at: '2024-06-01T12:00:00.000Z' },
    {
      name: 'its timestamp',
      claimed: { timestamp: '2024-05-01T10:00:00Z', originalTimestamp: '2024-05-01T09:00:00Z' },
      at: '2024-05-01T10:00:00.000Z',
    },
    {
      name: 'its originalTimestamp when there is no other (Rudder)',
      claimed: { originalTimestamp: '2024-05-01T10:00:00Z' },
      at: '2024-05-01T10:00:00.000Z',
    },
    {
      name: 'its originalTimestamp when the other is unreadable',
      claimed: { timestamp: 'soon', originalTimestamp: '2024-05-01T10:00:00Z' },
      at: '2024-05-01T10:00:00.000Z',
    },
    {
      name: 'its timestamp, corrected for a clock that is an hour behind',
      claimed: { timestamp: '2024-06-01T10:59:50Z', sentAt: '2024-06-01T11:00:00Z' },
      at: '2024-06-01T11:59:50.000Z',
    },
    {
      name: 'its timestamp, corrected for a clock that is a year ahead',
      claimed: { timestamp: '2025-06-01T11:59:50Z', sentAt: '2025-06-01T12:00:00Z' },
      at: '2024-06-01T11:59:50.000Z',
    },
    {
      name: 'its timestamp as it is where Segment corrected it before',
      claimed: {
        timestamp: '2024-05-01T10:00:00Z',
        originalTimestamp: '2024-05-01T09:00:00Z',
        sentAt: '2024-05-01T09:00:01Z',
        receivedAt: '2024-05-01T10:00:01Z',
      },
      at: '2024-05-01T10:00:00.000Z',
    },
    {
      name: 'its timestamp as it is when sentAt is unreadable',
      claimed: { timestamp: '2024-05-01T10:00:00Z', sentAt: 'now' },
      at: '2024-05-01T10:00:00.000Z',
    },
    {
      name: 'its timestamp up to 24 hours ahead',
      claimed: { timestamp: '2024-06-02T12:00:00Z' },
      at: '2024-06-02T12:00:00.000Z',
    },
    {
      name: 'its arrival beyond 24 hours ahead',
      claimed: { timestamp: '2024-06-02T12:00:00.001Z' },
      at: '2024-06-01T12:00:00.000Z',
    },
    {
      name: 'its arrival when the correction leads into the future',
      claimed: { timestamp: '2024-06-01T12:00:00Z', sentAt: 0 },
      at: '2024-06-01T12:00:00.000Z',
    },
    {
      name: 'its arrival when PostgreSQL has no such year',
      claimed: { timestamp: -8.64e15 },
      at: '2024-06-01T12:00:00.000Z',
    },
  ];
  test.each(cases)('$name', ({ claimed, at }) => {
    expect(dated(claimed)).toBe(at);
  });
});
