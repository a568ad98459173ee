import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { conditionSchema, conditionsSchema, operators } from './index.js';

const property = (rest: object) => ({ kind: 'property', path: 'p', ...rest });
const onName = (rest: object) => ({ kind: 'event_name', ...rest });

/** Each fault as "path: message". */
function faults(conditions: unknown): string[] {
  const { error } = conditionsSchema.safeParse(conditions);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('conditionSchema', () => {
  const [none, text, number, boolean] = [{}, { value: 'a' }, { value: -0.5 }, { value: false }];
  const [texts, mixed] = [{ values: ['a'] }, { values: ['a', 5, false] }];
  const never = [
    { value: null },
    { value: {} },
    { value: ['a'] },
    { values: 'a' },
    { values: [] },
    { values: [null] },
  ];
  const takes = {
    property: {
      none: [none],
      text: [text],
      number: [number],
      scalar: [text, number, boolean],
      scalars: [texts, mixed],
    },
    event_name: { none: [], text: [text], number: [], scalar: [text], scalars: [texts] },
  };

  it.each(operators)('takes for $id what it takes, and nothing else', ({ id, kinds, value }) => {
    for (const kind of ['event_name', 'property'] as const) {
      const base = { ...(kind === 'property' ? property({}) : onName({})), operator: id };
      const given = [none, text, number, boolean, texts, mixed, ...never];
      const taken = given.filter((rest) => conditionSchema.safeParse({ ...base, ...rest }).success);
      expect(taken).toEqual(kinds.includes(kind) ? takes[kind][value] : []);
    }
  });

  it('lists the valid operators when one is misspelt', () => {
    const all = operators.map(({ id }) => id).join(', ');
    expect(faults([property({ operator: 'equal', value: 1 })])).toEqual([
      `0.operator: unknown operator, expected one of ${all}`,
    ]);
    expect(faults([onName({ operator: 'exists' })])).toEqual([
      '0.operator: unknown operator, expected one of equals, not_equals, in, not_in, contains, not_contains, starts_with, not_starts_with, ends_with, not_ends_with',
    ]);
  });

  it('refuses operators that only objects have', () => {
    for (const operator of ['__proto__', 'constructor', 'toString', '']) {
      expect(faults([property({ operator, value: 1 })])).toHaveLength(1);
    }
  });

  it('refuses unknown fields', () => {
    expect(
      faults([
        property({ operator: 'exists', value: 1 }),
        onName({ operator: 'equals', value: 'a', path: 'p' }),
      ]),
    ).toEqual(['0: Unrecognized key: "value"', '1: Unrecognized key: "path"']);
  });

  it('bounds texts, lists and paths', () => {
    const long = 'x'.repeat(1_024);
    const many = Array.from({ length: 100 }, () => long);
    const ok = [
      property({ path: long, operator: 'equals', value: long }),
      property({ operator: 'in', values: many }),
      onName({ operator: 'equals', value: long }),
    ];
    expect(faults(ok)).toEqual([]);
    expect(
      faults([
        property({ path: `${long}x`, operator: 'equals', value: `${long}x` }),
        property({ operator: 'in', values: [...many, 'a'] }),
        property({ operator: 'not_in', values: ['a', `${long}x`] }),
        onName({ operator: 'equals', value: `${long}x` }),
      ]).map((fault) => fault.split(':')[0]),
    ).toEqual(['0.path', '0.value', '1.values', '2.values.1', '3.value']);
  });

  it('refuses numbers that JSON cannot hold', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(faults([property({ operator: 'equals', value })])).toEqual([
        '0.value: expected a text, a number or a boolean',
      ]);
      expect(faults([property({ operator: 'less_than', value })])).toHaveLength(1);
    }
  });

  it('names the fault of a path', () => {
    const fault = (path: string) => faults([property({ path, operator: 'exists' })]);
    expect(fault('a..b')).toEqual(['0.path: the key at character 3 of the path is empty']);
    expect(fault('.a')).toEqual(['0.path: the key at character 1 of the path is empty']);
    expect(fault('a.')).toEqual(['0.path: the key at character 3 of the path is empty']);
    expect(fault('a\\b')).toEqual([
      '0.path: the backslash at character 2 of the path must stand before a dot or a backslash',
    ]);
    expect(fault('a\\')).toHaveLength(1);
    expect(fault('')).toHaveLength(1);
  });
});

describe('conditionsSchema', () => {
  it('wants 1 to 32 conditions', () => {
    const one = property({ operator: 'exists' });
    expect(faults([])).toEqual([': a rule needs at least one condition']);
    expect(faults(Array.from({ length: 32 }, () => one))).toEqual([]);
    expect(faults(Array.from({ length: 33 }, () => one))).toEqual([': a rule has at most 32 conditions']);
    for (const nothing of [undefined, null, {}, 'x', one]) expect(faults(nothing)).toHaveLength(1);
    expect(faults([null, 'x', []])).toHaveLength(3);
  });

  it('wants at most one condition on the event name, and names every fault at once', () => {
    const name = onName({ operator: 'equals', value: 'A' });
    expect(
      faults([name, property({ operator: 'equals', value: null }), name, { ...name, value: 5 }]),
    ).toEqual([
      '1.value: expected a text, a number or a boolean',
      '3.value: Invalid input: expected string, received number',
      '2.kind: a rule has at most one condition on the event name',
      '3.kind: a rule has at most one condition on the event name',
    ]);
  });

  it('can be written as a JSON schema', () => {
    expect(z.toJSONSchema(conditionsSchema)).toMatchObject({ type: 'array', minItems: 1, maxItems: 32 });
  });
});
