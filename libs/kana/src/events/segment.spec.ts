import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NewEvent } from './event.js';
import { parseBody, parseJson, storableJson } from './json.js';
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
    expect(openBody({ value: body, texts: null })).toMatchObject({ single, calls, writeKey });
  });

  test('with what a batch shares', () => {
    const shared = { sentAt: 's', context: { a: 1 }, integrations: { b: 2 } };
    const value = { batch: [], ...shared, more: 1 };
    expect(openBody({ value, texts: null }).envelope).toEqual(shared);
  });

  const ofText: { name: string; text: string; texts: string[] | null }[] = [
    { name: 'a call is its own text', text: ' {"event": "a"}', texts: [' {"event": "a"}'] },
    { name: 'a batch has one of each call', text: '{"batch":[{"a":[1]}, {}]}', texts: ['{"a":[1]}', '{}'] },
    { name: 'so has an array', text: '[{"a":{}},[[]]]', texts: ['{"a":{}}', '[[]]'] },
    { name: 'an empty batch has none', text: '{"batch":[]}', texts: [] },
    {
      name: 'what is in other arrays is no call',
      text: '{"x":[{}],"batch":[{"y":[{}]}]}',
      texts: ['{"y":[{}]}'],
    },
    {
      name: 'the last of two batches counts',
      text: '{"batch":[{"a":1}],"batch":[{"b":1}]}',
      texts: ['{"b":1}'],
    },
    {
      name: 'a batch that is none after all is one call',
      text: '{"batch":[{}],"batch":{}}',
      texts: ['{"batch":[{}],"batch":{}}'],
    },
    { name: 'a key in a call is no batch', text: '[{"batch":[{}]}]', texts: ['{"batch":[{}]}'] },
    { name: 'nor is a text', text: '["batch",[{}]]', texts: null },
    { name: 'a wrapped call has none', text: '{"event":{"event":"a"}}', texts: null },
    { name: 'nor has one beside a number', text: '{"x":[{"a":1}],"batch":[{"b":1},5]}', texts: null },
    { name: 'nor where an escape may have to be mended', text: '{"a":"\\u0000"}', texts: null },
    { name: 'nor with a number that JavaScript cannot hold', text: '{"a":1e400}', texts: null },
    { name: 'nor with one that it would write otherwise', text: '{"a":1.50}', texts: null },
  ];
  test.each(ofText)('whose texts may be stored as they came: $name', ({ text, texts }) => {
    expect(openBody(parseBody(text)).texts).toEqual(texts);
  });
});

test('a call that is stored as it came is what it would be if written anew', () => {
  const space = fc.constantFrom('', ' ', '\n  ');
  const part = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.constantFrom(
      '1.0',
      '-0',
      '0.10',
      '1e2',
      '"batch"',
      '"\\u0041"',
      '[]',
      '[{}]',
      '[[{"batch":[{}]}],{}]',
    ),
  );
  const object = fc
    .array(fc.tuple(fc.constantFrom('batch', 'event', 'a', '\\u0062atch', 'batch '), space, part), {
      maxLength: 4,
    })
    .map((fields) => `{${fields.map(([key, gap, value]) => `${gap}"${key}"${gap}:${value}`).join(',')}}`);
  const list = fc
    .tuple(space, fc.array(fc.oneof(object, part), { maxLength: 4 }))
    .map(([gap, parts]) => `[${gap}${parts.join(`,${gap}`)}${gap}]`);
  const body = fc.oneof(
    object,
    list,
    list.map((calls) => `{"a":[{}],"batch":${calls},"sentAt":[{}]}`),
  );
  let asTheyCame = 0;
  fc.assert(
    fc.property(body, (text) => {
      const { calls, texts } = openBody(parseBody(text));
      if (!texts) return;
      asTheyCame += 1;
      const written = calls.map((call) => JSON.parse(storableJson(call)) as unknown);
      // PostgreSQL has no -0 either.
      const stored = texts.map((one) => JSON.parse(JSON.stringify(JSON.parse(one))) as unknown);
      expect(stored).toEqual(written);
    }),
    { numRuns: 3_000 },
  );
  expect(asTheyCame).toBeGreaterThan(300);
});

test('a call with its key, with what its batch shares, or too long by its spaces is written anew', () => {
  const payloadOf = (call: object, text: string, envelope: Partial<Envelope> = {}) => {
    const verdict = judgeCall(call, { receivedAt, ...envelope }, text);
    return verdict.kind === 'event' ? verdict.event.payload : verdict;
  };
  const text = JSON.stringify(track, null, 1);
  expect(payloadOf(track, text)).toBe(text);
  expect(payloadOf({ ...track, writeKey: 'k' }, text)).toBe(JSON.stringify(track));
  expect(payloadOf(track, text, { context: { a: 1 } })).toBe(JSON.stringify({ ...track, context: { a: 1 } }));
  expect(payloadOf(track, `${text}${' '.repeat(maxEventBytes)}`)).toBe(JSON.stringify(track));
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
