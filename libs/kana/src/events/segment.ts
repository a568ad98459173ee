import { randomUUID } from 'node:crypto';
import type { Fault } from '../platform/errors.js';
import type { EventType, NewEvent } from './event.js';
import { occurredAt } from './event-time.js';
import { type JsonBody, LongNumber, storableJson } from './json.js';
import { beginning, indexable, storableText } from './text.js';

/** Largest event that Segment takes: 32 KB of JSON, its `writeKey` not counted. */
export const maxEventBytes = 32 * 1024;

/** Calls that are stored. */
const storedTypes = ['track', 'identify'] as const;

/** Calls that are acknowledged and counted, no more. Segment sends `delete` to webhooks only. */
const ignoredTypes = ['page', 'screen', 'group', 'alias', 'delete'] as const;

export type CallType = (typeof storedTypes)[number] | (typeof ignoredTypes)[number];

/** Why a call was dropped, in Segment's own words where it has one. */
export type DropCode =
  | 'id_required'
  | 'id_not_string'
  | 'event_not_defined'
  | 'event_not_string'
  | 'properties_not_object'
  | 'traits_not_object'
  | 'unknown_type'
  | 'not_an_object'
  | 'event_too_large';

/** What came around a call: from the route, the clock and the batch. */
export interface Envelope {
  /** When the request arrived. */
  receivedAt: Date;
  /** The call that the route stands for; absent where each call names its own. */
  type?: CallType | undefined;
  /** Of the batch: when it was sent by the client's clock. */
  sentAt?: unknown;
  /** Of the batch: merged into each of its calls, whose own fields win. */
  context?: unknown;
  /** Of the batch: merged into each of its calls, whose own fields win. */
  integrations?: unknown;
}

/** What a call is worth. */
export type Verdict =
  | { kind: 'event'; event: NewEvent }
  | { kind: 'ignored'; messageId: string; type: string }
  | { kind: 'dropped'; messageId: string; code: DropCode; faults: readonly Fault[] };

/** A body taken apart: one call, or several with what they share. */
export interface OpenedBody {
  /** Whether the body was one call by itself, and not a batch of one. */
  single: boolean;
  calls: readonly unknown[];
  /** The text of each call, where it may be stored as it came. */
  texts: readonly string[] | null;
  envelope: Pick<Envelope, 'sentAt' | 'context' | 'integrations'>;
  /** The key in the body, where several libraries send it alone; '' without one. */
  writeKey: string;
}

/**
 * Takes a body apart: one call, an array of calls (Segment's Actions webhook), `{batch: […]}` (every library), or
 * `{event: {…}}` (a common template of Destination Functions).
 */
export function openBody({ value: body, texts }: JsonBody): OpenedBody {
  if (Array.isArray(body)) return openBatch(body, texts, {}, keyOf(body[0]));
  if (!isObject(body)) return { single: true, calls: [body], texts: null, envelope: {}, writeKey: '' };
  if (Array.isArray(body.batch)) {
    const { sentAt, context, integrations } = body;
    const writeKey = keyOf(body) || keyOf(body.batch[0]);
    return openBatch(body.batch, texts, { sentAt, context, integrations }, writeKey);
  }
  const writeKey = keyOf(body);
  const isWrapped = isObject(body.event) && body.type === undefined;
  return isWrapped
    ? { single: true, calls: [body.event], texts: null, envelope: {}, writeKey }
    : { single: true, calls: [body], texts, envelope: {}, writeKey };
}

function openBatch(
  calls: readonly unknown[],
  texts: JsonBody['texts'],
  envelope: OpenedBody['envelope'],
  writeKey: string,
): OpenedBody {
  // A number or a text among the calls has no text of its own.
  const known = texts?.length === calls.length ? texts : null;
  return { single: false, calls, texts: known, envelope, writeKey };
}

/**
 * Judges a call of `parseJson` and makes the event of it that is stored. Names every fault of a call it drops.
 * `text` is the call's own, where it may be stored as it came.
 */
export function judgeCall(call: unknown, envelope: Envelope, text?: string): Verdict {
  if (!isObject(call)) return dropped(randomUUID(), [fault('not_an_object', '', 'must be a JSON object')]);

  const messageId = readMessageId(call);
  const named = envelope.type ?? (typeof call.type === 'string' ? call.type.toLowerCase() : '');
  if (isOneOf(ignoredTypes, named)) return { kind: 'ignored', messageId, type: named };

  const faults: CodedFault[] = [];
  const type = readType(named, faults);
  const userId = readUserId(call, faults);
  const name = type === 'track' ? readEventName(call, faults) : null;
  if (type === 'track') checkObject(call, 'properties', faults);
  if (type === 'identify') checkObject(call, 'traits', faults);
  // Merging a batch's context into thousands of calls that are dropped anyway would cost too much.
  const stored = faults.length === 0 ? completed(call, envelope) : withoutKey(call);
  // A text that is too long may be so by its spaces.
  const isAsItCame = stored === call && text !== undefined && Buffer.byteLength(text) <= maxEventBytes;
  const payload = isAsItCame ? text : storableJson(stored);
  checkSize(payload, faults);
  if (type === null || faults.length > 0) return dropped(messageId, faults);

  const { timestamp, originalTimestamp, receivedAt } = call;
  const times = { timestamp, originalTimestamp, sentAt: call.sentAt ?? envelope.sentAt, receivedAt };
  return {
    kind: 'event',
    event: {
      type,
      userId,
      messageId,
      name,
      occurredAt: occurredAt(times, envelope.receivedAt),
      receivedAt: envelope.receivedAt,
      payload,
    },
  };
}

type Call = Readonly<Record<string, unknown>>;

interface CodedFault extends Fault {
  code: DropCode;
}

const fault = (code: DropCode, path: string, message: string): CodedFault => ({ code, path, message });

const dropped = (messageId: string, faults: readonly CodedFault[]): Verdict => ({
  kind: 'dropped',
  messageId,
  code: faults[0]?.code ?? 'not_an_object',
  faults: faults.map(({ path, message }) => ({ path, message })),
});

/** A text or a number, as text; undefined for anything else. A number that is too long for a double keeps its digits. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Number.isSafeInteger(value)) return String(value);
  return value instanceof LongNumber && /^-?\d+$/.test(value.literal) ? value.literal : undefined;
}

function readMessageId(call: Call): string {
  const text = textOf(call.messageId ?? call.message_id ?? call.messageID);
  return text ? indexable(storableText(text)) : randomUUID();
}

function readType(named: string, faults: CodedFault[]): EventType | null {
  if (isOneOf(storedTypes, named)) return named;
  const valid = [...storedTypes, ...ignoredTypes].join(', ');
  faults.push(fault('unknown_type', 'type', `must be one of ${valid}`));
  return null;
}

/** Segment asks its destinations to take any casing; legacy libraries take numbers and send them as text. */
function readUserId(call: Call, faults: CodedFault[]): string {
  const value = call.userId ?? call.user_id ?? call.userID;
  const text = textOf(value);
  if (text !== undefined && text.trim() !== '') return indexable(storableText(text));
  faults.push(
    value == null || text !== undefined
      ? fault('id_required', 'userId', 'is required: an anonymous call has no user')
      : fault('id_not_string', 'userId', 'must be a string'),
  );
  return '';
}

function readEventName(call: Call, faults: CodedFault[]): string {
  const name = call.event;
  if (typeof name === 'string' && name.trim() !== '') return beginning(storableText(name));
  faults.push(
    name == null || typeof name === 'string'
      ? fault('event_not_defined', 'event', 'is required: a track call names its event')
      : fault('event_not_string', 'event', 'must be a string'),
  );
  return '';
}

function checkObject(call: Call, field: 'properties' | 'traits', faults: CodedFault[]): void {
  if (call[field] == null || isObject(call[field])) return;
  faults.push(fault(`${field}_not_object`, field, 'must be an object'));
}

function checkSize(payload: string, faults: CodedFault[]): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= maxEventBytes) return;
  faults.push(fault('event_too_large', '', `has ${bytes} bytes of JSON, and ${maxEventBytes} are allowed`));
}

/** The call as it is stored: without its key, with what its batch shares. */
function completed(call: Call, { context, integrations }: Envelope): Call {
  const bare = withoutKey(call);
  if (!isObject(context) && !isObject(integrations)) return bare;
  return {
    ...bare,
    context: merged(context, call.context),
    integrations: merged(integrations, call.integrations),
  };
}

/** Browser libraries put the key into each call of a batch. JSON.stringify leaves undefined out. */
const withoutKey = (call: Call): Call =>
  call.writeKey === undefined ? call : { ...call, writeKey: undefined };

/** What the call says wins, field by field. */
function merged(shared: unknown, own: unknown): unknown {
  if (!isObject(shared)) return own;
  if (own == null) return shared;
  return isObject(own) ? { ...shared, ...own } : own;
}

const keyOf = (value: unknown): string =>
  isObject(value) && typeof value.writeKey === 'string' ? value.writeKey : '';

const isObject = (value: unknown): value is Call =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongNumber);

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value);
