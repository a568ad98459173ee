import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { expectProblem, pagesOf, pathOf, queryOf } from './support.js';

let server: TestServer;

const used = (userId: string, featureId: string, delta: unknown, timestamp: unknown) => ({
  type: 'track',
  userId,
  event: 'Used',
  properties: { featureId, delta },
  timestamp,
});

beforeAll(async () => {
  server = await startTestServer();
  for (const key of [server.testKey, server.liveKey]) {
    for (const id of ['seats', 'messages'])
      await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' }, key);
  }
  await server.call('POST', '/v1/batch', {
    batch: [
      used('ada', 'seats', 1, '2024-02-29T23:59:59.999Z'),
      used('ada', 'seats', 2, '2024-03-01T00:00:00.000Z'),
      used('ada', 'seats', 4, '2024-03-31T01:30:00+02:00'),
      used('ada', 'messages', -1.5, '2024-03-01T00:00:00.001Z'),
      used('bob/1 %', 'seats', 8, '2024-12-31T23:00:00Z'),
      used('zero', 'seats', 3, '2024-01-01T00:00:00Z'),
      used('zero', 'seats', -3, '2024-01-01T00:59:59Z'),
      used('ancient', 'seats', 16, -200_000_000_000_000),
      { type: 'track', userId: 'idle', event: 'Looked' },
      { type: 'identify', userId: 'idle', traits: { name: 'Idle', email: 'idle@example.com' } },
    ],
  });
  await server.call('POST', '/v1/track', used('ada', 'seats', 1_000, '2024-03-01T00:00:00Z'), server.liveKey);
  await server.settled();
});
afterAll(() => server.stop());

const usage = async (query: Record<string, string>): Promise<any> => {
  const { status, body } = await server.call('GET', `/api/usage?${queryOf(query)}`);
  expect(status).toBe(200);
  return body;
};

describe('usage', () => {
  test('is summed in periods of UTC, whatever the time zone that an event came with', async () => {
    expect(await usage({ userId: 'ada', featureId: 'seats', groupBy: 'month' })).toEqual({
      total: 7,
      data: [
        { from: '2024-02-01T00:00:00.000Z', to: '2024-03-01T00:00:00.000Z', used: 1 },
        { from: '2024-03-01T00:00:00.000Z', to: '2024-04-01T00:00:00.000Z', used: 6 },
      ],
    });
    expect(await usage({ userId: 'ada', featureId: 'seats', groupBy: 'hour' })).toEqual({
      total: 7,
      data: [
        { from: '2024-02-29T23:00:00.000Z', to: '2024-03-01T00:00:00.000Z', used: 1 },
        { from: '2024-03-01T00:00:00.000Z', to: '2024-03-01T01:00:00.000Z', used: 2 },
        { from: '2024-03-30T23:00:00.000Z', to: '2024-03-31T00:00:00.000Z', used: 4 },
      ],
    });
  });

  test('is grouped by day unless told otherwise', async () => {
    const byDay = await usage({ userId: 'ada', featureId: 'seats', groupBy: 'day' });
    expect(await usage({ userId: 'ada', featureId: 'seats' })).toEqual(byDay);
    expect(byDay.data.map(({ from }: any) => from.slice(0, 10))).toEqual([
      '2024-02-29',
      '2024-03-01',
      '2024-03-30',
    ]);
  });

  test('without a user is everybody’s, without a feature that of all, and of this environment alone', async () => {
    expect((await usage({})).total).toBe(29.5);
    expect((await usage({ featureId: 'messages' })).total).toBe(-1.5);
    expect((await usage({ userId: 'ada' })).total).toBe(5.5);
    const inLive = await server.call('GET', '/api/usage', undefined, server.liveKey);
    expect(inLive.body.total).toBe(1_000);
  });

  test('of a user without any, of an unknown user and of an unknown feature is nothing', async () => {
    const nothing = { total: 0, data: [] };
    expect(await usage({ userId: 'idle' })).toEqual(nothing);
    expect(await usage({ userId: 'nobody' })).toEqual(nothing);
    expect(await usage({ userId: 'nobody', featureId: 'nothing' })).toEqual(nothing);
    expect(await usage({ featureId: 'nothing' })).toEqual(nothing);
    expect(await usage({ userId: 'ada', from: '2025-01-01' })).toEqual(nothing);
  });

  test('that was taken back keeps its period with a sum of zero', async () => {
    expect((await usage({ userId: 'zero' })).data).toEqual([
      { from: '2024-01-01T00:00:00.000Z', to: '2024-01-02T00:00:00.000Z', used: 0 },
    ]);
  });

  test.each([
    [{ from: '2024-03-01' }, 4.5],
    [{ to: '2024-03-01' }, 1],
    [{ from: '2024-03-01T00:00:00.001Z' }, 2.5],
    [{ to: '2024-03-01T00:00:00.001Z' }, 3],
    [{ from: '2024-03-01T01:00:00+01:00', to: '2024-03-01T02:00:00+02:00' }, null],
    [{ from: '0000-01-01', to: '9999-12-31' }, 5.5],
    [{ from: '0000-01-01T00:30:00Z' }, 5.5],
    [{ from: '0001-01-01' }, 5.5],
    [{ from: '9999-12-31T23:59:59-23:59' }, 0],
    [{ to: '9999-12-31T23:59:59-23:59' }, 5.5],
    [{ to: '0000-01-01' }, 0],
  ])('in the range %j is what lies in it', async (range, expected) => {
    const query = { userId: 'ada', ...range } as Record<string, string>;
    if (expected === null) {
      const answer = await server.call('GET', `/api/usage?${queryOf(query)}`);
      expectProblem(answer, 400, 'invalid_input', ['to']);
    } else {
      expect((await usage(query)).total).toBe(expected);
    }
  });

  test('is found in every year that a clock may claim', async () => {
    expect(await usage({ userId: 'ancient', to: '0000-01-01', groupBy: 'month' })).toEqual({
      total: 16,
      data: [{ from: '-004368-04-01T00:00:00.000Z', to: '-004368-05-01T00:00:00.000Z', used: 16 }],
    });
    expect((await usage({ userId: 'ancient', from: '0000-01-01' })).total).toBe(0);
  });
});

describe('a user', () => {
  test('is read by an id with slashes, spaces and percent signs', async () => {
    const id = 'bob/1 %';
    expect((await server.call('GET', pathOf`/api/users/${id}`)).body).toMatchObject({ id, email: null });
    expect((await server.call('GET', pathOf`/api/users/${id}/usage`)).body).toEqual({
      userId: id,
      data: [{ featureId: 'seats', used: 8, records: 1 }],
    });
  });

  test('without usage has an empty list of it', async () => {
    expect((await server.call('GET', '/api/users/idle/usage')).body).toEqual({ userId: 'idle', data: [] });
    expect((await server.call('GET', '/api/users/ada/usage?to=2024-01-01')).body.data).toEqual([]);
  });

  test('has its usage by feature, in a range or altogether', async () => {
    expect((await server.call('GET', '/api/users/ada/usage')).body.data).toEqual([
      { featureId: 'messages', used: -1.5, records: 1 },
      { featureId: 'seats', used: 7, records: 3 },
    ]);
    expect(
      (await server.call('GET', '/api/users/ada/usage?from=2024-03-01T00:00:00.001Z')).body.data,
    ).toEqual([
      { featureId: 'messages', used: -1.5, records: 1 },
      { featureId: 'seats', used: 4, records: 1 },
    ]);
  });

  test('that is unknown, or only in the other environment, is 404, and so is its usage', async () => {
    await server.call('POST', '/v1/track', used('only live', 'seats', 1, 0), server.liveKey);
    await server.settled();
    for (const id of ['nobody', 'only live', 'Ada', '\0', '\ufffd']) {
      expectProblem(await server.call('GET', pathOf`/api/users/${id}`), 404, 'user_not_found');
      expectProblem(await server.call('GET', pathOf`/api/users/${id}/usage`), 404, 'user_not_found');
    }
  });

  test('is listed once, in the order of creation, whatever the size of the pages', async () => {
    const users = Array.from({ length: 12 }, (_, n) => ({ type: 'identify', userId: `listed-${n}` }));
    for (const call of users) {
      await server.call('POST', '/v1/identify', call);
      await server.settled();
    }
    const all = await pagesOf(server, '/api/users', 200);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.slice(-12).map(({ id }) => id)).toEqual(users.map(({ userId }) => userId));
    expect(all.find(({ id }) => id === 'idle')).toMatchObject({ name: 'Idle', email: 'idle@example.com' });
    for (const limit of [1, 5, all.length]) expect(await pagesOf(server, '/api/users', limit)).toEqual(all);
    expect((await server.call('GET', '/api/users/listed-3')).body).toEqual({
      ...all.at(-9),
      identities: ['listed-3'],
    });
  });
});
