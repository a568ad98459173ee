import { randomUUID } from 'node:crypto';

/**
 * Deepest nesting of a body that stays JSON. PostgreSQL 15 takes 13,000 levels and 18 takes 16,000 (with the default
 * `max_stack_depth`), JSON.stringify 4,000. What lies deeper than this is kept as its JSON text, in a string.
 */
export const maxDepth = 1024;

/** Most digits after the point that jsonb holds. */
const maxScale = 16_383;

/**
 * Digits that the numbers of one value may gain when exponents are written out, as jsonb does: 1e400 has 401.
 * Without a bound an event of 32 KB grows to 500 MB for whoever reads it.
 */
const maxGrowth = 16_384;

/** Longest text below `maxDepth` that is checked for being JSON. No event that is kept has room for more. */
const maxDeepText = 65_536;

/** A number that JavaScript cannot hold with all its digits, or that is written with an exponent. */
export class LongNumber {
  constructor(readonly literal: string) {}

  toJSON(): string {
    return numberMark + this.literal;
  }
}

/** Names that no client can know: they stand for literals while a text passes through JSON.parse and JSON.stringify. */
const numberMark = `number-${randomUUID()}:`;
const textMark = `text-${randomUUID()}:`;
const markedNumber = new RegExp(`"${numberMark}([^"]+)"`, 'g');

const wholeNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const numberParts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;

/** Escapes of JSON.stringify. A lone surrogate is written as one, a pair is not. */
const escapes = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;

/**
 * JSON.parse, except that no digit of a number is lost (`LongNumber`) and that what lies deeper than `maxDepth`
 * becomes a string of its JSON text. An own `__proto__` is a key like any other.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  return parse(text, scan(text));
}

/** A body of ingestion. */
export interface JsonBody {
  value: unknown;
  /**
   * Of each call in it the text as it came, where PostgreSQL may have it so: to write it anew took 8 of the 180 µs of a
   * single call. Null where `storableJson` has something to mend in any of them. Whatever else the
   * body is, there is one text: its own.
   */
  texts: readonly string[] | null;
}

/**
 * `parseJson`, with the texts of the calls: of a body that is an array, or has one as its `batch`, one each that is
 * no number, text or literal.
 * @throws SyntaxError as JSON.parse does.
 */
export function parseBody(text: string): JsonBody {
  const scanned = scan(text);
  const value = parse(text, scanned);
  if (!scanned.isPlain || !scanned.isCanonical || text.includes('\\u')) return { value, texts: null };
  // A batch that a later one of the same object replaces may have been an array, and the later one none.
  if (!holdsCalls(value)) return { value, texts: [text] };
  return { value, texts: scanned.calls?.map(([start, end]) => text.slice(start, end)) ?? null };
}

const holdsCalls = (value: unknown): boolean =>
  Array.isArray(value) || Array.isArray((value as { batch?: unknown } | null)?.batch);

const parse = (text: string, { isPlain }: Scan): unknown =>
  isPlain ? JSON.parse(text) : JSON.parse(protect(text), unprotect);

/**
 * The JSON text of a value of `parseJson`, such that PostgreSQL's jsonb holds it: U+FFFD stands for NUL and for
 * lone surrogates, numbers have the digits they came with (or are strings of them, beyond what jsonb can hold).
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  const characters = text.includes('\\u')
    ? text.replace(escapes, (escape) => (/^\\u(?:0000|d)/.test(escape) ? '\ufffd' : escape))
    : text;
  return characters.includes(numberMark) ? restoreNumbers(characters) : characters;
}

interface Scan {
  /** Whether JSON.parse and JSON.stringify lose nothing of the text and have the stack for it. */
  isPlain: boolean;
  /** Whether JavaScript would write each number as it stands, but for very small ones: 1 and not 1.0. */
  isCanonical: boolean;
  /** Where each call begins and ends; null where no array of calls was found. */
  calls: [start: number, end: number][] | null;
}

/** One quick pass. */
function scan(text: string): Scan {
  let depth = 0;
  let deepest = 0;
  let isCanonical = true;
  let calls: [start: number, end: number][] | null = null;
  // How deep the calls lie while their array is open.
  let callDepth = 0;
  let callStart = 0;
  // The last string at depth 1: right before the array of a key, that key.
  let keyStart = 0;
  let keyEnd = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === Unit.quote) {
      const end = endOfString(text, at);
      if (depth === 1) {
        keyStart = at + 1;
        keyEnd = end;
      }
      at = end;
    } else if (isOpening(unit)) {
      if (callDepth === 0 && unit === Unit.openBracket && depth <= 1) {
        if (depth === 0 || text.slice(keyStart, keyEnd) === 'batch') {
          // Of several batches the last one counts, as in JSON.parse.
          calls = [];
          callDepth = depth + 1;
        }
      } else if (depth === callDepth) callStart = at;
      if (++depth > deepest) deepest = depth;
    } else if (isClosing(unit)) {
      depth--;
      if (callDepth > 0 && depth === callDepth) calls?.push([callStart, at + 1]);
      else if (depth < callDepth) callDepth = 0;
    } else if (startsNumber(unit)) {
      const end = endOfNumber(text, at);
      if (!isPlainNumber(text, at, end)) return { isPlain: false, isCanonical: false, calls: null };
      if (text.charCodeAt(end - 1) === Unit.zero && text.slice(at, end).includes('.')) isCanonical = false;
      at = end - 1;
    }
  }
  return { isPlain: deepest <= maxDepth, isCanonical, calls };
}

/**
 * The text with each number that is not plain as `{numberMark: literal}` and each part below `maxDepth` as
 * `{textMark: text}`. An object stands where only a value may: what was not JSON does not become JSON.
 */
function protect(text: string): string {
  let protectedText = '';
  let copied = 0;
  const put = (start: number, end: number, mark: string) => {
    protectedText += `${text.slice(copied, start)}{"${mark}":${JSON.stringify(text.slice(start, end))}}`;
    copied = end;
  };
  let depth = 0;
  let deepStart = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === Unit.quote) {
      at = endOfString(text, at);
    } else if (isOpening(unit)) {
      if (++depth === maxDepth + 1) deepStart = at;
    } else if (isClosing(unit)) {
      if (depth-- === maxDepth + 1) {
        checkDeepText(text, deepStart, at + 1);
        put(deepStart, at + 1, textMark);
      }
    } else if (startsNumber(unit) && depth <= maxDepth) {
      const end = endOfNumber(text, at);
      if (!isPlainNumber(text, at, end) && wholeNumber.test(text.slice(at, end))) put(at, end, numberMark);
      at = end - 1;
    }
  }
  // Not closed, so not JSON: without its deep end, which would cost JSON.parse 75 bytes of memory a bracket.
  return protectedText + text.slice(copied, depth > maxDepth ? deepStart : undefined);
}

function checkDeepText(text: string, start: number, end: number): void {
  if (end - start <= maxDeepText) JSON.parse(text.slice(start, end));
}

function unprotect(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const marked = value as Record<string, string>;
  if (marked[numberMark] !== undefined) return new LongNumber(marked[numberMark]);
  return marked[textMark] ?? value;
}

function restoreNumbers(text: string): string {
  let room = maxGrowth;
  return text.replace(markedNumber, (_marked, literal: string) => {
    const { digits, scale } = writtenOut(literal);
    room -= Math.max(0, digits - literal.length);
    return scale <= maxScale && room >= 0 ? literal : `"${literal}"`;
  });
}

/** Digits of a number without its exponent: all of them, and those after the point. */
function writtenOut(literal: string): { digits: number; scale: number } {
  const [, whole = '', fraction = '', exponent = '0'] = numberParts.exec(literal) ?? [];
  const scale = Math.max(0, fraction.length - Number(exponent));
  return { digits: Math.max(1, whole.length + Number(exponent)) + scale, scale };
}

/** Up to 15 digits survive in a double. Longer ones do when JavaScript writes them the same way. */
function isPlainNumber(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ((text.charCodeAt(at) | Unit.lowerCase) === Unit.e) return false;
  }
  if (end - start <= 15) return true;
  const literal = text.slice(start, end);
  return String(Number(literal)) === literal;
}

const Unit = {
  quote: 0x22,
  plus: 0x2b,
  minus: 0x2d,
  point: 0x2e,
  zero: 0x30,
  nine: 0x39,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  e: 0x65,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  lowerCase: 0x20,
} as const;

const isOpening = (unit: number): boolean => unit === Unit.openBrace || unit === Unit.openBracket;
const isClosing = (unit: number): boolean => unit === Unit.closeBrace || unit === Unit.closeBracket;
const isDigit = (unit: number): boolean => unit >= Unit.zero && unit <= Unit.nine;
const startsNumber = (unit: number): boolean => isDigit(unit) || unit === Unit.minus;

/** Index of the quote that closes the string at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === Unit.quote) return at;
    at += unit === Unit.backslash ? 2 : 1;
  }
  return at;
}

/** Index behind the characters that numbers are made of. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    const belongs =
      isDigit(unit) ||
      unit === Unit.point ||
      unit === Unit.minus ||
      unit === Unit.plus ||
      (unit | Unit.lowerCase) === Unit.e;
    if (!belongs) return at;
    at++;
  }
  return at;
}
