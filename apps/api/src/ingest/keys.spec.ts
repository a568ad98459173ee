import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { liveKey, startTestServer, testKey, type TestServer } from '../../../../test/harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

const ingestKey = `wrt_test_${'I'.repeat(32)}`;
const revokedKey = `prv_test_${'R'.repeat(32)}`;

beforeAll(async () => {
  const hash = (key: string) => createHash('sha256').update(key).digest();
  await server.sql(
    `insert into api_keys (environment_id, name, scope, hash, revoked_at)
     values (1, 'ingest', 'ingest', $1, null), (1, 'revoked', 'admin', $2, now())`,
    [hash(ingestKey), hash(revokedKey)],
  );
});

let count = 0;

/** Sends one event and tells the status, and the environment in which the event was stored. */
async function send(headers: Record<string, string>, body: (event: object) => unknown = (event) => event) {
  const messageId = `key-${++count}`;
  const event = { type: 'track', userId: 'u1', event: 'Sent', messageId };
  const response = await fetch(`${server.origin}/segment/events`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body(event)),
  });
  const rows = await server.sql<{ name: string }>(
    'select n.name from events e join environments n on n.id = e.environment_id where message_id = $1',
    [messageId],
  );
  return { status: response.status, body: await response.json(), environment: rows[0]?.name };
}

const basic = (credentials: string) => ({
  authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
});

type Form = [name: string, headers: Record<string, string>, body?: (event: object) => unknown];

describe('a key is taken from', () => {
  const forms: Form[] = [
    ['Basic, with its colon', basic(`${testKey}:`)],
    ['Basic without a colon', basic(testKey)],
    ['Basic with a password beside it', basic(`${testKey}:anything`)],
    ['basic in lower case', { authorization: basic(`${testKey}:`).authorization.replace('Basic', 'basic') }],
    ['Bearer', { authorization: `Bearer ${testKey}` }],
    ['a bare header', { authorization: testKey }],
    ['X-Write-Key', { 'x-write-key': testKey }],
    ['writeKey of the body', {}, (event) => ({ ...event, writeKey: testKey })],
    ['writeKey of a batch', {}, (event) => ({ batch: [event], writeKey: testKey })],
    ['writeKey of the first call of a batch', {}, (event) => ({ batch: [{ ...event, writeKey: testKey }] })],
    ['writeKey of the first call of an array', {}, (event) => [{ ...event, writeKey: testKey }]],
    ['an ingest-only key', { authorization: `Bearer ${ingestKey}` }],
    [
      'X-Write-Key beside a masked key in the body',
      { 'x-write-key': testKey },
      (event) => ({ ...event, writeKey: `${testKey}:***` }),
    ],
    [
      'the body behind a header that is another service’s',
      { authorization: 'Bearer something-else' },
      (event) => ({ ...event, writeKey: testKey }),
    ],
  ];
  test.each(forms.map(([name, headers, body]) => ({ name, headers, body })))(
    '$name',
    async ({ headers, body }) => {
      expect(await send(headers, body)).toMatchObject({ status: 200, environment: 'test' });
    },
  );

  test('the header before the body', async () => {
    const inBody = (event: object) => ({ ...event, writeKey: testKey });
    expect(await send(basic(`${liveKey}:`), inBody)).toMatchObject({ status: 200, environment: 'live' });
  });
});

describe('401 for', () => {
  const forms: Form[] = [
    ['no key', {}],
    ['an unknown key', { authorization: `Bearer prv_test_${'x'.repeat(32)}` }],
    ['a revoked key', { authorization: `Bearer ${revokedKey}` }],
    ['an empty user name', basic(':password')],
    ['a scheme that is none of ours', { authorization: `Digest ${testKey}` }],
    ['a masked key alone', {}, (event) => ({ ...event, writeKey: `${testKey}:***` })],
    ['a key that is no text', {}, (event) => ({ ...event, writeKey: 5 })],
  ];
  test.each(forms.map(([name, headers, body]) => ({ name, headers, body })))(
    '$name',
    async ({ headers, body }) => {
      const { status, body: answer, environment } = await send(headers, body);
      expect(status).toBe(401);
      expect(environment).toBeUndefined();
      expect(answer).toEqual({
        success: false,
        code: 'unauthenticated',
        message: expect.any(String),
        error: expect.any(String),
      });
    },
  );
});

test('no key is stored with an event', async () => {
  await send({}, (event) => ({ batch: [{ ...event, writeKey: testKey }], writeKey: testKey }));
  const rows = await server.sql('select from events where payload::text like $1', [`%${testKey}%`]);
  expect(rows).toHaveLength(0);
});

describe('/api', () => {
  const call = async (headers: Record<string, string>) => {
    const response = await fetch(`${server.origin}/api/features`, { headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      challenge: response.headers.get('www-authenticate'),
      body: await response.json(),
    };
  };

  test.each([
    ['Basic', basic(`${testKey}:`)],
    ['Bearer', { authorization: `Bearer ${testKey}` }],
    ['a bare header', { authorization: testKey }],
  ])('takes %s', async (_name, headers) => {
    expect(await call(headers)).toMatchObject({ status: 200 });
  });

  test.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer nobody' }],
    ['a revoked key', { authorization: `Bearer ${revokedKey}` }],
    ['X-Write-Key', { 'x-write-key': testKey }],
  ])('answers 401 for %s', async (_name, headers: Record<string, string>) => {
    expect(await call(headers)).toEqual({
      status: 401,
      type: 'application/problem+json; charset=utf-8',
      challenge: 'Bearer',
      body: {
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        code: 'unauthenticated',
        detail: expect.any(String),
      },
    });
  });

  test('answers 403 for an ingest-only key', async () => {
    expect(await call({ authorization: `Bearer ${ingestKey}` })).toMatchObject({
      status: 403,
      body: { code: 'admin_key_required' },
    });
  });

  test('takes no key on any of its routes but an admin one', async () => {
    const document = (await (await fetch(`${server.origin}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(document.paths)
      // Where a browser signs in, nobody has a key yet.
      .filter(([path]) => path.startsWith('/api/') && path !== '/api/session')
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method, path })));
    expect(routes.length).toBeGreaterThan(10);
    for (const { method, path } of routes) {
      const url = server.origin + path.replaceAll(/\{\w+\}/g, 'x');
      const response = await fetch(url, {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${ingestKey}` },
      });
      expect({ method, path, status: response.status }).toEqual({ method, path, status: 403 });
    }
  });
});
