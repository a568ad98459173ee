import { describe, expect, it } from '@jest/globals';
import { matches } from '#libs/rules';
import fc from 'fast-check';
import { Facets } from './facets.js';

const collect = (events: unknown[], user = (n: number) => `u${n}`) => {
  const facets = new Facets();
  for (const [n, properties] of events.entries()) facets.add(properties, user(n));
  return facets.result();
};

describe('facets', () => {
  it('count for each value exactly the events that a rule with that path and value matches', () => {
    const keys = fc.constantFrom('a', 'b', 'a.b', 'c\\', '0', '__proto__');
    const leaf = fc.constantFrom<unknown>('x', '5', 5, true, 'true', null);
    const json = fc.letrec<{ value: unknown; object: object }>((tie) => ({
      object: fc
        .array(fc.tuple(keys, tie('value')), { maxLength: 4 })
        .map((all): object => Object.fromEntries(all)),
      value: fc.oneof(
        { maxDepth: 3 },
        { arbitrary: leaf, weight: 4 },
        { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 1 },
        { arbitrary: tie('object'), weight: 2 },
      ),
    }));
    let seen = 0;
    fc.assert(
      fc.property(fc.array(json.object, { maxLength: 8 }), (events) => {
        for (const { path, values } of collect(events).paths) {
          for (const { value, count, users } of values.filter((one) => one.value !== null)) {
            const conditions = [
              { kind: 'property' as const, path, operator: 'equals' as const, value: value! },
            ];
            const expected = events.filter((properties) =>
              matches({ conditions }, { name: '', properties }),
            ).length;
            expect({ path, value, count, users }).toEqual({ path, value, count: expected, users: expected });
            seen += 1;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(1_000);
  });

  it('keep a bounded number of values and count the rest', () => {
    const { paths } = collect(
      Array.from({ length: 1_000 }, (_, n) => ({ id: n, plan: n % 2 ? 'pro' : 'free' })),
    );
    expect(paths.map(({ path }) => path)).toEqual(['plan', 'id']);
    expect(paths[1]).toMatchObject({ distinct: 100, distinctAtLeast: true, distinctHeavy: true, other: 980 });
    expect(paths[1]!.values).toHaveLength(20);
  });

  it('keep a bounded number of paths, levels and elements, and say so', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, n]));
    expect(collect([wide])).toMatchObject({ complete: false, paths: { length: 200 } });
    const deep = { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } };
    expect(collect([deep])).toMatchObject({ complete: false, paths: [] });
    const { paths, complete } = collect([{ list: [1, 2, 3, 4] }]);
    expect(paths.map(({ path }) => path)).toEqual(['list', 'list.0', 'list.1', 'list.2']);
    expect(complete).toBe(true);
    expect(collect([{ ['k'.repeat(256)]: 1 }])).toMatchObject({ complete: false, paths: [] });
  });

  it('never hold a text that is too long for a group', () => {
    const { paths } = collect([{ text: 'x'.repeat(256) }, { text: 'x'.repeat(255) }]);
    expect(paths).toMatchObject([{ present: 2, values: [{ count: 1 }], other: 1, distinctAtLeast: true }]);
  });

  it('take properties that are no object as having no paths', () => {
    expect(collect([null, 'text', 5, undefined])).toEqual({ paths: [], complete: true });
  });
});
