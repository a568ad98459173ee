import { look, prepare } from './compile.js';
import type { Condition, Rule, RuleEvent } from './rule.js';

/** They ask for another value or for none, never for a type. */
const typeless: ReadonlySet<Condition['operator']> = new Set([
  'not_equals',
  'not_in',
  'exists',
  'not_exists',
]);

/**
 * Makes what finds the one condition of a rule that an event fails by the type of its value alone: the event has the
 * number 5, the rule wants the text "5". Gives the condition's index, -1 for an event that matches or fails otherwise.
 */
export function typeMisses(rule: Pick<Rule, 'conditions'>): (event: RuleEvent) => number {
  const checks = rule.conditions.map((condition) => ({
    ...prepare(condition),
    typed: !typeless.has(condition.operator),
  }));
  return (event) => {
    let missed = -1;
    for (const [index, { test, path }] of checks.entries()) {
      if (test(look(event, path))) continue;
      if (missed >= 0) return -1;
      missed = index;
    }
    const check = checks[missed];
    if (!check?.typed) return -1;
    return inOtherTypes(look(event, check.path)).some(check.test) ? missed : -1;
  };
}

/** The same value as people would write it in the other types. */
function inOtherTypes(value: unknown): unknown[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (typeof value !== 'string') return [];
  if (value === 'true' || value === 'false') return [value === 'true'];
  return value.trim() === '' || !Number.isFinite(Number(value)) ? [] : [Number(value)];
}
