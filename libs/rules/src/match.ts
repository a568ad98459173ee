import { look, prepare, type CompiledRules, type Entry, type Node } from './compile.js';
import type { Path } from './path.js';
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
  if (node.sure !== undefined) found = add(found, node.sure);
  if (node.scan !== undefined) {
    for (const entry of node.scan) {
      if (passes(entry, event)) found = add(found, entry);
    }
  }
  if (node.byValue !== undefined) found = follow(node.byValue, node.path, event, found);
  if (node.more !== undefined) {
    for (const { byValue, path } of node.more) found = follow(byValue, path, event, found);
  }
  return found;
}

function follow<R>(
  byValue: ReadonlyMap<unknown, Node<R>>,
  path: Path | undefined,
  event: RuleEvent,
  found: Entry<R>[] | undefined,
): Entry<R>[] | undefined {
  const next = byValue.get(look(event, path));
  return next === undefined ? found : collect(next, event, found);
}

function add<R>(found: Entry<R>[] | undefined, entry: Entry<R>): Entry<R>[] {
  if (found === undefined) return [entry];
  found.push(entry);
  return found;
}

function passes(entry: Entry<unknown>, event: RuleEvent): boolean {
  for (const check of entry.checks) {
    if (!check.test(look(event, check.path))) return false;
  }
  return true;
}
