import { describe, expect, it } from '@jest/globals';
import { type Condition, explain, type RuleEvent } from './index.js';

const property = (rest: object) => ({ kind: 'property', path: 'p', ...rest }) as Condition;

function reason(condition: Condition, event: Partial<RuleEvent>): string {
  return explain({ conditions: [condition] }, { name: 'E', ...event }).conditions[0]!.reason;
}

describe('explain', () => {
  it('tells each condition, its verdict and the value seen', () => {
    const conditions = [
      { kind: 'event_name', operator: 'equals', value: 'A' },
      property({ path: 'plan', operator: 'equals', value: 'pro' }),
      property({ path: 'seats', operator: 'greater_than', value: 1 }),
      property({ path: 'gone', operator: 'exists' }),
      property({ path: 'nothing', operator: 'not_exists' }),
    ] as Condition[];
    const event = { name: 'A', properties: { plan: 'Pro', seats: 5, nothing: null } };
    expect(explain({ conditions }, event)).toEqual({
      matches: false,
      misses: 2,
      conditions: [
        {
          condition: conditions[0],
          verdict: true,
          found: true,
          value: 'A',
          type: 'text',
          reason: 'the event name is the text "A", the rule wants the text "A"',
        },
        {
          condition: conditions[1],
          verdict: false,
          found: true,
          value: 'Pro',
          type: 'text',
          reason: '"plan" is the text "Pro", the rule wants the text "pro"',
        },
        {
          condition: conditions[2],
          verdict: true,
          found: true,
          value: 5,
          type: 'number',
          reason: '"seats" is the number 5, the rule wants a number greater than 1',
        },
        {
          condition: conditions[3],
          verdict: false,
          found: false,
          value: undefined,
          type: 'missing',
          reason: '"gone" is missing, the rule wants any value but null',
        },
        {
          condition: conditions[4],
          verdict: true,
          found: true,
          value: null,
          type: 'null',
          reason: '"nothing" is null, the rule wants no value, or null',
        },
      ],
    });
  });

  it.each([
    [5, 'the number 5'],
    ['5', 'the text "5"'],
    ['say "hi"', 'the text "say \\"hi\\""'],
    [false, 'the boolean false'],
    [[], 'an empty array'],
    [['a', 1, null, [1], { a: 1 }], 'an array of "a", 1, null, an array, an object'],
    [[1, 2, 3, 4, 5, 6], 'an array of 1, 2, 3, 4, 5, … (6 in all)'],
    [{}, 'an empty object'],
    [{ a: 1, b: { c: 2 } }, 'an object with the keys "a", "b"'],
  ])('puts %j into words', (p, words) => {
    expect(reason(property({ operator: 'equals', value: '5' }), { properties: { p } })).toBe(
      `"p" is ${words}, the rule wants the text "5"`,
    );
  });

  it.each([
    [{ operator: 'in', values: ['a', 5] }, 'one of: the text "a", the number 5'],
    [
      { operator: 'not_in', values: [1, 2, 3, 4, 5, 6].map(String) },
      'none of: the text "1", the text "2", the text "3", the text "4", the text "5", … (6 in all)',
    ],
    [{ operator: 'not_contains', value: 'a' }, 'a text that does not contain "a"'],
    [{ operator: 'includes', value: 5 }, 'an array with the number 5'],
    [{ operator: 'is_true' }, 'the boolean true'],
  ])('puts %j into words', (condition, words) => {
    expect(reason(property(condition), {})).toBe(`"p" is missing, the rule wants ${words}`);
  });

  it('cuts long texts, and never a character in two', () => {
    const said = reason(
      property({ path: 'x'.repeat(1_000), operator: 'equals', value: 'v'.repeat(1_000) }),
      {},
    );
    expect(said).toBe(`"${'x'.repeat(60)}…" is missing, the rule wants the text "${'v'.repeat(60)}…"`);
    const smile = reason(property({ operator: 'exists' }), { properties: { p: `x${'😀'.repeat(50)}` } });
    expect(smile).toBe(`"p" is the text "x${'😀'.repeat(29)}…", the rule wants any value but null`);
  });

  it('explains an event nested deeper than the stack is', () => {
    const p = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    expect(reason(property({ operator: 'exists' }), { properties: { p } })).toContain('an array of an array');
  });
});
