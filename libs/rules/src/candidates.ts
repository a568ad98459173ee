import { prepare } from './compile.js';
import type { Scalar } from './operators.js';
import { parsePath, type Path } from './path.js';
import type { Condition } from './rule.js';

export type JsonValue = Scalar | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

export interface CandidateFilter {
  /** The event's name is exactly one of these. Absent: any name. */
  names?: string[];
  /** The event's properties contain this, as jsonb `@>` sees it. Absent: any properties. */
  contains?: JsonObject;
  /** No event can match, the conditions contradict each other. */
  impossible?: true;
}

/**
 * What a database may filter by before `match` decides. A superset: an event that matches is never held back, so what
 * jsonb sees otherwise than JavaScript is left out:
 * - numbers: jsonb compares decimals, and 0.1000000000000000055 is another one than 0.1;
 * - a path with a key that could be an array index: `@>` on arrays ignores positions;
 * - texts that Postgres cannot hold (NUL, lone surrogates);
 * - every operator other than `equals`, `in`, `is_true`, `is_false` and `includes`.
 */
export function candidates(conditions: readonly Condition[]): CandidateFilter {
  const allowed = new Map<string, Set<Scalar>>();
  const required: [path: string, value: JsonValue][] = [];
  for (const condition of conditions) {
    const { only, place } = prepare(condition);
    if (only) {
      const before = allowed.get(place);
      allowed.set(place, new Set(only.filter((value) => !before || before.has(value))));
    } else if (condition.operator === 'includes') {
      if (comparable(condition.value)) required.push([place, [condition.value]]);
    }
  }
  if ([...allowed.values()].some((values) => values.size === 0)) return { impossible: true };

  const filter: CandidateFilter = {};
  const names = [...(allowed.get('') ?? [])].filter((name) => typeof name === 'string');
  if (names.length > 0 && names.every(comparable)) filter.names = names;

  for (const [place, values] of allowed) {
    const [value] = values;
    if (place !== '' && values.size === 1 && value !== undefined && comparable(value))
      required.push([place, value]);
  }
  for (const [place, value] of required) {
    const path = parsePath(place);
    if (!path.every(({ key, index }) => index < 0 && comparable(key))) continue;
    filter.contains ??= emptyObject();
    if (!put(filter.contains, path, value)) return { impossible: true };
  }
  return filter;
}

/** Whether Postgres can hold the value and finds it equal exactly when JavaScript does. */
function comparable(value: Scalar): boolean {
  if (typeof value === 'string') return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
  return typeof value === 'boolean';
}

/** Without a prototype, `__proto__` is a key like any other. */
function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

/** False when what is there already leaves no value that would satisfy both: a scalar, an array and an object exclude each other. */
function put(into: JsonObject, path: Path, value: JsonValue): boolean {
  let object = into;
  const last = path.length - 1;
  for (const { key } of path.slice(0, last)) {
    const next = (object[key] ??= emptyObject());
    if (!isObject(next)) return false;
    object = next;
  }
  const key = path[last]?.key ?? '';
  const there = object[key];
  if (there === undefined) object[key] = value;
  else if (Array.isArray(there) && Array.isArray(value)) there.push(...value);
  else return false;
  return true;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
