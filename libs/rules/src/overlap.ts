import { matches } from './match.js';
import type { Scalar } from './operators.js';
import { parsePath } from './path.js';
import type { Condition, RuleEvent } from './rule.js';

/** What the conditions alone prove. `yes` and `no` hold for every event that there could be. */
export type Proof = 'yes' | 'no' | 'unknown';

/** Whether no event can match. `no` is proved by an event that does. */
export const neverMatches = (conditions: readonly Condition[]): Proof => solve(conditions.map(holding));

/** Whether no event can match both. */
export const disjoint = (one: readonly Condition[], other: readonly Condition[]): Proof =>
  solve([...one, ...other].map(holding));

/** Whether every event that matches the one matches the other, too. */
export function implies(one: readonly Condition[], other: readonly Condition[]): Proof {
  const literals = one.map(holding);
  // None of the other's conditions may fail where the one's hold.
  const proofs = other.map((condition) => solve([...literals, { condition, holds: false }]));
  if (proofs.includes('no')) return 'no';
  return proofs.includes('unknown') ? 'unknown' : 'yes';
}

/** A condition that is to hold, or to fail. */
interface Literal {
  condition: Condition;
  holds: boolean;
}

const holding = (condition: Condition): Literal => ({ condition, holds: true });

/**
 * Whether no event makes all literals true. Each place has its domain, the values that its literals leave; places inside
 * one another hang together as a tree. `yes` where a domain is empty, `no` only with an event that the matcher itself
 * has confirmed, so that a mistake here can make a proof unknown, never a `no` wrong.
 */
function solve(literals: readonly Literal[]): Proof {
  const name = domain();
  const root: Node = { domain: domain(), children: new Map() };
  anyOf(name, ['text']);
  for (const literal of literals) {
    const { condition } = literal;
    narrow(condition.kind === 'property' ? nodeAt(root, condition.path).domain : name, literal);
  }
  const [named, properties] = [scalarOf(name), valueOf(root)];
  if (named === none || properties === none) return 'yes';
  if (named === notFound || properties === notFound) return 'unknown';
  const event: RuleEvent = { name: named as string, ...(properties !== undefined && { properties }) };
  const confirmed = literals.every(
    ({ condition, holds }) => matches({ conditions: [condition] }, event) === holds,
  );
  return confirmed ? 'no' : 'unknown';
}

/** No value is left. */
const none = Symbol('none');
/** Perhaps a value is left, and it was not found. */
const notFound = Symbol('not found');
/** One of these two, or the value: undefined where the place may be missing. */
type Found = unknown;

type Type = 'missing' | 'null' | 'boolean' | 'number' | 'text' | 'array' | 'object';
const types: readonly Type[] = ['missing', 'null', 'boolean', 'number', 'text', 'array', 'object'];

interface Part {
  at: 'start' | 'end' | 'anywhere';
  text: string;
}

/** The values that are left at a place. */
interface Domain {
  types: Set<Type>;
  /** The only scalars, where that is known; else all of the types. */
  only: Set<Scalar> | undefined;
  excluded: Set<Scalar>;
  /** Bounds of numbers. */
  low: { value: number; open: boolean };
  high: { value: number; open: boolean };
  /** What a text has, and what it has not. */
  has: Part[];
  lacks: Part[];
  /** What an array includes, and what it does not. */
  includes: Set<Scalar>;
  omits: Set<Scalar>;
}

const domain = (): Domain => ({
  types: new Set(types),
  only: undefined,
  excluded: new Set(),
  low: { value: -Infinity, open: false },
  high: { value: Infinity, open: false },
  has: [],
  lacks: [],
  includes: new Set(),
  omits: new Set(),
});

function anyOf(domain: Domain, left: readonly Type[]): void {
  for (const type of domain.types) if (!left.includes(type)) domain.types.delete(type);
}

const scalarTypes: readonly Type[] = ['boolean', 'number', 'text'];

/** Leaves what makes the literal true. */
function narrow(domain: Domain, { condition, holds }: Literal): void {
  switch (condition.operator) {
    case 'equals':
      among(domain, [condition.value], holds);
      break;
    case 'not_equals':
      among(domain, [condition.value], !holds);
      break;
    case 'in':
      among(domain, condition.values, holds);
      break;
    case 'not_in':
      among(domain, condition.values, !holds);
      break;
    case 'is_true':
    case 'is_false':
      among(domain, [condition.operator === 'is_true'], holds);
      break;
    case 'contains':
    case 'not_contains':
    case 'starts_with':
    case 'not_starts_with':
    case 'ends_with':
    case 'not_ends_with':
      part(domain, { at: places[condition.operator], text: condition.value }, condition.operator, holds);
      break;
    case 'greater_than':
    case 'greater_or_equal':
      bound(domain, 'low', { value: condition.value, open: condition.operator === 'greater_than' }, holds);
      break;
    case 'less_than':
    case 'less_or_equal':
      bound(domain, 'high', { value: condition.value, open: condition.operator === 'less_than' }, holds);
      break;
    case 'exists':
    case 'not_exists':
      presence(domain, (condition.operator === 'exists') === holds);
      break;
    case 'includes':
    case 'not_includes':
      element(domain, condition.value, condition.operator === 'includes', holds);
      break;
  }
}

const places = {
  contains: 'anywhere',
  not_contains: 'anywhere',
  starts_with: 'start',
  not_starts_with: 'start',
  ends_with: 'end',
  not_ends_with: 'end',
} as const;

function among(domain: Domain, values: readonly Scalar[], within: boolean): void {
  if (!within) {
    for (const value of values) domain.excluded.add(value);
    return;
  }
  anyOf(domain, scalarTypes);
  const { only } = domain;
  domain.only = new Set(only ? values.filter((value) => only.has(value)) : values);
}

/** Both an operator and its negation are false of what is no text, so a failing one leaves all of that. */
function part(domain: Domain, part: Part, operator: keyof typeof places, holds: boolean): void {
  if (holds) anyOf(domain, ['text']);
  const positive = !operator.startsWith('not_');
  (positive === holds ? domain.has : domain.lacks).push(part);
}

function bound(domain: Domain, side: 'low' | 'high', { value, open }: Domain['low'], holds: boolean): void {
  if (holds) anyOf(domain, ['number']);
  // Not more than 5 is 5 or less: the other side, open where this one was not.
  const narrowed = holds ? side : side === 'low' ? 'high' : 'low';
  const next = { value, open: holds ? open : !open };
  const before = domain[narrowed];
  const tighter = narrowed === 'low' ? value > before.value : value < before.value;
  if (tighter || (value === before.value && next.open)) domain[narrowed] = next;
}

function presence(domain: Domain, present: boolean): void {
  anyOf(
    domain,
    present ? types.filter((type) => type !== 'missing' && type !== 'null') : ['missing', 'null'],
  );
}

function element(domain: Domain, value: Scalar, positive: boolean, holds: boolean): void {
  if (holds) anyOf(domain, ['array']);
  (positive === holds ? domain.includes : domain.omits).add(value);
}

const allows = (domain: Domain, value: Scalar): boolean =>
  domain.types.has(typeof value === 'string' ? 'text' : (typeof value as Type)) &&
  (!domain.only || domain.only.has(value)) &&
  !domain.excluded.has(value) &&
  (typeof value !== 'number' || inBounds(domain, value)) &&
  (typeof value !== 'string' ||
    (domain.has.every((part) => hasPart(value, part)) && !domain.lacks.some((part) => hasPart(value, part))));

const inBounds = ({ low, high }: Domain, value: number): boolean =>
  (low.open ? value > low.value : value >= low.value) &&
  (high.open ? value < high.value : value <= high.value);

function hasPart(text: string, { at, text: part }: Part): boolean {
  if (at === 'start') return text.startsWith(part);
  return at === 'end' ? text.endsWith(part) : text.includes(part);
}

/** A scalar that is left. */
function scalarOf(domain: Domain): Found {
  const given = [...(domain.only ?? [true, false])].find((value) => allows(domain, value));
  if (given !== undefined) return given;
  if (domain.only) return none;
  const text = domain.types.has('text') ? textOf(domain) : none;
  if (text !== none) return text;
  return domain.types.has('number') ? numberOf(domain) : none;
}

function numberOf(domain: Domain): Found {
  const { low, high, excluded } = domain;
  if (low.value > high.value) return none;
  if (low.value === high.value) return allows(domain, low.value) ? low.value : none;
  const [from, to] = [Math.max(low.value, -1e300), Math.min(high.value, 1e300)];
  // More than can be excluded, so that only rounding can leave none of them.
  const steps = excluded.size + 2;
  const between = Array.from({ length: steps }, (_, n) => from + (to - from) * ((n + 1) / (steps + 1)));
  const near = Array.from({ length: steps }, (_, n) => [n, from + n, to - n, Math.ceil(from) + n]).flat();
  return [...near, ...between].find((value) => Number.isFinite(value) && allows(domain, value)) ?? notFound;
}

/**
 * A text with all parts one after the other, and between them a character that stands in no condition: so a text that it
 * must not have could only be inside a single part, and then no text will do.
 */
function textOf(domain: Domain): Found {
  const { has, lacks } = domain;
  const start = longest(has, 'start', (long, short) => long.startsWith(short));
  const end = longest(has, 'end', (long, short) => long.endsWith(short));
  if (start === undefined || end === undefined) return none;
  const parts = [start, ...has.filter(({ at }) => at === 'anywhere').map(({ text }) => text), end];
  const broken = lacks.some(({ at, text }) => {
    if (at === 'start') return start.startsWith(text);
    return at === 'end' ? end.endsWith(text) : parts.some((part) => part.includes(text));
  });
  if (broken) return none;
  const used = [...parts, ...lacks.map(({ text }) => text), ...domain.excluded].map(String).join('');
  const gap = unusedCharacter(used);
  // Where nothing asks for more, a plain text reads better.
  const found = [parts.join(''), parts.join(gap), `${parts.join(gap)}${gap}`].find((text) =>
    allows(domain, text),
  );
  return found ?? notFound;
}

/** The longest of the beginnings (or ends) that a text must have; undefined where they contradict each other. */
function longest(
  has: readonly Part[],
  at: Part['at'],
  fits: (long: string, short: string) => boolean,
): string | undefined {
  const texts = has.filter((part) => part.at === at).map(({ text }) => text);
  const long = texts.reduce((one, other) => (other.length > one.length ? other : one), '');
  return texts.every((text) => fits(long, text)) ? long : undefined;
}

function unusedCharacter(used: string): string {
  for (let code = 0x2d; ; code++) {
    const character = String.fromCharCode(code);
    if (!used.includes(character)) return character;
  }
}

/** A place and the places inside it. */
interface Node {
  domain: Domain;
  children: Map<string, Node>;
}

function nodeAt(root: Node, path: string): Node {
  let node = root;
  for (const { key } of parsePath(path)) {
    let next = node.children.get(key);
    if (!next) node.children.set(key, (next = { domain: domain(), children: new Map() }));
    node = next;
  }
  return node;
}

/** Whether a place may be missing, with all that is inside it. */
const mayMiss = ({ domain, children }: Node): boolean =>
  domain.types.has('missing') && [...children.values()].every(mayMiss);

/** Farthest element of an array that an event is made with. */
const farthest = 100;

/** A value for a place: undefined for a missing one, `none` where no value will do. */
function valueOf(node: Node, omitted?: ReadonlySet<Scalar>): Found {
  const tried = [() => plainOf(node, omitted), () => objectOf(node), () => arrayOf(node)];
  let result: Found = none;
  for (const attempt of tried) {
    const found = attempt();
    if (found !== none && found !== notFound) return found;
    if (found === notFound) result = notFound;
  }
  return result;
}

/** A value that has no places inside it. */
function plainOf({ domain, children }: Node, omitted?: ReadonlySet<Scalar>): Found {
  if (![...children.values()].every(mayMiss)) return none;
  if (domain.types.has('missing')) return undefined;
  if (domain.types.has('null')) return null;
  if (!omitted || omitted.size === 0) return scalarOf(domain);
  return scalarOf({ ...domain, excluded: new Set([...domain.excluded, ...omitted]) });
}

function objectOf({ domain, children }: Node): Found {
  if (!domain.types.has('object')) return none;
  const entries: [string, unknown][] = [];
  let result: Found = undefined;
  for (const [key, child] of children) {
    const value = valueOf(child);
    if (value === none) return none;
    if (value === notFound) result = notFound;
    if (value !== undefined) entries.push([key, value]);
  }
  // Its own keys, whatever they are called.
  return result === notFound ? notFound : Object.fromEntries(entries);
}

function arrayOf({ domain, children }: Node): Found {
  if (!domain.types.has('array')) return none;
  const { includes, omits } = domain;
  if ([...includes].some((value) => omits.has(value))) return none;
  const elements: unknown[] = [];
  let result: Found = undefined;
  for (const [key, child] of children) {
    const index = /^(0|[1-9]\d*)$/.test(key) ? Number(key) : undefined;
    if (index === undefined) {
      // An array has no such place.
      if (!mayMiss(child)) return none;
      continue;
    }
    const value = valueOf(child, omits);
    if (value === none && !mayMiss(child)) return none;
    if (value === notFound || index > farthest) result = notFound;
    else if (value !== none && value !== undefined) elements[index] = value;
  }
  if (result === notFound) return notFound;
  // Whether what is filled up and added meets a place that must be missing, the matcher finds out.
  return [...Array.from(elements, (value) => value ?? null), ...includes];
}
