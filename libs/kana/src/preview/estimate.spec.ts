import { describe, expect, it } from '@jest/globals';
import type { Amount, Coverage } from './estimate.js';
import { UserTally } from './tally.js';

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Event {
  matches: boolean;
  delta: number;
  user: number;
}

type Draw = (store: Event[], next: () => number) => { drawn: [Event, string | null][]; coverage: Coverage };

/** Each event by itself: the first of a random order. */
const byEvent: Draw = (store, next) => {
  const order = store.map((event) => ({ event, at: next() })).sort((one, other) => one.at - other.at);
  const drawn = order.slice(0, 500).map(({ event }): [Event, null] => [event, null]);
  return { drawn, coverage: { share: drawn.length / store.length, drawn: drawn.length } };
};

/** Pages of 50 events that follow each other, each with a chance of a fifth. */
const byPage: Draw = (store, next) => {
  const drawn: [Event, string][] = [];
  for (let page = 0; page * 50 < store.length; page += 1) {
    if (next() >= 0.2) continue;
    for (const event of store.slice(page * 50, page * 50 + 50)) drawn.push([event, String(page)]);
  }
  return { drawn, coverage: { share: 0.2, drawn: Infinity } };
};

const size = 5_000;

const stores: Record<string, (index: number, next: () => number) => Event> = {
  'one in a hundred': (index, next) => ({ matches: next() < 0.01, delta: 1, user: index % 900 }),
  'every third, few users': (_, next) => ({
    matches: next() < 0.33,
    delta: 1,
    user: Math.floor(next() * 40),
  }),
  'nearly all, each a user': (index, next) => ({ matches: next() < 0.98, delta: 1, user: index }),
  'uneven deltas, some users with most events': (_, next) => ({
    matches: next() < 0.2,
    delta: Math.ceil(next() ** 3 * 20),
    user: Math.floor(next() ** 3 * 2_000),
  }),
  'deltas that take away': (_, next) => ({
    matches: next() < 0.3,
    delta: next() < 0.5 ? -Math.ceil(next() * 5) : Math.ceil(next() * 5),
    user: Math.floor(next() * 800),
  }),
  'bursts: what is near each other is alike': (index, next) => ({
    matches: Math.floor(index / 100) % 4 === 0 && next() < 0.9,
    delta: 2,
    user: Math.floor(index / 10),
  }),
};

describe.each([
  ['events', byEvent],
  ['pages', byPage],
])('a range from random %s', (_, draw) => {
  it.each(Object.entries(stores))('holds the truth in 19 of 20 draws: %s', (_, make) => {
    const next = random(20_261_124);
    const store = Array.from({ length: size }, (_, index) => make(index, next));
    const matching = store.filter(({ matches }) => matches);
    const truth = {
      events: matching.length,
      units: matching.reduce((sum, { delta }) => sum + delta, 0),
      users: new Set(matching.map(({ user }) => user)).size,
    };
    const trials = 300;
    const held = { events: 0, units: 0, users: 0 };
    for (let trial = 0; trial < trials; trial += 1) {
      const { drawn, coverage } = draw(store, next);
      const tally = new UserTally();
      for (const [event, unit] of drawn) {
        if (event.matches) tally.add({ unit, identity: `u${event.user}`, delta: String(event.delta) });
      }
      const amounts = tally.amounts(coverage);
      for (const key of ['events', 'units', 'users'] as const) {
        const { low, value, high }: Amount = amounts[key];
        expect(low <= value && value <= high).toBe(true);
        if (low <= truth[key] && truth[key] <= high) held[key] += 1;
      }
    }
    // 95 % of 300, less two standard deviations of what chance does.
    for (const key of ['events', 'units', 'users'] as const)
      expect([key, held[key] >= trials * 0.95 - 8]).toEqual([key, true]);
  });
});

describe('a range', () => {
  it('is the number itself where all was looked at, to the last digit', () => {
    const tally = new UserTally();
    for (const delta of ['0.1', '0.2', '-3', '1e3', '2.50', '.5'])
      tally.add({ unit: null, identity: 'u', delta });
    const { events, units, users } = tally.amounts({ share: 1, drawn: 6 });
    expect([events.value, units.value, users.value]).toEqual([6, 1000.3, 1]);
    expect(units).toEqual({ value: 1000.3, low: 1000.3, high: 1000.3 });
  });

  it('does not end at 0 where nothing was seen', () => {
    const { events } = new UserTally().amounts({ share: 0.1, drawn: 100 });
    expect(events).toMatchObject({ value: 0, low: 0 });
    expect(events.high).toBeGreaterThan(20);
    expect(events.high).toBeLessThan(50);
  });
});
