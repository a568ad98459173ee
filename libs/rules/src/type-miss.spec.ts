import { describe, expect, it } from '@jest/globals';
import type { Condition } from './rule.js';
import { typeMisses } from './type-miss.js';

const name: Condition = { kind: 'event_name', operator: 'equals', value: 'Bought' };
const on = (condition: object) => ({ kind: 'property', path: 'plan', ...condition }) as Condition;

describe('typeMisses', () => {
  it.each([
    ['the number 5 for the text "5"', on({ operator: 'equals', value: '5' }), 5, 1],
    ['the text "5" for the number 5', on({ operator: 'equals', value: 5 }), '5', 1],
    ['the text "true" for true', on({ operator: 'is_true' }), 'true', 1],
    ['the boolean true for the text "true"', on({ operator: 'in', values: ['true', 'x'] }), true, 1],
    ['the text "12" where a number above 10 is wanted', on({ operator: 'greater_than', value: 10 }), '12', 1],
    ['the number 512 where a text with 12 is wanted', on({ operator: 'contains', value: '12' }), 512, 1],
    ['another number', on({ operator: 'equals', value: 5 }), 6, -1],
    ['a text that is no number', on({ operator: 'equals', value: 5 }), 'five', -1],
    ['an empty text for 0', on({ operator: 'equals', value: 0 }), '', -1],
    ['the very value that is excluded', on({ operator: 'not_equals', value: '5' }), '5', -1],
    ['the very value of an excluded list', on({ operator: 'not_in', values: [5] }), 5, -1],
    ['a missing value', on({ operator: 'equals', value: '5' }), undefined, -1],
    ['an event that matches', on({ operator: 'equals', value: '5' }), '5', -1],
  ])('%s', (_, condition, plan, expected) => {
    expect(typeMisses({ conditions: [name, condition] })({ name: 'Bought', properties: { plan } })).toBe(
      expected,
    );
  });

  it('finds nothing where another condition fails as well', () => {
    const find = typeMisses({ conditions: [name, on({ operator: 'equals', value: '5' })] });
    expect(find({ name: 'Sold', properties: { plan: 5 } })).toBe(-1);
  });
});
