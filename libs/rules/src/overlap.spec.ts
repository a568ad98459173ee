import { describe, expect, test } from '@jest/globals';
import { conditionsSchema, disjoint, implies, neverMatches, type Condition } from './index.js';

/** `p equals "a"`, `p.q exists`, `name in ["A","B"]`: a place, an operator, and its value as JSON. */
function read(text: string): Condition {
  const [place = '', operator = '', ...rest] = text.split(' ');
  const value = rest.length > 0 ? (JSON.parse(rest.join(' ')) as unknown) : undefined;
  return {
    ...(place === 'name' ? { kind: 'event_name' } : { kind: 'property', path: place }),
    operator,
    ...(value !== undefined && { [Array.isArray(value) ? 'values' : 'value']: value }),
  } as Condition;
}

/** Conditions with a semicolon between them. */
const rule = (text: string): Condition[] => conditionsSchema.parse(text.split('; ').map(read));

describe('no event can match', () => {
  test.each([
    'p equals "a"; p equals "b"',
    'p equals "a"; p not_equals "a"',
    'p equals 5; p equals "5"',
    'p equals "a"; p not_exists',
    'p exists; p not_exists',
    'p is_true; p is_false',
    'p is_true; p equals "true"',
    'p in ["a","b"]; p in ["c"]',
    'p in ["a","b"]; p not_in ["b","a"]',
    'p in ["a",5]; p greater_than 5',
    'p in ["ab","ac"]; p ends_with "d"',
    'p greater_than 5; p less_than 5',
    'p greater_than 5; p less_or_equal 5',
    'p greater_or_equal 5; p less_or_equal 5; p not_equals 5',
    'p greater_than 5; p starts_with "a"',
    'p starts_with "ab"; p starts_with "b"',
    'p ends_with "ab"; p ends_with "cb"',
    'p starts_with "abc"; p not_starts_with "ab"',
    'p contains "abc"; p not_contains "b"',
    'p ends_with "abc"; p not_ends_with "c"',
    'p not_contains ""',
    'p includes "a"; p not_includes "a"',
    'p includes "a"; p equals "a"',
    'p equals "a"; p.q equals "b"',
    'p starts_with "a"; p.q exists',
    'p not_exists; p.q.r exists',
    'p includes "a"; p.q exists',
    'p not_includes "a"; p.0 equals "a"',
    'p.q exists; p.q.r exists; p.q less_than 1',
    'name equals "A"; p equals 1; p equals 2',
    'name not_contains ""',
  ])('%s', (text) => {
    expect(neverMatches(rule(text))).toBe('yes');
    expect(neverMatches(rule(text).reverse())).toBe('yes');
  });
});

describe('an event can match', () => {
  test.each([
    'p equals "a"',
    'p not_equals "a"; p not_exists',
    'p not_in ["a",5,true]; p exists',
    'p in ["a","b"]; p in ["b","c"]',
    'p greater_than 5; p less_than 6',
    'p greater_or_equal 5; p less_or_equal 5',
    'p greater_than 5; p less_than 5.000001; p not_equals 5.0000005',
    'p greater_than 5; p not_in [6,7,8,9,10]',
    'p starts_with "ab"; p starts_with "abc"; p ends_with "c"; p not_equals "abc"',
    'p contains "a"; p contains "b"; p not_contains "ab"; p not_contains "ba"',
    'p not_starts_with "a"; p contains "a"',
    'p includes "a"; p includes "b"; p not_includes "c"',
    'p includes "a"; p.0 equals "b"; p.2 exists',
    'p not_includes "a"; p.0 not_equals "b"',
    'p.q equals "a"; p exists',
    'p.0 equals "a"; p.q equals "b"',
    'p.0 equals "a"; p.1 not_exists',
    '__proto__.x equals 1; constructor exists',
    'name starts_with "A"; name.x exists',
  ])('%s', (text) => expect(neverMatches(rule(text))).toBe('no'));
});

describe('the one implies the other', () => {
  test.each([
    ['name equals "A"; p equals "a"', 'name equals "A"'],
    ['name equals "A"', 'name in ["A","B"]'],
    ['name equals "AB"', 'name starts_with "A"'],
    ['p equals "a"', 'p exists'],
    ['p equals "a"', 'p not_equals "b"'],
    ['p equals "a"', 'p in ["a","b"]'],
    ['p in ["ab","ac"]', 'p starts_with "a"'],
    ['p greater_than 5', 'p greater_or_equal 5'],
    ['p equals 7', 'p greater_than 5'],
    ['p greater_than 5', 'p not_equals "a"'],
    ['p starts_with "abc"', 'p starts_with "ab"'],
    ['p starts_with "abc"', 'p contains "b"'],
    ['p.q exists', 'p exists'],
    ['p.q equals 1', 'p not_in ["a",1,true]'],
    ['p equals "a"', 'p.q not_exists'],
    ['p includes "a"', 'p exists'],
    ['p is_true', 'p equals true'],
    ['p exists; p not_exists', 'q exists'],
  ])('%s → %s', (one, other) => expect(implies(rule(one), rule(other))).toBe('yes'));
});

describe('the one does not imply the other', () => {
  test.each([
    ['name equals "A"', 'name equals "A"; p equals "a"'],
    ['p in ["a","b"]', 'p equals "a"'],
    ['p exists', 'p equals "a"'],
    ['p greater_or_equal 5', 'p greater_than 5'],
    ['p not_equals "b"', 'p exists'],
    ['p not_exists', 'p not_contains "a"'],
    ['p starts_with "ab"', 'p starts_with "abc"'],
    ['p exists', 'p.q exists'],
    ['p.0 exists', 'p includes "a"'],
  ])('%s ↛ %s', (one, other) => expect(implies(rule(one), rule(other))).toBe('no'));
});

describe('no event matches both', () => {
  test.each([
    ['name equals "A"', 'name equals "B"', 'yes'],
    ['name equals "A"; p equals 1', 'name equals "A"; p equals 2', 'yes'],
    ['name starts_with "A"', 'name in ["B","C"]', 'yes'],
    ['p exists', 'p not_exists', 'yes'],
    ['name equals "A"; p equals 1', 'name equals "A"; q equals 2', 'no'],
    ['p greater_than 5', 'p less_than 6', 'no'],
    ['p starts_with "a"', 'p ends_with "b"', 'no'],
  ] as const)('%s and %s: %s', (one, other, proof) => {
    expect(disjoint(rule(one), rule(other))).toBe(proof);
    expect(disjoint(rule(other), rule(one))).toBe(proof);
  });
});

test('what is not found is not claimed', () => {
  // Beyond the numbers that JavaScript holds, JSON has others.
  expect(neverMatches(rule('p greater_than 1.7976931348623157e308'))).toBe('unknown');
  expect(neverMatches(rule('p.1000000.q exists; p includes "a"'))).toBe('unknown');
});
