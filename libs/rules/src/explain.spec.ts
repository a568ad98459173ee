import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from '@jest/globals';
import {
  type Condition,
  conditionSchema,
  distance,
  explain,
  matches,
  operators,
  type RuleEvent,
} from './index.js';

interface Case {
  condition: { operator: string; path?: string };
  properties: unknown;
  miss: string | null;
  reason: string;
}

const cases = JSON.parse(readFileSync(new URL('./explain-cases.json', import.meta.url), 'utf8')) as Case[];

const property = (rest: object) => ({ kind: 'property', path: 'p', ...rest }) as Condition;

function reason(condition: Condition, event: Partial<RuleEvent>): string {
  return explain({ conditions: [condition] }, { name: 'E', ...event }).conditions[0]!.reason;
}

describe('a condition is explained', () => {
  test.each(cases)('$reason', ({ condition: unchecked, properties, miss, reason }) => {
    const condition = conditionSchema.parse({ kind: 'property', ...unchecked });
    const event = { name: 'Package Created', properties };
    expect(explain({ conditions: [condition] }, event).conditions[0]).toMatchObject({
      verdict: matches({ conditions: [condition] }, event),
      miss,
      reason,
    });
    expect(miss === null).toBe(matches({ conditions: [condition] }, event));
  });

  it('by a sentence for every group of operators, whether it holds or not', () => {
    const told = new Set(cases.map(({ condition }) => condition.operator));
    const alike: Record<string, string> = {
      not_starts_with: 'not_contains',
      not_ends_with: 'not_contains',
      greater_or_equal: 'greater_than',
      less_than: 'greater_than',
      less_or_equal: 'greater_than',
      not_includes: 'includes',
    };
    expect(operators.map(({ id }) => alike[id] ?? id).filter((id) => !told.has(id))).toEqual([]);
  });
});

describe('explain', () => {
  it('tells each condition, its verdict, the value and type seen, and how far the rule is', () => {
    const conditions = [
      { kind: 'event_name', operator: 'equals', value: 'A' },
      property({ path: 'plan', operator: 'equals', value: 'pro' }),
      property({ path: 'seats', operator: 'equals', value: '5' }),
      property({ path: 'gone', operator: 'exists' }),
      property({ path: 'nothing', operator: 'not_exists' }),
    ] as Condition[];
    const event = { name: 'A', properties: { plan: 'Pro', seats: 5, nothing: null } };
    const explanation = explain({ conditions }, event);
    expect(explanation).toMatchObject({ matches: false, misses: 3, farMisses: 1 });
    expect(distance({ conditions }, event)).toEqual({ misses: 3, farMisses: 1 });
    expect(explanation.conditions.map(({ reason: _, ...told }) => told)).toEqual([
      { condition: conditions[0], verdict: true, miss: null, found: true, value: 'A', type: 'text' },
      { condition: conditions[1], verdict: false, miss: 'spelling', found: true, value: 'Pro', type: 'text' },
      { condition: conditions[2], verdict: false, miss: 'type', found: true, value: 5, type: 'number' },
      {
        condition: conditions[3],
        verdict: false,
        miss: 'missing',
        found: false,
        value: undefined,
        type: 'missing',
      },
      { condition: conditions[4], verdict: true, miss: null, found: true, value: null, type: 'null' },
    ]);
  });

  it.each([
    [5, 'the number 5'],
    [5.5, 'the number 5.5'],
    ['say "hi"', '"say \\"hi\\""'],
    [false, 'the boolean false'],
    [[], 'an empty array'],
    [['a', 1, null, [1], { a: 1 }], 'an array of "a", 1, null, an array, an object'],
    [[1, 2, 3, 4, 5, 6], 'an array of 1, 2, 3, 4, 5, … (6 in all)'],
    [{}, 'an empty object'],
    [{ a: 1, b: { c: 2 } }, 'an object with the keys "a", "b"'],
  ])('puts %j into words', (p, words) => {
    const wants = typeof p === 'string' ? '"x"' : 'the text "x"';
    expect(reason(property({ operator: 'equals', value: 'x' }), { properties: { p } })).toBe(
      `\`p\` is ${words}, the rule wants ${wants}`,
    );
  });

  it('shows the first of many values', () => {
    const values = [1, 2, 3, 4, 5, 6].map(String);
    expect(reason(property({ operator: 'in', values }), {})).toBe(
      '`p` is missing, the rule wants one of: "1", "2", "3", "4", "5", … (6 in all)',
    );
  });

  it('cuts long texts, and never a character in two', () => {
    const said = reason(
      property({ path: 'x'.repeat(1_000), operator: 'equals', value: 'v'.repeat(1_000) }),
      {},
    );
    expect(said).toBe(`\`${'x'.repeat(60)}…\` is missing, the rule wants "${'v'.repeat(60)}…"`);
    const smile = reason(property({ operator: 'exists' }), { properties: { p: `x${'😀'.repeat(50)}` } });
    expect(smile).toBe(`\`p\` is "x${'😀'.repeat(29)}…", as the rule wants: any value but null`);
  });

  it('explains an event nested deeper than the stack is', () => {
    const p = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    expect(reason(property({ operator: 'exists' }), { properties: { p } })).toContain('an array of an array');
  });
});
