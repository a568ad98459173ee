import { table, type Scalar, type Test } from './operators.js';
import { parsePath, readPath, type Path } from './path.js';
import type { Condition, Rule, RuleEvent } from './rule.js';
import type { Say } from './spell.js';

/** A condition ready to run. */
export interface Check {
  /** Where to look: undefined is the event's name. */
  path: Path | undefined;
  /** The same place as a text, for grouping. No path is empty, so '' is the event's name. */
  place: string;
  test: Test;
  /** The only values that pass, when the condition is one that an index can answer. */
  only: readonly Scalar[] | undefined;
  /** Ends the sentence "…, the rule wants". */
  wants: (say: Say) => string;
}

export interface Entry<R> {
  rule: R;
  order: number;
  /** What is still to be tested once the index has led here. */
  checks: readonly Check[];
  /** Under how many combinations of values this rule stands in the index. */
  copies: number;
}

interface Group<R> {
  path: Path | undefined;
  byValue: ReadonlyMap<unknown, Node<R>>;
}

/**
 * A step of the index. The cost of an event among very many rules is that of fetching these objects from memory, so the
 * two common kinds take few of them: the end that leads to one rule, and the fork by one place.
 */
export interface Node<R> {
  /** The one rule here, where nothing is left to be tested. */
  sure: Entry<R> | undefined;
  /** The rules to be tested one by one. */
  scan: readonly Entry<R>[] | undefined;
  /** The place by whose value most rules here are found. */
  path: Path | undefined;
  byValue: Group<R>['byValue'] | undefined;
  /** Further places. */
  more: readonly Group<R>[] | undefined;
}

/** Rules made ready for `match`. Its content is nobody else's. */
export interface CompiledRules<R> {
  readonly root: Node<R>;
}

/** A rule with several long `in` lists is indexed by as many of them as keep its copies below this; the rest is tested. */
const COPIES_MAX = 128;

/**
 * Makes rules ready for `match`: an index by event name, then by the values that properties must equal, so that an event
 * meets only the rules that its own values lead to. All rules given are matched; the caller leaves out disabled ones.
 * @throws PathError when a path has not passed the schema and cannot be read
 */
export function compile<R extends Rule>(rules: readonly R[]): CompiledRules<R> {
  // Each place is read by one path, whatever rule names it: one that is in the cache already.
  const paths = new Map<string, Path>();
  const prepared = (condition: Condition): Check => {
    const check = prepare(condition);
    const path = paths.get(check.place) ?? check.path;
    if (path) paths.set(check.place, path);
    return { ...check, path };
  };
  return {
    root: build(
      rules.map((rule, order) => ({ rule, order, checks: rule.conditions.map(prepared), copies: 1 })),
    ),
  };
}

export function prepare(condition: Condition): Check {
  const path = condition.kind === 'property' ? parsePath(condition.path) : undefined;
  const place = condition.kind === 'property' ? condition.path : '';
  const wanted =
    'values' in condition ? condition.values : 'value' in condition ? condition.value : undefined;
  // The schema has paired every operator with the value that its row takes; the type system cannot follow it here.
  const row = table[condition.operator] as {
    test: (wanted: unknown) => Test;
    wants: (wanted: unknown, say: Say) => string;
    only?: (wanted: unknown) => readonly Scalar[];
  };
  const only = row.only && [...new Set(row.only(wanted))];
  return { path, place, test: row.test(wanted), only, wants: (say) => row.wants(wanted, say) };
}

/** The value that an event has at a place, undefined when there is none. */
export function look(event: RuleEvent, path: Path | undefined): unknown {
  return path === undefined ? event.name : readPath(event.properties, path);
}

interface Place {
  uses: number;
  values: Set<Scalar>;
}

function build<R>(entries: readonly Entry<R>[]): Node<R> {
  if (entries.length < 2) return node(entries, []);
  const places = count(entries);

  const scan: Entry<R>[] = [];
  const members = new Map<string, { entry: Entry<R>; check: Indexable }[]>();
  for (const entry of entries) {
    let best: Indexable | undefined;
    for (const check of entry.checks) {
      if (indexable(entry, check) && (!best || ahead(check, best, places))) best = check;
    }
    if (!best) {
      scan.push(entry);
      continue;
    }
    const group = members.get(best.place);
    if (group) group.push({ entry, check: best });
    else members.set(best.place, [{ entry, check: best }]);
  }

  const groups: Group<R>[] = [];
  for (const group of members.values()) {
    const [first, second] = group;
    // A look-up for one rule would cost what testing it costs.
    if (first && second) groups.push({ path: first.check.path, byValue: byValue(group) });
    else scan.push(...group.map(({ entry }) => entry));
  }
  return node(scan, groups);
}

function node<R>(scan: readonly Entry<R>[], [first, ...more]: readonly Group<R>[]): Node<R> {
  const [only] = scan;
  const sure = scan.length === 1 && only?.checks.length === 0 ? only : undefined;
  return {
    sure,
    scan: sure || scan.length === 0 ? undefined : scan,
    path: first?.path,
    byValue: first?.byValue,
    more: more.length === 0 ? undefined : more,
  };
}

function byValue<R>(members: readonly { entry: Entry<R>; check: Indexable }[]): Group<R>['byValue'] {
  const buckets = new Map<Scalar, Entry<R>[]>();
  for (const { entry, check } of members) {
    const rest: Entry<R> = {
      ...entry,
      checks: entry.checks.filter((other) => other !== check),
      copies: entry.copies * check.only.length,
    };
    for (const value of check.only) {
      const bucket = buckets.get(value);
      if (bucket) bucket.push(rest);
      else buckets.set(value, [rest]);
    }
  }
  return new Map([...buckets].map(([value, bucket]) => [value, build(bucket)]));
}

type Indexable = Check & { only: readonly Scalar[] };

function indexable(entry: Entry<unknown>, check: Check): check is Indexable {
  return check.only !== undefined && check.only.length * entry.copies <= COPIES_MAX;
}

function count(entries: readonly Entry<unknown>[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const entry of entries) {
    for (const check of entry.checks) {
      if (!indexable(entry, check)) continue;
      let place = places.get(check.place);
      if (!place) places.set(check.place, (place = { uses: 0, values: new Set() }));
      place.uses++;
      for (const value of check.only) place.values.add(value);
    }
  }
  return places;
}

/**
 * Whether a rule is better indexed by the one check than by the other: by the event's name first; then where most rules
 * are, because every place costs an event one look-up; then where their values differ most.
 */
function ahead(one: Check, other: Check, places: ReadonlyMap<string, Place>): boolean {
  if (one.place === other.place) return false;
  if (one.place === '' || other.place === '') return one.place === '';
  const a = places.get(one.place);
  const b = places.get(other.place);
  if (!a || !b) return a !== undefined;
  return a.uses === b.uses ? a.values.size > b.values.size : a.uses > b.uses;
}
