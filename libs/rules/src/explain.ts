import { look, prepare } from './compile.js';
import type { Condition, Rule, RuleEvent } from './rule.js';
import { quote, spell } from './spell.js';

export type ValueType = 'missing' | 'null' | 'text' | 'number' | 'boolean' | 'array' | 'object';

export interface ExplainedCondition {
  condition: Condition;
  verdict: boolean;
  /** Whether the event has a value there; null is one. */
  found: boolean;
  /** The value seen, undefined when there is none. */
  value: unknown;
  type: ValueType;
  /** What was seen and what was wanted, as in `"amount" is the number 5, the rule wants the text "5"`. */
  reason: string;
}

export interface Explanation {
  matches: boolean;
  /** How many conditions do not hold. */
  misses: number;
  conditions: ExplainedCondition[];
}

/** Each condition of a rule with its verdict on the event and the value seen, in the rule's order. */
export function explain(rule: Pick<Rule, 'conditions'>, event: RuleEvent): Explanation {
  const conditions = rule.conditions.map((condition): ExplainedCondition => {
    const check = prepare(condition);
    const value = look(event, check.path);
    const subject = condition.kind === 'property' ? quote(condition.path) : 'the event name';
    return {
      condition,
      verdict: check.test(value),
      found: value !== undefined,
      value,
      type: typeOf(value),
      reason: `${subject} is ${spell(value)}, the rule wants ${check.wants()}`,
    };
  });
  const misses = conditions.filter((condition) => !condition.verdict).length;
  return { matches: misses === 0, misses, conditions };
}

function typeOf(value: unknown): ValueType {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean' | 'object');
}
