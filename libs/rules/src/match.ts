import { look, prepare, type CompiledRules, type Entry, type Node } from './compile.js';
import type { Rule, RuleEvent } from './rule.js';

const NONE: readonly never[] = Object.freeze([]);

/** Whether every condition of one rule holds. This is what a rule means; `match` is the same, only fast. */
export function matches(rule: Pick<Rule, 'conditions'>, event: RuleEvent): boolean {
  return rule.conditions.map(prepare).every((check) => check.test(look(event, check.path)));
}

/** Every rule that matches, each once, in the order in which `compile` was given them. Never to be changed. */
export function match<R>(compiled: CompiledRules<R>, event: RuleEvent): readonly R[] {
  const found = collect(compiled.root, event, undefined);
  if (found === undefined) return NONE;
  if (found.length > 1) found.sort((a, b) => a.order - b.order);
  return found.map((entry) => entry.rule);
}

/** The list is made by the first match: an event that nothing matches allocates nothing. */
function collect<R>(node: Node<R>, event: RuleEvent, found: Entry<R>[] | undefined): Entry<R>[] | undefined {
  for (const entry of node.scan) {
    if (!passes(entry, event)) continue;
    if (found === undefined) found = [entry];
    else found.push(entry);
  }
  for (const group of node.groups) {
    const next = group.byValue.get(look(event, group.path));
    if (next !== undefined) found = collect(next, event, found);
  }
  return found;
}

function passes(entry: Entry<unknown>, event: RuleEvent): boolean {
  for (const check of entry.checks) {
    if (!check.test(look(event, check.path))) return false;
  }
  return true;
}
