import { createHash } from 'node:crypto';

/** Longest text of an identifier or a name in a column, in UTF-16 units. */
const maxLength = 255;

/** NUL and lone surrogates: JSON and JavaScript hold them, PostgreSQL does not. */
const unstorable = /\0|\p{Surrogate}/gu;
const maybeUnstorable = /[\0\ud800-\udfff]/;

/** The text with U+FFFD wherever PostgreSQL could not hold a character. */
export const storableText = (text: string): string =>
  maybeUnstorable.test(text) ? text.replace(unstorable, '\ufffd') : text;

/**
 * An identifier that an index key has room for: up to 255 characters unchanged; longer ones keep their
 * beginning and the SHA-256 of the whole, so that different identifiers stay different.
 */
export function indexable(text: string): string {
  if (text.length <= maxLength) return text;
  const hash = createHash('sha256').update(text).digest('hex');
  return `${beginning(text, maxLength - hash.length - 1)}…${hash}`;
}

/** The first `length` UTF-16 units; one less where that would cut a surrogate pair in two. */
export function beginning(text: string, length = maxLength): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
