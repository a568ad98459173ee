import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../../../../test/harness.js';
import { bodyLimit, webhookBodyLimit } from '../http/body.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

async function post(path: string, body: string | Buffer | undefined, headers: Record<string, string> = {}) {
  const response = await fetch(server.origin + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${testKey}`, ...headers },
    // As bytes: fetch labels a string by itself.
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as { code?: string; message?: string } };
}

let count = 0;
const event = (more: object = {}) =>
  JSON.stringify({ userId: 'u1', event: 'Grüße 😀', messageId: `body-${++count}`, ...more });

async function storedName(): Promise<string | undefined> {
  const rows = await server.sql<{ name: string }>('select name from events where message_id = $1', [
    `body-${count}`,
  ]);
  return rows[0]?.name;
}

describe('a body is read', () => {
  const cases: {
    name: string;
    headers?: Record<string, string>;
    encode?: (text: string) => Buffer | string;
  }[] = [
    { name: 'as JSON', headers: { 'content-type': 'application/json' } },
    { name: 'as text/plain (analytics-next)', headers: { 'content-type': 'text/plain' } },
    { name: 'without a content type' },
    { name: 'with a content type that is none', headers: { 'content-type': 'json' } },
    { name: 'with an unknown charset', headers: { 'content-type': 'application/json; charset=none' } },
    { name: 'labelled as a form (curl)', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    {
      name: 'gzipped and labelled as a form (rudder-sdk-node)',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
      encode: gzipSync,
    },
    { name: 'gzipped without a label', encode: gzipSync },
    { name: 'labelled as gzip and plain', headers: { 'content-encoding': 'gzip' } },
    { name: 'deflated', headers: { 'content-encoding': 'deflate' }, encode: deflateSync },
    { name: 'with brotli', headers: { 'content-encoding': 'br' }, encode: brotliCompressSync },
    { name: 'labelled as brotli and plain', headers: { 'content-encoding': 'br' } },
    { name: 'with a byte order mark', encode: (text) => `\ufeff${text}` },
    { name: 'with a byte order mark, gzipped', encode: (text) => gzipSync(`\ufeff${text}`) },
  ];
  test.each(cases)('$name', async ({ headers, encode = (text) => text }) => {
    expect(await post('/v1/track', encode(event()), headers)).toEqual({
      status: 200,
      body: { success: true },
    });
    expect(await storedName()).toBe('Grüße 😀');
  });

  test('in pieces, without a length', async () => {
    const bytes = Buffer.from(event());
    const pieces = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const response = await fetch(`${server.origin}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testKey}` },
      body: pieces,
      duplex: 'half',
    });
    expect(response.status).toBe(200);
    expect(await storedName()).toBe('Grüße 😀');
  });
});

describe('400 for', () => {
  test.each([
    ['words', 'hello'],
    ['half a body', '{"userId":'],
    ['a form', 'userId=u1&event=Sent'],
    ['gzip that is cut off', gzipSync(event()).subarray(0, 30)],
  ])('%s', async (_name, body) => {
    const { status, body: answer } = await post('/v1/track', body);
    expect(status).toBe(400);
    expect(answer).toMatchObject({
      success: false,
      code: expect.stringMatching(/^(not_json|bad_encoding)$/),
    });
  });

  test('a body that is not JSON, with the place', async () => {
    const { body } = await post('/v1/track', '{"userId":"u1",}');
    expect(body.message).toBe('The body is not JSON: wrong at position 15.');
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a number', '5'],
    ['null', 'null'],
  ])('a body that is %s', async (_name, body) => {
    expect(await post('/v1/track', body)).toMatchObject({ status: 400, body: { code: 'not_an_object' } });
  });
});

describe('413 for', () => {
  const padded = (bytes: number) => event() + ' '.repeat(bytes);

  test('a body over the limit of the route, and not below it', async () => {
    expect(await post('/v1/track', padded(bodyLimit - 200))).toMatchObject({ status: 200 });
    expect(await post('/v1/track', padded(bodyLimit))).toMatchObject({
      status: 413,
      body: { success: false, code: 'body_too_large' },
    });
    expect(await post('/segment/events', event({ type: 'track' }) + ' '.repeat(bodyLimit))).toMatchObject({
      status: 200,
    });
    expect(await post('/segment/events', padded(webhookBodyLimit))).toMatchObject({ status: 413 });
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('a bomb in %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(20 * bodyLimit, ' '));
    expect(bomb.length).toBeLessThan(bodyLimit);
    expect(await post('/v1/track', bomb, { 'content-encoding': encoding })).toMatchObject({
      status: 413,
      body: { success: false, code: 'body_too_large' },
    });
  });

  test('more than 4,000 events from the webhook', async () => {
    const events = Array.from({ length: 4_001 }, (_, index) => ({
      type: 'track',
      userId: `u${index % 50}`,
      event: 'Sent',
      messageId: `many-${index}`,
    }));
    expect(await post('/segment/events', JSON.stringify(events))).toMatchObject({
      status: 413,
      body: { code: 'too_many_calls' },
    });
    expect(await post('/segment/events', JSON.stringify(events.slice(1)))).toMatchObject({
      status: 200,
      body: { accepted: 4_000, dropped: 0 },
    });
  });
});

describe('/api', () => {
  const feature = () => JSON.stringify({ id: `f${++count}`, name: 'F', type: 'BINARY' });
  const json = { 'content-type': 'application/json' };

  test('takes JSON', async () => {
    expect(await post('/api/features', feature(), json)).toMatchObject({ status: 201 });
    expect(
      await post('/api/features', feature(), {
        'content-type': 'application/merge-patch+json; charset=utf-8',
      }),
    ).toMatchObject({ status: 201 });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'answers 415 for %s',
    async (type) => {
      expect(await post('/api/features', feature(), { 'content-type': type })).toMatchObject({
        status: 415,
        body: { status: 415, code: 'unsupported_media_type' },
      });
    },
  );

  test('answers 400 for what is not JSON, 413 for too much, 400 for what nests too deep', async () => {
    expect(await post('/api/features', '{', json)).toMatchObject({ status: 400, body: { code: 'not_json' } });
    expect(await post('/api/features', ' '.repeat(bodyLimit + 1), json)).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    const deep = `{"metadata":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    expect(await post('/api/features', deep, json)).toMatchObject({
      status: 400,
      body: { code: 'nested_too_deep' },
    });
  });

  test('names every fault of its input', async () => {
    const { status, body } = await post('/api/features', '{"name":5,"type":"NONE","more":1,"even":2}', json);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_input', type: 'about:blank', title: 'Bad Request' });
    const { faults } = body as { faults: { path: string }[] };
    expect(faults.map(({ path }) => path).sort()).toEqual(['even', 'id', 'more', 'name', 'type']);
  });
});
