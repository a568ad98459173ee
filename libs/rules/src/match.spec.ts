import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from '@jest/globals';
import {
  candidates,
  compile,
  type Condition,
  conditionsSchema,
  explain,
  match,
  matches,
  operators,
} from './index.js';
import type { Rule, RuleEvent } from './index.js';

interface Case {
  title: string;
  conditions: unknown;
  matches: RuleEvent[];
  misses: RuleEvent[];
}

const cases = JSON.parse(readFileSync(new URL('./cases.json', import.meta.url), 'utf8')) as Case[];

const rule = (id: string, ...conditions: Condition[]): Rule => ({ id, featureId: 'f', conditions });
const named = (value: string): Condition => ({ kind: 'event_name', operator: 'equals', value });
const equal = (path: string, value: string | number | boolean): Condition => ({
  kind: 'property',
  path,
  operator: 'equals',
  value,
});
const ids = (rules: readonly Rule[], event: RuleEvent) => match(compile(rules), event).map(({ id }) => id);

describe('cases', () => {
  test.each(cases)('$title', ({ conditions: unchecked, matches: hits, misses }) => {
    const conditions = conditionsSchema.parse(unchecked);
    // With a twin the rule is indexed, alone it is scanned.
    const alone = rule('alone', ...conditions);
    const twins = [rule('a', ...conditions), rule('b', ...conditions)];
    for (const [events, expected] of [
      [hits, true],
      [misses, false],
    ] as const) {
      for (const event of events) {
        expect([event, matches(alone, event)]).toEqual([event, expected]);
        expect([event, ids([alone], event)]).toEqual([event, expected ? ['alone'] : []]);
        expect([event, ids(twins, event)]).toEqual([event, expected ? ['a', 'b'] : []]);
        expect([event, explain(alone, event).matches]).toEqual([event, expected]);
      }
    }
    if (hits.length > 0) expect(candidates(conditions)).not.toHaveProperty('impossible');
  });

  it('has a case for every operator on every kind of condition', () => {
    const covered = new Set(
      cases.flatMap((c) => conditionsSchema.parse(c.conditions).map((x) => x.kind + x.operator)),
    );
    const all = operators.flatMap(({ id, kinds }) => kinds.map((kind) => kind + id));
    expect([...covered].sort()).toEqual(all.sort());
  });
});

describe('match', () => {
  it('answers in the order given to compile, whichever way the index found the rules', () => {
    const rules = [
      rule('0', equal('plan', 'pro')),
      rule('1', named('A'), equal('plan', 'pro')),
      rule('2', { kind: 'event_name', operator: 'starts_with', value: 'A' }),
      rule('3', { kind: 'event_name', operator: 'in', values: ['A', 'B', 'A'] }),
      rule('4', named('B')),
      rule('5', equal('plan', 'pro'), equal('seats', 5)),
      rule('6', named('A'), {
        kind: 'property',
        path: 'plan',
        operator: 'in',
        values: ['free', 'pro', 'pro'],
      }),
      rule('7', named('A')),
    ];
    const event = { name: 'A', properties: { plan: 'pro', seats: 5 } };
    expect(ids(rules, event)).toEqual(['0', '1', '2', '3', '5', '6', '7']);
    expect(ids([...rules].reverse(), event)).toEqual(['7', '6', '5', '3', '2', '1', '0']);
  });

  it('hands back the very rules it was given', () => {
    const rules = [{ ...rule('a', named('A')), version: 7 }];
    expect(match(compile(rules), { name: 'A' })[0]).toBe(rules[0]);
  });

  it('allocates nothing when nothing matches', () => {
    const compiled = compile([rule('a', named('A'))]);
    expect(match(compiled, { name: 'B' })).toBe(match(compile([]), { name: 'A' }));
  });

  it('tells values of different types apart in the index', () => {
    const rules = [equal('v', 5), equal('v', '5'), equal('v', true), equal('v', 'true'), equal('v', 0)];
    const compiled = compile(rules.map((condition, i) => rule(String(i), named('A'), condition)));
    const found = (v: unknown) => match(compiled, { name: 'A', properties: { v } }).map(({ id }) => id);
    expect([5, '5', true, 'true', 0, -0, null, [5], { v: 5 }].map(found)).toEqual([
      ...[['0'], ['1'], ['2'], ['3'], ['4'], ['4']],
      ...[[], [], []],
    ]);
  });

  it('matches rules whose lists are too long to index all of them', () => {
    const lists = ['a', 'b', 'c'].map((path): Condition => ({
      kind: 'property',
      path,
      operator: 'in',
      values: Array.from({ length: 100 }, (_, i) => i),
    }));
    const rules = Array.from({ length: 50 }, (_, i) => rule(String(i), ...lists, equal('d', i % 2)));
    expect(ids(rules, { name: 'A', properties: { a: 1, b: 2, c: 99, d: 1 } })).toHaveLength(25);
    expect(ids(rules, { name: 'A', properties: { a: 1, b: 2, c: 100, d: 1 } })).toEqual([]);
  });

  it('reads wide and deep events', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
    const keys = Array.from({ length: 500 }, () => 'a');
    const deep = JSON.parse(`${'{"a":'.repeat(1_000)}5${'}'.repeat(1_000)}`) as object;
    const event = { name: 'A', properties: { ...wide, ...deep } };
    const rules = [
      rule('wide', equal('k9999', 9999)),
      rule('deep', { ...equal(keys.join('.'), 5), operator: 'not_equals' } as Condition),
    ];
    expect(ids(rules, event)).toEqual(['wide', 'deep']);
    expect(explain(rules[1]!, event).conditions[0]!.reason).toMatch(
      /^`a.* is an object with the keys "a", as the rule/,
    );
  });

  it('does not look at more rules when there are more of them', () => {
    let looks = 0;
    const properties = new Proxy(
      { plan: 'plan 5' },
      {
        getOwnPropertyDescriptor: (target, key) => {
          looks++;
          return Reflect.getOwnPropertyDescriptor(target, key);
        },
      },
    );
    const looksAt = (name: string, rules: number) => {
      const compiled = compile(
        Array.from({ length: rules }, (_, i) =>
          rule(String(i), named(`E${i % 10}`), equal('plan', `plan ${i}`)),
        ),
      );
      looks = 0;
      match(compiled, { name, properties });
      return looks;
    };
    expect(looksAt('E5', 10_000)).toBe(1);
    expect(looksAt('a name that no rule wants', 10_000)).toBe(0);
  });
});
