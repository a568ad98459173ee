/** A path that no event could have; the message says where and why. */
export class PathError extends Error {
  override name = 'PathError';
}

interface Segment {
  key: string;
  /** The segment as an array index, -1 when it is none: only "0", "1", "2", … without leading zeros. */
  index: number;
}

export type Path = readonly Segment[];

/**
 * Reads a dotted path: `items.0.sku`; `\.` is a dot inside a key, `\\` a backslash. Each list of keys has exactly one
 * spelling, so equal paths are equal texts. A key that is the empty text cannot be addressed.
 * @throws PathError on an empty key and on a backslash before anything else
 */
export function parsePath(path: string): Path {
  const keys: string[] = [];
  let key = '';
  for (let i = 0; i <= path.length; i++) {
    const char = path[i];
    if (char === undefined || char === '.') {
      if (key === '') throw new PathError(`the key at character ${i + 1} of the path is empty`);
      keys.push(key);
      key = '';
    } else if (char === '\\') {
      const escaped = path[++i];
      if (escaped !== '.' && escaped !== '\\') {
        throw new PathError(
          `the backslash at character ${i} of the path must stand before a dot or a backslash`,
        );
      }
      key += escaped;
    } else {
      key += char;
    }
  }
  return keys.map((key) => ({ key, index: isIndex(key) ? Number(key) : -1 }));
}

/** The path of these keys, outermost first; the inverse of how a condition's path is read. No key may be empty. */
export function formatPath(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.');
}

/** The keys of a path, outermost first; the inverse of `formatPath`. */
export const parsePathKeys = (path: string): string[] => parsePath(path).map(({ key }) => key);

/** The value at the path, undefined when there is none. Own properties only, never the prototype's or `length`. */
export function readPath(properties: unknown, path: Path): unknown {
  let value = properties;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) {
      const { index } = segment;
      value = index >= 0 && index < value.length ? (value as readonly unknown[])[index] : undefined;
    } else {
      value = Object.hasOwn(value, segment.key) ? (value as Record<string, unknown>)[segment.key] : undefined;
    }
  }
  return value;
}

function isIndex(key: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(key);
}
