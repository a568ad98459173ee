import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTestServer, type TestServer } from './harness.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 31, 20);

/** Everything within eight hours around the end of a month, some of it exactly on the hour. */
const moment = fc.oneof(
  fc.integer({ min: 0, max: 8 * hour }).map((offset) => start + offset),
  fc.integer({ min: 0, max: 8 }).map((hours) => start + hours * hour),
);

describe('reading usage', () => {
  let server: TestServer;
  const records: { userId: string; featureId: string; at: number; delta: number }[] = [];

  beforeAll(async () => {
    server = await startTestServer();
    for (const id of ['a', 'b'])
      await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
    records.push(
      ...fc.sample(
        fc.record({
          userId: fc.constantFrom('u1', 'u2', 'u3'),
          featureId: fc.constantFrom('a', 'b'),
          at: moment,
          delta: fc.integer({ min: -5, max: 20 }).map((n) => n / 4),
        }),
        { numRuns: 400, seed: 7 },
      ),
    );
    const batch = records.map(({ userId, featureId, at, delta }) => ({
      type: 'track',
      userId,
      event: 'Used',
      properties: { featureId, delta },
      timestamp: new Date(at).toISOString(),
    }));
    await server.call('POST', '/segment/events', batch);
    await server.settled();
  });

  afterAll(() => server.stop());

  it('is exact for every range, whole hours or not, by user, feature and period', async () => {
    const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        optional(fc.constantFrom('u1', 'u2', 'nobody')),
        optional(fc.constantFrom('a', 'b', 'none')),
        optional(moment),
        optional(moment),
        fc.constantFrom('hour', 'day', 'month'),
        async (userId, featureId, one, other, groupBy) => {
          const [from, to] =
            one !== undefined && other !== undefined && one > other ? [other, one] : [one, other];
          fc.pre(from === undefined || from !== to);
          const query = new URLSearchParams({ groupBy });
          if (userId) query.set('userId', userId);
          if (featureId) query.set('featureId', featureId);
          if (from !== undefined) query.set('from', new Date(from).toISOString());
          if (to !== undefined) query.set('to', new Date(to).toISOString());

          const inRange = records.filter(
            (record) =>
              (!userId || record.userId === userId) &&
              (!featureId || record.featureId === featureId) &&
              (from === undefined || record.at >= from) &&
              (to === undefined || record.at < to),
          );
          const periods = new Map<string, number>();
          for (const { at, delta } of inRange) {
            const key = new Date(at).toISOString().slice(0, { hour: 13, day: 10, month: 7 }[groupBy]);
            periods.set(key, (periods.get(key) ?? 0) + delta);
          }

          const { status, body } = await server.call('GET', `/api/usage?${query}`);
          expect(status).toBe(200);
          expect(body.total).toBe(inRange.reduce((sum, { delta }) => sum + delta, 0));
          expect(
            body.data.map(({ from: period, used }: any) => [
              period.slice(0, { hour: 13, day: 10, month: 7 }[groupBy]),
              used,
            ]),
          ).toEqual([...periods].sort(([a], [b]) => (a < b ? -1 : 1)));
          for (const { from: begin, to: end } of body.data)
            expect(Date.parse(end)).toBeGreaterThan(Date.parse(begin));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('sums a user by feature in any range', async () => {
    const from = start + 90 * 60_000;
    const of = (featureId: string) =>
      records.filter(
        (record) => record.userId === 'u1' && record.featureId === featureId && record.at >= from,
      );
    const { body } = await server.call('GET', `/api/users/u1/usage?from=${new Date(from).toISOString()}`);
    expect(body.data).toEqual(
      ['a', 'b'].map((featureId) => ({
        featureId,
        used: of(featureId).reduce((sum, { delta }) => sum + delta, 0),
        records: of(featureId).length,
      })),
    );
  });

  it('adds exactly where floating point does not', async () => {
    await server.call('POST', '/v1/batch', {
      batch: [0.1, 0.2, '9007199254740993', '-9007199254740992'].map((delta) => ({
        type: 'track',
        userId: 'exact',
        event: 'Used',
        properties: { featureId: 'a', delta },
      })),
    });
    await server.settled();
    expect((await server.call('GET', '/api/usage?userId=exact')).body.total).toBe(1.3);
  });
});
