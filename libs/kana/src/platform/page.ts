import { z } from 'zod';
import { DomainError } from './errors.js';

export const pageLimitSchema = z.coerce.number().int().min(1).max(200).default(50);

/** `limit` and `cursor` of a list. A cursor is opaque: it comes from `nextCursor` of the page before. */
export const pageFields = { limit: pageLimitSchema, cursor: z.string().min(1).max(2_048).optional() };

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

/** `rows` was read with `limit + 1`: the extra row only tells that there is a next page. */
export function pageOf<Row, T>(
  rows: Row[],
  limit: number,
  show: (row: Row) => T,
  cursorOf: (row: Row) => readonly unknown[],
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(show),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null,
  };
}

const encodeCursor = (key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * The key that a cursor holds, checked by `schema`; undefined for the first page.
 * @throws DomainError `invalid` for a cursor that no page gave.
 */
export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  const key = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!key.success) {
    throw new DomainError('invalid', 'invalid_cursor', 'The cursor is not one of this list.', {
      faults: [{ path: 'cursor', message: 'use the nextCursor of the page before, unchanged' }],
    });
  }
  return key.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
