import { list, quote, type Say } from './spell.js';

export type Scalar = string | number | boolean;

export type ConditionKind = 'event_name' | 'property';

/** What each operator is given in `value` (or, the scalars, in `values`). */
interface Wanted {
  none: undefined;
  text: string;
  number: number;
  scalar: Scalar;
  scalars: readonly Scalar[];
}

export type ValueKind = keyof Wanted;

/** The verdict on the value that an event has, undefined when it has none. */
export type Test = (actual: unknown) => boolean;

interface Row<V extends ValueKind, K extends readonly ConditionKind[]> {
  label: string;
  kinds: K;
  value: V;
  test: (wanted: Wanted[V]) => Test;
  /** Ends the sentence "…, the rule wants". */
  wants: (wanted: Wanted[V], say: Say) => string;
  /** When the verdict is true for exactly these values and no other: they can be looked up in an index. */
  only?: (wanted: Wanted[V]) => readonly Scalar[];
}

const row = <V extends ValueKind, K extends readonly ConditionKind[]>(row: Row<V, K>) => row;

const both = ['event_name', 'property'] as const;
const property = ['property'] as const;

/**
 * Every operator, one row each: schema, matcher, index, explanation and form read this table. The verdicts are those of
 * Segment's own matcher where it has the operator: a negation of a text or array operator is false, not true, on a
 * value of another type and on a missing one; `not_equals` and `not_in` are true on both.
 */
export const table = {
  equals: row({
    label: 'is',
    kinds: both,
    value: 'scalar',
    test: (wanted) => (actual) => actual === wanted,
    wants: (wanted, say) => say(wanted),
    only: (wanted) => [wanted],
  }),
  not_equals: row({
    label: 'is not',
    kinds: both,
    value: 'scalar',
    test: (wanted) => (actual) => actual !== wanted,
    wants: (wanted, say) => `anything but ${say(wanted)}`,
  }),
  in: row({
    label: 'is one of',
    kinds: both,
    value: 'scalars',
    test: (wanted) => {
      const set = new Set<unknown>(wanted);
      return (actual) => set.has(actual);
    },
    wants: (wanted, say) => `one of: ${list(wanted, say)}`,
    only: (wanted) => wanted,
  }),
  not_in: row({
    label: 'is none of',
    kinds: both,
    value: 'scalars',
    test: (wanted) => {
      const set = new Set<unknown>(wanted);
      return (actual) => !set.has(actual);
    },
    wants: (wanted, say) => `none of: ${list(wanted, say)}`,
  }),
  contains: row({
    label: 'contains',
    kinds: both,
    value: 'text',
    test: (wanted) => (actual) => typeof actual === 'string' && actual.includes(wanted),
    wants: (wanted) => `a text that contains ${quote(wanted)}`,
  }),
  not_contains: row({
    label: 'does not contain',
    kinds: both,
    value: 'text',
    test: (wanted) => (actual) => typeof actual === 'string' && !actual.includes(wanted),
    wants: (wanted) => `a text that does not contain ${quote(wanted)}`,
  }),
  starts_with: row({
    label: 'starts with',
    kinds: both,
    value: 'text',
    test: (wanted) => (actual) => typeof actual === 'string' && actual.startsWith(wanted),
    wants: (wanted) => `a text that starts with ${quote(wanted)}`,
  }),
  not_starts_with: row({
    label: 'does not start with',
    kinds: both,
    value: 'text',
    test: (wanted) => (actual) => typeof actual === 'string' && !actual.startsWith(wanted),
    wants: (wanted) => `a text that does not start with ${quote(wanted)}`,
  }),
  ends_with: row({
    label: 'ends with',
    kinds: both,
    value: 'text',
    test: (wanted) => (actual) => typeof actual === 'string' && actual.endsWith(wanted),
    wants: (wanted) => `a text that ends with ${quote(wanted)}`,
  }),
  not_ends_with: row({
    label: 'does not end with',
    kinds: both,
    value: 'text',
    test: (wanted) => (actual) => typeof actual === 'string' && !actual.endsWith(wanted),
    wants: (wanted) => `a text that does not end with ${quote(wanted)}`,
  }),
  greater_than: row({
    label: 'is greater than',
    kinds: property,
    value: 'number',
    test: (wanted) => (actual) => typeof actual === 'number' && actual > wanted,
    wants: (wanted) => `a number greater than ${wanted}`,
  }),
  greater_or_equal: row({
    label: 'is at least',
    kinds: property,
    value: 'number',
    test: (wanted) => (actual) => typeof actual === 'number' && actual >= wanted,
    wants: (wanted) => `a number of at least ${wanted}`,
  }),
  less_than: row({
    label: 'is less than',
    kinds: property,
    value: 'number',
    test: (wanted) => (actual) => typeof actual === 'number' && actual < wanted,
    wants: (wanted) => `a number less than ${wanted}`,
  }),
  less_or_equal: row({
    label: 'is at most',
    kinds: property,
    value: 'number',
    test: (wanted) => (actual) => typeof actual === 'number' && actual <= wanted,
    wants: (wanted) => `a number of at most ${wanted}`,
  }),
  exists: row({
    label: 'has a value',
    kinds: property,
    value: 'none',
    test: () => (actual) => actual !== undefined && actual !== null,
    wants: () => 'any value but null',
  }),
  not_exists: row({
    label: 'has no value',
    kinds: property,
    value: 'none',
    test: () => (actual) => actual === undefined || actual === null,
    wants: () => 'no value, or null',
  }),
  is_true: row({
    label: 'is true',
    kinds: property,
    value: 'none',
    test: () => (actual) => actual === true,
    wants: (_wanted, say) => say(true),
    only: () => [true],
  }),
  is_false: row({
    label: 'is false',
    kinds: property,
    value: 'none',
    test: () => (actual) => actual === false,
    wants: (_wanted, say) => say(false),
    only: () => [false],
  }),
  includes: row({
    label: 'is a list with',
    kinds: property,
    value: 'scalar',
    test: (wanted) => (actual) => Array.isArray(actual) && actual.includes(wanted),
    wants: (wanted, say) => `an array with ${say(wanted)}`,
  }),
  not_includes: row({
    label: 'is a list without',
    kinds: property,
    value: 'scalar',
    test: (wanted) => (actual) => Array.isArray(actual) && !actual.includes(wanted),
    wants: (wanted, say) => `an array without ${say(wanted)}`,
  }),
};

type Table = typeof table;

export type Operator = keyof Table;

/** The operators that take such a value and apply to such a condition. */
export type OperatorOf<V extends ValueKind, K extends ConditionKind> = {
  [O in Operator]: Table[O]['value'] extends V ? (K extends Table[O]['kinds'][number] ? O : never) : never;
}[Operator];

export interface OperatorInfo {
  id: Operator;
  label: string;
  /** The kinds of condition it applies to. In a condition on the event name every value is a text. */
  kinds: readonly ConditionKind[];
  /** What it takes: 'none' nothing, 'scalars' several in `values`, the others one in `value`. */
  value: ValueKind;
}

/** Every operator, in the order in which a form offers them. */
export const operators: readonly OperatorInfo[] = (Object.keys(table) as Operator[]).map((id) => {
  const { label, kinds, value } = table[id];
  return { id, label, kinds, value };
});
