import { look, prepare, type Check } from './compile.js';
import type { Scalar } from './operators.js';
import { formatPath, readPath, type Path } from './path.js';
import type { Condition, Rule, RuleEvent } from './rule.js';
import { bare, quotePath, spell } from './spell.js';

export type ValueType = 'missing' | 'null' | 'text' | 'number' | 'boolean' | 'array' | 'object';

/**
 * Why a condition does not hold: there is no value (or null); the value would do if it had the other type; it would do
 * if case, white space, - and _ did not count; it is another value.
 */
export const conditionMisses = ['missing', 'type', 'spelling', 'value'] as const;

export type ConditionMiss = (typeof conditionMisses)[number];

export interface ExplainedCondition {
  condition: Condition;
  verdict: boolean;
  /** null where the condition holds. */
  miss: ConditionMiss | null;
  /** Whether the event has a value there; null is one. */
  found: boolean;
  /** The value seen, undefined when there is none. */
  value: unknown;
  type: ValueType;
  /** What was seen and what was wanted, as in "`amount` is the number 5, the rule wants the text "5"". */
  reason: string;
}

export interface Explanation extends Distance {
  matches: boolean;
  conditions: ExplainedCondition[];
}

/** How far a rule is from an event. */
export interface Distance {
  /** How many conditions do not hold. */
  misses: number;
  /** How many of these would not hold either if types and spelling did not count. */
  farMisses: number;
}

/** Each condition of a rule with its verdict on the event and the value seen, in the rule's order. */
export function explain(rule: Pick<Rule, 'conditions'>, event: RuleEvent): Explanation {
  const conditions = rule.conditions.map((condition): ExplainedCondition => {
    const { check, value, miss } = judge(condition, event);
    return {
      condition,
      verdict: miss === null,
      miss,
      found: value !== undefined,
      value,
      type: typeOf(value),
      reason: sentence(condition, check, value, miss, event),
    };
  });
  const distance = sum(conditions.map(({ miss }) => miss));
  return { matches: distance.misses === 0, ...distance, conditions };
}

/** The distance of a rule alone, for ranking very many rules before a few are explained. */
export function distance(rule: Pick<Rule, 'conditions'>, event: RuleEvent): Distance {
  return sum(rule.conditions.map((condition) => judge(condition, event).miss));
}

function sum(misses: readonly (ConditionMiss | null)[]): Distance {
  const failed = misses.filter((miss) => miss !== null);
  const far = failed.filter((miss) => miss === 'missing' || miss === 'value');
  return { misses: failed.length, farMisses: far.length };
}

interface Judged {
  check: Check;
  value: unknown;
  miss: ConditionMiss | null;
}

function judge(condition: Condition, event: RuleEvent): Judged {
  const check = prepare(condition);
  const value = look(event, check.path);
  return { check, value, miss: check.test(value) ? null : missOf(condition, check, value) };
}

function missOf(condition: Condition, check: Check, value: unknown): ConditionMiss {
  if (value === undefined || value === null) return 'missing';
  // What these do not want is there: in the other type it would not be.
  if (['not_equals', 'not_in', 'not_includes'].includes(condition.operator)) return 'value';
  if (check.test(overScalars(value, otherType))) return 'type';
  return spellingOf(condition, value) === undefined ? 'value' : 'spelling';
}

/** Longest text that is compared without its case: a value of a rule is shorter. */
const FOLDED_MAX = 2_048;

const lower = (text: string): string => text.toLowerCase();
const unspaced = (text: string): string => text.replace(/[\s_-]+/g, ' ').trim();

/** What may differ in writing, the least first. */
const spellings: readonly { words: string; fold: (text: string) => string }[] = [
  { words: 'only the case differs', fold: lower },
  { words: 'only white space, - or _ differ', fold: unspaced },
  { words: 'only the case and white space, - or _ differ', fold: (text) => unspaced(lower(text)) },
];

/** What the value would have to be written like for the condition to hold, undefined where that is not all. */
function spellingOf(condition: Condition, value: unknown): string | undefined {
  if (wantedBy(condition).length === 0) return undefined;
  return spellings.find(({ fold }) => {
    const folded = foldCondition(condition, fold);
    const folding = (scalar: unknown) =>
      typeof scalar === 'string' && scalar.length <= FOLDED_MAX ? fold(scalar) : scalar;
    // A text of nothing but white space would be found in every text.
    return !wantedBy(folded).includes('') && prepare(folded).test(overScalars(value, folding));
  })?.words;
}

function foldCondition(condition: Condition, fold: (text: string) => string): Condition {
  const folded = (wanted: Scalar) => (typeof wanted === 'string' ? fold(wanted) : wanted);
  if ('values' in condition) return { ...condition, values: condition.values.map(folded) } as Condition;
  return 'value' in condition ? ({ ...condition, value: folded(condition.value) } as Condition) : condition;
}

function wantedBy(condition: Condition): readonly Scalar[] {
  if ('values' in condition) return condition.values;
  return 'value' in condition ? [condition.value] : [];
}

const overScalars = (value: unknown, change: (scalar: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(change) : change(value);

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The scalar as it would be in the other type that people take it for. */
function otherType(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text === 'true' || text === 'false') return text === 'true';
  return numeric.test(text) ? Number(text) : undefined;
}

function sentence(
  condition: Condition,
  check: Check,
  value: unknown,
  miss: ConditionMiss | null,
  event: RuleEvent,
): string {
  const subject = condition.kind === 'property' ? quotePath(condition.path) : 'the event name';
  // A type is said where it is what makes the difference.
  const say = hasWantedType(condition, value) ? bare : spell;
  const wants = check.wants(say);
  const seen = `${subject} is ${say(value)}`;
  if (miss === null) {
    const same = ['equals', 'is_true', 'is_false'].includes(condition.operator);
    return same ? `${seen}, as the rule wants` : `${seen}, as the rule wants: ${wants}`;
  }
  const said = `${seen}, the rule wants ${wants}`;
  if (miss === 'spelling') return `${said}: ${spellingOf(condition, value)}`;
  const near = value === undefined && check.path ? similarPath(event.properties, check.path) : undefined;
  return near === undefined ? said : `${said}; there is ${quotePath(near)}`;
}

function hasWantedType({ operator, ...condition }: Condition, value: unknown): boolean {
  if (value === undefined || value === null || operator === 'exists' || operator === 'not_exists')
    return true;
  if (operator === 'includes' || operator === 'not_includes') return Array.isArray(value);
  if (operator === 'is_true' || operator === 'is_false') return typeof value === 'boolean';
  return wantedBy({ operator, ...condition } as Condition).some((wanted) => typeof wanted === typeof value);
}

/** A path that differs in spelling only and leads to a value, where there is one. */
function similarPath(properties: unknown, path: Path): string | undefined {
  const fold = (key: string) => unspaced(lower(key)).replaceAll(' ', '');
  const keys: string[] = [];
  let value = properties;
  for (const segment of path) {
    const next = readPath(value, [segment]);
    if (next !== undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
      keys.push(segment.key);
      value = next;
      continue;
    }
    const similar = Object.keys(value).find((key) => key !== '' && fold(key) === fold(segment.key));
    if (similar === undefined) return undefined;
    keys.push(similar);
    value = (value as Record<string, unknown>)[similar];
  }
  return value === undefined ? undefined : formatPath(keys);
}

export function typeOf(value: unknown): ValueType {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean' | 'object');
}
