import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, testKey, type TestServer } from '../harness.js';
import type { Call } from './comparison.js';
import { libraries, send, type Library } from './libraries.js';
import { countsOf, storedEvents, usageOf } from './stored.js';
import { startProxy, type UnreliableProxy } from './unreliable-proxy.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call('POST', '/api/features', { id: 'messages', name: 'Messages', type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

/** More than any of the libraries puts into one request. */
const callCount = 25;

describe.each(libraries)('$name', (library: Library) => {
  /** Makes calls of a new user through a proxy and tells what was stored, when the library counts all as delivered. */
  async function deliver(userId: string, proxy: UnreliableProxy, onConnectionFailed?: () => void) {
    const call = { type: 'track', userId, event: 'Message Sent', properties: { featureId: 'messages' } };
    const calls: Call[] = Array.from({ length: callCount }, () => call);
    const { received, duplicates } = await countsOf(server, async () => {
      const job = { origin: proxy.origin, key: testKey, bursts: [calls] };
      const report = await send(library, job, onConnectionFailed).finally(proxy.close);
      expect(report).toEqual({ calls: callCount, failures: [], errors: [] });
    });
    await server.settled();
    return {
      received,
      duplicates,
      stored: (await storedEvents(server, userId)).length,
      usage: await usageOf(server, userId, 'messages'),
    };
  }

  const exactlyOnce = { received: callCount, stored: callCount, usage: callCount };

  test('calls that were answered with 503 are sent again, and stored once', async () => {
    const proxy = await startProxy(server.origin, ['answered with 503', 'answered with 503']);
    const outcome = await deliver(`refused by ${library.sender}`, proxy);
    expect(outcome).toEqual({ ...exactlyOnce, duplicates: 0 });
    expect(proxy.requests()).toBeGreaterThanOrEqual(4);
  });

  test('calls that were stored and not acknowledged are sent again, and stored once', async () => {
    const proxy = await startProxy(server.origin, ['answer lost', 'answer lost']);
    const outcome = await deliver(`unheard by ${library.sender}`, proxy);
    expect(outcome).toMatchObject(exactlyOnce);
    // The older libraries send their first call alone.
    expect(outcome.duplicates).toBeGreaterThanOrEqual(2);
    expect(outcome.duplicates).toBeLessThanOrEqual(callCount);
  });

  test('calls that were made before the server was there are sent again, and stored once', async () => {
    const proxy = await startProxy(server.origin, [], { listening: false });
    let failures = 0;
    const outcome = await deliver(`early for ${library.sender}`, proxy, () => {
      if (++failures === 1) void proxy.listen();
    });
    expect(outcome).toEqual({ ...exactlyOnce, duplicates: 0 });
    expect(failures).toBeGreaterThanOrEqual(1);
  });
});
