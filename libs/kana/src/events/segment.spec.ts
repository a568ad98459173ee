import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NewEvent } from './event.js';
import { parseJson } from './json.js';
import { judgeCall, maxEventBytes, openBody, type Envelope, type Verdict } from './segment.js';

const receivedAt = new Date('2024-06-01T12:00:00.000Z');

const judge = (call: unknown, envelope: Partial<Envelope> = {}): Verdict =>
  judgeCall(call, { receivedAt, ...envelope });

function event(call: unknown, envelope: Partial<Envelope> = {}): NewEvent {
  const verdict = judge(call, envelope);
  if (verdict.kind !== 'event') throw new Error(`Not an event: ${JSON.stringify(verdict)}`);
  return verdict.event;
}

const payload = (call: unknown, envelope: Partial<Envelope> = {}): unknown =>
  JSON.parse(event(call, envelope).payload);

const track = { type: 'track', userId: 'u1', event: 'Sent', messageId: 'm1' };

describe('a call becomes an event', () => {
  test('track, as it came', () => {
    const call = { ...track, properties: { a: [1, { b: null }] }, email: 'beside@the.spec', version: '1.1' };
    expect(event(call)).toEqual({
      type: 'track',
      userId: 'u1',
      messageId: 'm1',
      name: 'Sent',
      occurredAt: receivedAt,
      receivedAt,
      payload: JSON.stringify(call),
    });
  });

  test('identify, without a name', () => {
    expect(event({ type: 'identify', userId: 'u1', traits: { email: 'a@b.c' } })).toMatchObject({
      type: 'identify',
      name: null,
    });
  });

  test('of the type that the route stands for, whatever it says itself', () => {
    expect(event({ userId: 'u1', event: 'Sent' }, { type: 'track' }).type).toBe('track');
    expect(event({ ...track, type: 'page' }, { type: 'track' }).type).toBe('track');
    expect(event({ ...track, type: 'Track' }).type).toBe('track');
  });

  test.each([
    ['userId', { userId: 'u1' }, 'u1'],
    ['user_id', { user_id: 'u1' }, 'u1'],
    ['userID', { userID: 'u1' }, 'u1'],
    ['a number, as text', { userId: 123 }, '123'],
    ['zero', { userId: 0 }, '0'],
    ['spaces around it as they are', { userId: ' u1 ' }, ' u1 '],
    ['NUL as U+FFFD', { userId: 'u\0' }, 'u\ufffd'],
  ])('of the user in %s', (_name, user, expected) => {
    expect(event({ type: 'track', event: 'Sent', ...user }).userId).toBe(expected);
  });

  test('of a user whose number is too long for JavaScript, with all its digits', () => {
    const call = parseJson('{"type":"track","event":"Sent","userId":12345678901234567890}');
    expect(event(call).userId).toBe('12345678901234567890');
  });

  test('with its messageId, or a new one', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
    expect(event({ ...track, messageId: 7 }).messageId).toBe('7');
    expect(event({ ...track, messageId: 'x'.repeat(300) }).messageId).toMatch(/^x{190}…[0-9a-f]{64}$/);
    for (const messageId of [undefined, null, '', {}, true]) {
      expect(event({ ...track, messageId }).messageId).toMatch(uuid);
    }
  });

  test('with the beginning of a very long name, and the whole in the payload', () => {
    const long = 'n'.repeat(300);
    expect(event({ ...track, event: long }).name).toBe('n'.repeat(255));
    expect(payload({ ...track, event: long })).toMatchObject({ event: long });
  });

  test('without its key', () => {
    expect(payload({ ...track, writeKey: 'secret', properties: { writeKey: 'mine' } })).toEqual({
      ...track,
      properties: { writeKey: 'mine' },
    });
  });

  test('with what its batch shares; its own fields win', () => {
    const call = { ...track, context: { ip: '::1' }, integrations: { All: false } };
    const shared = { context: { ip: '10.0.0.1', locale: 'de' }, integrations: { All: true, Kana: true } };
    expect(payload(call, shared)).toEqual({
      ...track,
      context: { ip: '::1', locale: 'de' },
      integrations: { All: false, Kana: true },
    });
    expect(payload(track, { context: { ip: '::1' } })).toEqual({ ...track, context: { ip: '::1' } });
    expect(payload({ ...track, context: 'odd' }, shared)).toMatchObject({ context: 'odd' });
    expect(payload(track, { context: 'odd', integrations: [] })).toEqual(track);
  });

  test('dated by the clock of the batch that sent it', () => {
    const call = { ...track, timestamp: '2024-06-01T10:59:50Z' };
    expect(event(call, { sentAt: '2024-06-01T11:00:00Z' }).occurredAt.toISOString()).toBe(
      '2024-06-01T11:59:50.000Z',
    );
  });

  test('without properties or traits, and with null for them', () => {
    for (const nothing of [undefined, null, {}]) {
      expect(judge({ ...track, properties: nothing }).kind).toBe('event');
      expect(judge({ type: 'identify', userId: 'u1', traits: nothing }).kind).toBe('event');
    }
  });

  test('of exactly 32 KB, its key not counted', () => {
    const filler = (bytes: number) => ({ ...track, properties: { x: 'ü'.repeat(bytes / 2) } });
    const empty = JSON.stringify(filler(0)).length;
    const room = maxEventBytes - empty - ((maxEventBytes - empty) % 2);
    expect(judge({ ...filler(room), writeKey: 'k'.repeat(1000) }).kind).toBe('event');
    expect(judge(filler(room + 2)).kind).toBe('dropped');
  });
});

describe('a call is dropped', () => {
  const cases: { name: string; call: unknown; code: string; paths: string[] }[] = [
    { name: 'no object', call: 'track', code: 'not_an_object', paths: [''] },
    { name: 'null', call: null, code: 'not_an_object', paths: [''] },
    { name: 'an array', call: [track], code: 'not_an_object', paths: [''] },
    { name: 'no type', call: { userId: 'u1' }, code: 'unknown_type', paths: ['type'] },
    { name: 'an unknown type', call: { ...track, type: 'trace' }, code: 'unknown_type', paths: ['type'] },
    { name: 'no user', call: { ...track, userId: undefined }, code: 'id_required', paths: ['userId'] },
    {
      name: 'an anonymous user',
      call: { ...track, userId: null, anonymousId: 'a1' },
      code: 'id_required',
      paths: ['userId'],
    },
    { name: 'an empty user', call: { ...track, userId: '' }, code: 'id_required', paths: ['userId'] },
    { name: 'a blank user', call: { ...track, userId: ' \t' }, code: 'id_required', paths: ['userId'] },
    {
      name: 'an object for a user',
      call: { ...track, userId: {} },
      code: 'id_not_string',
      paths: ['userId'],
    },
    {
      name: 'a fraction for a user',
      call: { ...track, userId: 1.5 },
      code: 'id_not_string',
      paths: ['userId'],
    },
    { name: 'no name', call: { ...track, event: undefined }, code: 'event_not_defined', paths: ['event'] },
    { name: 'a blank name', call: { ...track, event: ' ' }, code: 'event_not_defined', paths: ['event'] },
    { name: 'a number for a name', call: { ...track, event: 5 }, code: 'event_not_string', paths: ['event'] },
    {
      name: 'properties that are a text',
      call: { ...track, properties: 'x' },
      code: 'properties_not_object',
      paths: ['properties'],
    },
    {
      name: 'properties that are an array',
      call: { ...track, properties: [1] },
      code: 'properties_not_object',
      paths: ['properties'],
    },
    {
      name: 'properties that are a long number',
      call: parseJson('{"type":"track","userId":"u","event":"e","properties":1e400}'),
      code: 'properties_not_object',
      paths: ['properties'],
    },
    {
      name: 'traits that are a number',
      call: { type: 'identify', userId: 'u1', traits: 1 },
      code: 'traits_not_object',
      paths: ['traits'],
    },
    {
      name: 'everything at once',
      call: { type: 'track', event: 5, properties: 'x'.repeat(40_000) },
      code: 'id_required',
      paths: ['userId', 'event', 'properties', ''],
    },
    {
      name: 'too much',
      call: { ...track, properties: { x: 'x'.repeat(maxEventBytes) } },
      code: 'event_too_large',
      paths: [''],
    },
  ];
  test.each(cases)('$name', ({ call, code, paths }) => {
    const verdict = judge(call);
    expect(verdict).toMatchObject({ kind: 'dropped', code });
    expect(verdict.kind === 'dropped' && verdict.faults.map(({ path }) => path)).toEqual(paths);
  });

  test('and keeps its messageId', () => {
    expect(judge({ type: 'track', messageId: 'm1' })).toMatchObject({ kind: 'dropped', messageId: 'm1' });
  });

  test('when its batch makes it too large', () => {
    const context = { x: 'x'.repeat(maxEventBytes - 50) };
    expect(judge(track, { context })).toMatchObject({ kind: 'dropped', code: 'event_too_large' });
  });
});

describe('a call is ignored', () => {
  test.each(['page', 'screen', 'group', 'alias', 'delete'])('%s', (type) => {
    expect(judge({ type, messageId: 'm1' })).toEqual({ kind: 'ignored', messageId: 'm1', type });
  });

  test('the alias of the webhook guide, with its odd keys', () => {
    expect(judge({ type: 'alias', 'Previous ID': 'a', 'User ID': 'b' }).kind).toBe('ignored');
  });
});

describe('a body is opened', () => {
  const cases: { name: string; body: unknown; single: boolean; calls: unknown[]; writeKey: string }[] = [
    { name: 'one call', body: track, single: true, calls: [track], writeKey: '' },
    {
      name: 'one call with its key',
      body: { ...track, writeKey: 'k' },
      single: true,
      calls: [{ ...track, writeKey: 'k' }],
      writeKey: 'k',
    },
    { name: 'an array', body: [track, 5], single: false, calls: [track, 5], writeKey: '' },
    {
      name: 'an array whose first call has the key',
      body: [{ writeKey: 'k' }],
      single: false,
      calls: [{ writeKey: 'k' }],
      writeKey: 'k',
    },
    {
      name: 'a batch',
      body: { batch: [track], writeKey: 'k' },
      single: false,
      calls: [track],
      writeKey: 'k',
    },
    {
      name: 'a batch whose first call has the key',
      body: { batch: [{ writeKey: 'k' }] },
      single: false,
      calls: [{ writeKey: 'k' }],
      writeKey: 'k',
    },
    { name: 'an empty batch', body: { batch: [] }, single: false, calls: [], writeKey: '' },
    { name: 'a wrapped call', body: { event: track }, single: true, calls: [track], writeKey: '' },
    { name: 'nothing', body: undefined, single: true, calls: [undefined], writeKey: '' },
    {
      name: 'a batch that is none',
      body: { batch: 'x', writeKey: 5 },
      single: true,
      calls: [{ batch: 'x', writeKey: 5 }],
      writeKey: '',
    },
  ];
  test.each(cases)('$name', ({ body, single, calls, writeKey }) => {
    expect(openBody(body)).toMatchObject({ single, calls, writeKey });
  });

  test('with what a batch shares', () => {
    const shared = { sentAt: 's', context: { a: 1 }, integrations: { b: 2 } };
    expect(openBody({ batch: [], ...shared, more: 1 }).envelope).toEqual(shared);
  });
});

test('no JSON at all makes the judge fail', () => {
  const fields = fc.constantFrom(
    'type',
    'userId',
    'event',
    'properties',
    'traits',
    'timestamp',
    'sentAt',
    'messageId',
  );
  const some = fc.oneof(fc.jsonValue(), fc.constantFrom('track', 'identify', 'page', 'u1', { a: 1 }));
  const call = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fields, some),
    fc.dictionary(fields, some).map((more) => ({ ...track, properties: {}, ...more })),
  );
  fc.assert(
    fc.property(call, call, (one, context) => {
      const verdict = judge(parseJson(JSON.stringify(one)), { context });
      if (verdict.kind === 'event') {
        expect(verdict.event.userId).not.toBe('');
        expect(JSON.parse(verdict.event.payload)).toBeInstanceOf(Object);
        expect(Number.isNaN(verdict.event.occurredAt.getTime())).toBe(false);
      } else if (verdict.kind === 'dropped') {
        expect(verdict.faults.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1_000 },
  );
});
