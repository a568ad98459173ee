import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { pagesOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call('POST', '/api/features', { id: 'seats', name: 'Seats', type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const track = (userId: string, event: string, properties: object = {}, more: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
  ...more,
});

/** One call after the other, so that the first is the oldest. */
async function ingest(...calls: object[]): Promise<void> {
  for (const call of calls) await server.call('POST', '/v1/batch', { batch: [call] });
  await server.settled();
}

const groups = async (): Promise<any[]> => (await server.call('GET', '/api/unmapped')).body.data;
const group = async (name: string): Promise<any> => (await groups()).find((one) => one.name === name);

describe('an event name in the unmapped list', () => {
  test('has its count, its users, its reasons, when it was first and last seen, and its newest event', async () => {
    await ingest(
      track('u1', 'Clicked', {}, { messageId: 'c1' }),
      track('u2', 'Clicked', { featureId: 'nothing' }, { messageId: 'c2' }),
      track('u2', 'Clicked', { featureId: 'seats' }, { messageId: 'mapped' }),
      track('u1', 'Clicked', { delta: 'many' }, { messageId: 'c3' }),
      track('u3', 'Clicked', { a: { b: [1] } }, { messageId: 'c4' }),
      { type: 'identify', userId: 'u4', event: 'Clicked' },
    );
    const { data: events } = (await server.call('GET', '/api/events?name=Clicked&outcome=unmapped')).body;
    const byMessage = (id: string) => events.find(({ messageId }: any) => messageId === id);
    expect(await group('Clicked')).toEqual({
      name: 'Clicked',
      count: 4,
      users: 3,
      reasons: { no_rule: 2, unknown_feature: 1, invalid_delta: 1 },
      firstSeenAt: byMessage('c1').receivedAt,
      lastSeenAt: byMessage('c4').receivedAt,
      sample: {
        ...byMessage('c4'),
        payload: track('u3', 'Clicked', { a: { b: [1] } }, { messageId: 'c4' }),
      },
    });
  });

  test('loses what a new feature or a new rule maps, and is gone with the last', async () => {
    await ingest(track('u1', 'Mapped later', { featureId: 'later' }), track('u2', 'Mapped later', { a: 1 }));
    expect(await group('Mapped later')).toMatchObject({ count: 2, users: 2 });
    await server.call('POST', '/api/features', { id: 'later', name: 'Later', type: 'CONSUMABLE' });
    await server.settled();
    expect(await group('Mapped later')).toMatchObject({ count: 1, users: 1, reasons: { no_rule: 1 } });
    const conditions = [{ kind: 'event_name', operator: 'equals', value: 'Mapped later' }];
    await server.call('POST', '/api/rules', { name: 'R', featureId: 'later', conditions });
    await server.settled();
    expect(await group('Mapped later')).toBeUndefined();
  });

  test('is shown whatever its events hold: odd names, odd dates, odd texts', async () => {
    await ingest(
      track('u1', 'Old', {}, { timestamp: -200_000_000_000_000 }),
      track('u1', ' spaced\tname ', { text: 'nul \0 and half \ud83d' }),
      track('u1', 'n'.repeat(300)),
    );
    expect((await group('Old')).sample.occurredAt).toBe('-004368-04-02T04:26:40.000Z');
    expect((await group(' spaced\tname ')).sample.payload.properties.text).toBe('nul \ufffd and half \ufffd');
    expect((await group('n'.repeat(255))).sample.name).toBe('n'.repeat(300));
  });

  test('is one of its environment alone', async () => {
    await server.call('POST', '/v1/track', track('u1', 'In live'), server.liveKey);
    await server.settled();
    expect(await group('In live')).toBeUndefined();
    const inLive = (await server.call('GET', '/api/unmapped', undefined, server.liveKey)).body.data;
    expect(inLive.map(({ name, count }: any) => [name, count])).toEqual([['In live', 1]]);
  });
});

test('the unmapped list has every name once, most events first, whatever the size of the pages', async () => {
  const calls = Array.from({ length: 12 }, (_, n) =>
    Array.from({ length: 1 + (n % 3) }, (_, user) => track(`u${user}`, `Name ${n}`)),
  );
  await server.call('POST', '/v1/batch', { batch: calls.flat() });
  await server.settled();
  const all = await pagesOf(server, '/api/unmapped', 200);
  expect(all.map(({ name, count }) => [name, count])).toEqual(
    all
      .map(({ name, count }) => [name, count] as [string, number])
      .sort(([one, n], [other, m]) => m - n || Buffer.compare(Buffer.from(one), Buffer.from(other))),
  );
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(12);
  for (const limit of [1, 5, all.length]) expect(await pagesOf(server, '/api/unmapped', limit)).toEqual(all);
});
