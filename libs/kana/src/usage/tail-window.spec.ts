import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type TailedEvent, TailWindow } from './tail-window.js';

/** A store in which transactions take ids in order and commit, or fail, in any order. */
class Store {
  private ids = 0;
  private nextXid = 1n;
  private readonly open: { xid: bigint; ids: number[] }[] = [];
  readonly committed: number[] = [];

  begin(events: number): void {
    this.open.push({ xid: this.nextXid++, ids: Array.from({ length: events }, () => ++this.ids) });
  }

  end(which: number, commits: boolean): void {
    const [transaction] = this.open.splice(which % Math.max(1, this.open.length), 1);
    if (transaction && commits) this.committed.push(...transaction.ids);
  }

  look(window: TailWindow): TailedEvent[] {
    const xmin = this.open.reduce((least, { xid }) => (xid < least ? xid : least), this.nextXid);
    const events = this.committed
      .filter((id) => BigInt(id) > window.low)
      .sort((a, b) => b - a)
      .map((id) => ({ id: String(id), partition: 0, type: 'track' as const, name: 'A', identity: 'u' }));
    return window.take({ xmin, xmax: this.nextXid, events });
  }

  endAll(): void {
    while (this.open.length > 0) this.end(0, true);
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('begin' as const), events: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(9), commits: fc.boolean() }),
  fc.record({ do: fc.constant('look' as const) }),
);
const steps = fc.array(step, { maxLength: 80, size: 'max' });

describe('TailWindow', () => {
  test('gives every event that is committed after the first look exactly once, in whatever order they commit', () => {
    let late = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), steps, (before, after) => {
        const store = new Store();
        const run = (steps: typeof before, window?: TailWindow): string[] =>
          steps.flatMap((one) => {
            if (one.do === 'begin') store.begin(one.events);
            if (one.do === 'end') store.end(one.which, one.commits);
            return one.do === 'look' && window ? store.look(window).map(({ id }) => id) : [];
          });
        run(before);
        const there = store.committed.length;
        const window = new TailWindow();
        expect(store.look(window)).toEqual([]);
        const given = run(after, window);
        store.endAll();
        given.push(...store.look(window).map(({ id }) => id));
        if (given.some((id, n) => n > 0 && Number(id) < Number(given[n - 1]))) late += 1;
        const committed = store.committed.slice(there).map(String);
        expect([...given].sort()).toEqual([...committed].sort());
      }),
      { numRuns: 500 },
    );
    expect(late).toBeGreaterThan(50);
  });

  test('settles what is done, so that a look reads only what is new', () => {
    const store = new Store();
    const window = new TailWindow();
    store.look(window);
    for (let n = 0; n < 10; n++) {
      store.begin(5);
      store.end(0, true);
      expect(store.look(window)).toHaveLength(5);
    }
    store.look(window);
    store.look(window);
    expect(window.low).toBe(50n);
  });

  test('waits a minute for a transaction that stays open, not for ever', () => {
    const store = new Store();
    const window = new TailWindow();
    store.look(window);
    store.begin(1);
    store.begin(1);
    store.end(1, true);
    expect(store.look(window).map(({ id }) => id)).toEqual(['2']);
    for (let n = 0; n < 110; n++) store.look(window);
    expect(window.low).toBe(0n);
    for (let n = 0; n < 20; n++) store.look(window);
    expect(window.low).toBe(2n);
  });
});
