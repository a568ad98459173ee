import type { z } from 'zod';
import { storableText } from './text.js';

/** Whether PostgreSQL can hold a text. Events are mended where it cannot; what people enter is refused. */
export const isStorable = (text: string): boolean => storableText(text) === text;

export const unstorable = 'must hold neither NUL nor half a surrogate pair';

/** A refinement that names every text in a JSON value, keys included, that PostgreSQL could not hold. */
export function storableTexts(value: unknown, context: z.RefinementCtx, path: string[] = []): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) context.addIssue({ code: 'custom', path, message: unstorable });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (!isStorable(key)) context.addIssue({ code: 'custom', path: [...path, key], message: unstorable });
      storableTexts(part, context, [...path, key]);
    }
  }
}
