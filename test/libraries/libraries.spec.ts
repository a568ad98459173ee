import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../harness.js';
import { type Call, comparable, onTheWire } from './comparison.js';
import { fixtures } from './fixtures.js';
import { libraries, send, type Library } from './libraries.js';
import { countsOf, storedCalls, storedEvents, usageOf } from './stored.js';

const isStored = ({ type }: Call) => type === 'track' || type === 'identify';

const track = (userId: string, event: string, properties: object = {}): Call => ({
  type: 'track',
  userId,
  event,
  properties,
});

/** What a library reports that counts every call as delivered. */
const allDelivered = (calls: number) => ({ calls, failures: [], errors: [] });

describe.each(libraries)('$name', (library: Library) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.call('POST', '/api/features', { id: 'messages', name: 'Messages', type: 'CONSUMABLE' });
  });
  afterAll(() => server.stop());

  const sendTo = (bursts: readonly (readonly Call[])[], key = testKey) =>
    send(library, { origin: server.origin, key, bursts });

  test('every identify and track call is stored as it was made, and the other calls are acknowledged', async () => {
    const calls = fixtures.map(({ name, call }) => ({ ...call, messageId: name }));
    const kept = calls.filter(isStored);

    const counts = await countsOf(server, async () =>
      expect(await sendTo([calls])).toEqual(allDelivered(calls.length)),
    );

    expect(counts).toEqual({
      received: kept.length,
      ignored: calls.length - kept.length,
      dropped: 0,
      duplicates: 0,
    });
    const stored = await storedCalls(server);
    const byName = (entries: [string, unknown][]) => Object.fromEntries(entries);
    expect(byName(stored.map(({ messageId, payload }) => [messageId, comparable(payload)]))).toStrictEqual(
      byName(kept.map((call) => [call.messageId, comparable(library.rewrites(call))])),
    );
  });

  test('a call is dated by the time that it names', async () => {
    const timestamp = new Date('2024-03-01T06:15:30.123Z');
    expect(await sendTo([[{ ...track('dated', 'Sent late'), timestamp }]])).toEqual(allDelivered(1));
    const [stored] = await storedEvents(server, 'dated');
    // A library's clock is corrected by its \`sentAt\`: what is left is the time that the way took.
    const difference = Date.parse(stored!.occurredAt) - timestamp.getTime();
    expect(difference).toBeGreaterThanOrEqual(0);
    expect(difference).toBeLessThan(10_000);
  });

  test('the calls of a user keep their order', async () => {
    const calls = Array.from({ length: 15 }, (_, step) => track('orderly', `Step ${step}`));
    const report = await sendTo([calls.slice(0, 1), calls.slice(1)]);
    expect(report).toEqual(allDelivered(15));
    expect((await storedEvents(server, 'orderly')).map(({ name }) => name)).toEqual(
      calls.map((call) => call.event),
    );
  });

  test('25 track calls with a feature become 25 of usage, and identify calls fill the user', async () => {
    const calls: Call[] = [
      {
        type: 'identify',
        userId: 'busy',
        traits: { name: 'Mary Somerville', email: 'mary@engine.example', billingUserId: 'cus_M4ry' },
      },
      ...Array.from({ length: 25 }, () => track('busy', 'Message Sent', { featureId: 'messages' })),
    ];
    expect(await sendTo([calls])).toEqual(allDelivered(26));
    await server.settled();
    expect(await usageOf(server, 'busy', 'messages')).toBe(25);
    expect((await server.call('GET', '/api/users/busy')).body).toMatchObject({
      id: 'busy',
      name: 'Mary Somerville',
      email: 'mary@engine.example',
      billingId: 'cus_M4ry',
    });
  });

  test('calls that are ignored or dropped do not stop those around them', async () => {
    const calls: Call[] = [
      track('mixed', 'First'),
      { type: 'page', userId: 'mixed', name: 'Home' },
      { type: 'track', anonymousId: 'anon', event: 'Without a user' },
      track('mixed', 'Second'),
      { type: 'screen', userId: 'mixed', name: 'Home' },
      { type: 'group', userId: 'mixed', groupId: 'g1' },
      { type: 'identify', anonymousId: 'anon', traits: { email: 'anon@engine.example' } },
      { type: 'alias', userId: 'mixed', previousId: 'anon' },
      track('mixed', 'Third'),
    ];
    const counts = await countsOf(server, async () =>
      expect(await sendTo([calls])).toEqual(allDelivered(calls.length)),
    );
    expect(counts).toEqual({ received: 3, ignored: 4, dropped: 2, duplicates: 0 });
    const names = (await storedEvents(server, 'mixed')).map(({ name }) => name);
    expect(names.sort()).toEqual(['First', 'Second', 'Third']);
  });

  test('a call whose messageId was stored before is delivered to the library and not counted again', async () => {
    const call = { ...track('twice', 'Message Sent', { featureId: 'messages' }), messageId: 'said-twice' };
    const counts = await countsOf(server, async () =>
      expect(await sendTo([[call], [call, call]])).toEqual(allDelivered(3)),
    );
    expect(counts).toEqual({ received: 1, duplicates: 2, dropped: 0, ignored: 0 });
    await server.settled();
    expect(await usageOf(server, 'twice', 'messages')).toBe(1);
  });

  if (library.takesNumericIds) {
    test('a userId that is a number names the same user as its text', async () => {
      const calls = [{ ...track('', 'By number'), userId: 4711 }, track('4711', 'By text')];
      expect(await sendTo([calls])).toEqual(allDelivered(2));
      const stored = await storedCalls(server, '4711');
      expect(stored.map(({ name }) => name).sort()).toEqual(['By number', 'By text']);
      expect(stored.map(({ payload }) => payload.userId)).toEqual(['4711', '4711']);
    });
  }

  test('a wrong key is reported to whoever made the calls, and nothing is stored', async () => {
    const counts = await countsOf(server, async () => {
      const report = await sendTo([[track('locked-out', 'Tried')]], `prv_test_${'x'.repeat(32)}`);
      expect(report).toEqual({
        calls: 1,
        failures: [expect.stringMatching(/401|Unauthorized/)],
        errors: [expect.stringMatching(/401|Unauthorized/)],
      });
    });
    expect(counts).toEqual({ received: 0, duplicates: 0, dropped: 0, ignored: 0 });
    expect(await storedEvents(server, 'locked-out')).toEqual([]);
  });

  test('the conservation proof holds over all of it', async () => {
    await server.settled();
    expect((await server.call('GET', '/api/conservation?verify=full')).body).toMatchObject({
      balanced: true,
      pending: 0,
      verification: { differences: 0 },
    });
  });
});

describe('the comparison of these tests', () => {
  const call: Call = {
    type: 'track',
    userId: 'u1',
    event: 'Sent',
    properties: { at: new Date(0), list: [{ a: 1 }], none: null },
    context: { library: { name: 'x' }, ip: '203.0.113.9' },
    integrations: {},
  };

  test('takes a call for the same with what libraries add to it', () => {
    const { integrations: _, ...said } = onTheWire(call);
    const added = { messageId: 'm', sentAt: 'now', channel: 'server', version: 2, _metadata: {} };
    const stored = { ...said, ...added, context: { ip: '203.0.113.9', library: { name: 'y' } } };
    expect(comparable(stored)).toStrictEqual(comparable(call));
    expect(comparable({ type: 'page', context: { library: {} } })).toStrictEqual({ type: 'page' });
  });

  test.each<[string, object]>([
    ['another user', { userId: 'u2' }],
    ['a missing field', { event: undefined }],
    ['a field more', { extra: 1 }],
    ['a number for a text', { properties: { at: 0, list: [{ a: 1 }], none: null } }],
    ['a missing null', { properties: { at: new Date(0), list: [{ a: 1 }] } }],
    ['a nested value', { properties: { at: new Date(0), list: [{ a: 2 }], none: null } }],
    ['an empty object that is nested', { properties: { at: new Date(0), list: [{ a: 1 }, {}], none: null } }],
    ['a context', { context: {} }],
  ])('sees %s', (_name, change) => {
    expect(comparable({ ...call, ...change })).not.toStrictEqual(comparable(call));
  });
});
