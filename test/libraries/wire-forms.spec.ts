import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../harness.js';
import { type Call, comparable } from './comparison.js';
import { countsOf, storedCalls, storedEvents, usageOf } from './stored.js';

/** Requests in the form in which Segment itself and its browser library make them. */

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call('POST', '/api/features', { id: 'messages', name: 'Messages', type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

async function post(path: string, headers: Record<string, string>, body: unknown) {
  const response = await fetch(server.origin + path, {
    method: 'POST',
    headers,
    // As bytes: fetch labels a text by itself.
    body: Buffer.from(JSON.stringify(body)),
  });
  return { status: response.status, body: await response.json() };
}

const basic = `Basic ${Buffer.from(`${testKey}:`).toString('base64')}`;

/** A call as Segment hands it on, with all that its libraries and its server add. */
const delivered = (userId: string, messageId: string, more: object = {}): Call => ({
  type: 'track',
  userId,
  anonymousId: '6e1b7a04-70d3-4a5c-9c43-1b6a3d9a4c5e',
  event: 'Message Sent',
  properties: {
    featureId: 'messages',
    channel: 'email',
    recipients: ['a@engine.example', 'b@engine.example'],
  },
  context: {
    ip: '203.0.113.9',
    library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
    locale: 'en-GB',
    page: {
      path: '/inbox',
      referrer: '',
      search: '?tab=sent',
      title: 'Inbox',
      url: 'https://engine.example/inbox?tab=sent',
    },
    timezone: 'Europe/London',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0',
    userAgentData: { brands: [{ brand: 'Chromium', version: '124' }], mobile: false, platform: 'Linux' },
  },
  integrations: { All: true, 'Google Analytics': { clientId: '1033501218.1368477899' } },
  channel: 'client',
  messageId,
  originalTimestamp: '2025-03-04T05:06:00.000Z',
  projectId: 'mZ7kQ1hVbC',
  receivedAt: '2025-03-04T05:06:08.500Z',
  sentAt: '2025-03-04T05:06:01.000Z',
  timestamp: '2025-03-04T05:06:07.500Z',
  version: 2,
  _metadata: { bundled: ['Segment.io'], unbundled: [], bundledIds: [] },
  ...more,
});

describe('the webhook of Segment', () => {
  const actions = {
    authorization: testKey,
    'user-agent': 'Segment (Actions)',
    'content-type': 'application/json',
    'accept-encoding': 'gzip,deflate',
  };

  test('delivers 4,000 full events in one array: each is stored and counted once, in order', async () => {
    const userOf = (index: number) => `webhook-${index % 40}`;
    const events = Array.from({ length: 4_000 }, (_, index) =>
      delivered(userOf(index), `array-${index}`, { event: `Message ${index}` }),
    );
    const padding = 'x'.repeat(2_000);
    const full = events.map((event) => ({ ...event, context: { ...(event.context as object), padding } }));

    const counts = await countsOf(server, async () => {
      const { status, body } = await post('/segment/events', actions, full);
      expect(status).toBe(200);
      expect(body).toMatchObject({ success: true, accepted: 4_000, duplicates: 0, dropped: 0 });
    });
    expect(counts).toEqual({ received: 4_000, duplicates: 0, dropped: 0, ignored: 0 });
    await server.settled();

    for (const index of [0, 1, 39]) {
      expect(await usageOf(server, userOf(index), 'messages')).toBe(100);
      expect((await storedEvents(server, userOf(index))).map(({ name }) => name)).toEqual(
        events.filter(({ userId }) => userId === userOf(index)).map(({ event }) => event),
      );
    }
    const again = await post('/segment/events', actions, full);
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 4_000, dropped: 0 });
  });

  test('delivers two calls of a user in one array, wherever they stand in it: the later one wins', async () => {
    // The calls of a user are neighbours, and 999 and 1000 are as well: a large array is stored in parts.
    const userOf = (index: number) => `renamed-${Math.floor((index + 1) / 2)}`;
    const calls = Array.from({ length: 4_000 }, (_, index) => ({
      type: 'identify',
      userId: userOf(index),
      messageId: `renamed-${index}`,
      traits: { name: `Name ${index}` },
    }));
    expect((await post('/segment/events', actions, calls)).body).toMatchObject({ accepted: 4_000 });
    await server.settled();
    const users = await server.sql<{ id: string; name: string }>(
      `select external_id as id, name from users where external_id like 'renamed-%'`,
    );
    const lastNames = new Map(calls.map(({ userId, traits }) => [userId, traits.name]));
    expect(users).toHaveLength(lastNames.size);
    expect(users.filter(({ id, name }) => name !== lastNames.get(id))).toEqual([]);
  });
});

describe('a destination of Segment', () => {
  const headers = {
    authorization: basic,
    'user-agent': 'Segment.io/1.0',
    'content-type': 'application/json',
    accept: '*/*',
    'cache-control': 'no-cache',
  };

  test('delivers one event: it is stored as it came, under the time that Segment gave it', async () => {
    const event = delivered('alone', 'one-1');
    expect(await post('/segment/events', headers, event)).toEqual({ status: 200, body: { success: true } });
    const [stored] = await storedCalls(server, 'alone');
    expect(stored!.payload).toStrictEqual(event);
    expect(stored!.occurredAt).toBe(event.timestamp);
  });

  test('delivers one event of 32 KB: it is stored as it came', async () => {
    const event = delivered('large', 'one-2', { properties: { featureId: 'messages', text: '' } });
    const room = 32 * 1024 - Buffer.byteLength(JSON.stringify(event));
    const full = { ...event, properties: { featureId: 'messages', text: 'x'.repeat(room) } };
    expect(Buffer.byteLength(JSON.stringify(full))).toBe(32 * 1024);
    expect(await post('/segment/events', headers, full)).toEqual({ status: 200, body: { success: true } });
    const [stored] = await storedCalls(server, 'large');
    expect(stored!.payload).toStrictEqual(full);
    await server.settled();
    expect(await usageOf(server, 'large', 'messages')).toBe(1);
  });
});

describe('the browser library', () => {
  const call = (userId: string, more: object = {}): Call => ({
    type: 'track',
    userId,
    anonymousId: 'b2c9c9a8-1c8f-4a56-8f2b-8d1a6f3f0d11',
    event: 'Button Clicked',
    properties: { featureId: 'messages', label: 'Grüße 👋' },
    context: {
      page: { path: '/', referrer: '', search: '', title: '', url: 'https://engine.example/' },
      userAgent: 'Mozilla/5.0',
      locale: 'en-GB',
      library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
      timezone: 'Europe/London',
    },
    integrations: {},
    messageId: `ajs-next-1741064760000-${userId}`,
    timestamp: '2025-03-04T05:06:00.000Z',
    ...more,
  });
  const sent = { sentAt: '2025-03-04T05:06:00.004Z', _metadata: { bundled: ['Segment.io'], unbundled: [] } };
  const plain = { 'content-type': 'text/plain', origin: 'https://engine.example' };

  const forms = [
    {
      name: 'since 1.84, one call',
      path: '/v1/t',
      headers: { ...plain, authorization: basic },
      body: (event: Call): object => ({ ...event, ...sent, writeKey: testKey }),
    },
    {
      name: 'before 1.84, one call, its key in the body alone',
      path: '/v1/t',
      headers: plain,
      body: (event: Call): object => ({ ...event, ...sent, writeKey: testKey }),
    },
    {
      name: 'since 1.84, a batch',
      path: '/v1/b',
      headers: { ...plain, authorization: basic },
      body: (event: Call): object => ({
        writeKey: testKey,
        batch: [{ ...event, _metadata: sent._metadata, writeKey: testKey }],
        sentAt: sent.sentAt,
      }),
    },
    {
      name: 'before 1.84, a batch, its key in the body alone',
      path: '/v1/b',
      headers: plain,
      body: (event: Call): object => ({
        writeKey: testKey,
        batch: [{ ...event, _metadata: sent._metadata, writeKey: testKey }],
        sentAt: sent.sentAt,
      }),
    },
  ];

  test.each(forms)('is understood: $name', async ({ name, path, headers, body }) => {
    const event = call(name);
    expect(await post(path, headers, body(event))).toMatchObject({ status: 200, body: { success: true } });
    const [stored, ...others] = await storedCalls(server, name);
    expect(others).toEqual([]);
    expect(comparable(stored!.payload)).toStrictEqual(comparable(event));
    expect(JSON.stringify(stored)).not.toContain(testKey);
    await server.settled();
    expect(await usageOf(server, name, 'messages')).toBe(1);
  });
});
