const TEXT_SHOWN = 60;
const ITEMS_SHOWN = 5;

/** The text in quotes, cut when it is long, never inside a surrogate pair. */
export function quote(text: string): string {
  return text.length <= TEXT_SHOWN ? JSON.stringify(text) : `${JSON.stringify(cut(text)).slice(0, -1)}…"`;
}

/** A path between backticks, cut as `quote` does. */
export function quotePath(path: string): string {
  return `\`${path.length <= TEXT_SHOWN ? path : `${cut(path)}…`}\``;
}

const cut = (text: string): string => text.slice(0, TEXT_SHOWN).replace(/[\uD800-\uDBFF]$/, '');

/** The first few items, then how many there are. */
export function list<T>(items: readonly T[], show: (item: T) => string): string {
  const shown = items.slice(0, ITEMS_SHOWN).map((item) => show(item));
  return items.length > ITEMS_SHOWN ? `${shown.join(', ')}, … (${items.length} in all)` : shown.join(', ');
}

/** Puts a value into words: `spell` with its type, `bare` without. */
export type Say = (value: unknown) => string;

/** A JSON value without its type, which its writing tells: `"5"`, `5`. */
export function bare(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : spell(value);
}

/**
 * A JSON value with its type, for a sentence: `the text "5"`, `the number 5`, `missing` for undefined.
 * Looks one level deep only: an event may be nested deeper than JSON.stringify can go.
 */
export function spell(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty array' : `an array of ${list(value, brief)}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with the keys ${list(keys, quote)}`;
}

function brief(item: unknown): string {
  if (typeof item === 'string') return quote(item);
  if (typeof item !== 'object' || item === null) return String(item);
  return Array.isArray(item) ? 'an array' : 'an object';
}
