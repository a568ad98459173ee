import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pagesOf } from './api/support.js';
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

  it('is exact by feature and by user for every range, merged users as one and deleted ones by their ids', async () => {
    expect((await server.call('POST', '/api/users/merge', { ids: ['u1', 'u2'] })).status).toBe(200);
    await server.call('DELETE', '/api/users/u3');
    const survivor = (await server.call('PATCH', '/api/users/u1', { name: 'Ada', email: 'ada@x' })).body;
    const ownerOf = (userId: string): string => (userId === 'u2' || userId === 'u1' ? survivor.id : userId);
    const { key, name, email } = survivor;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(moment, moment).filter(([one, other]) => one !== other),
        fc.constantFrom('hour', 'day', 'month'),
        async (ends, groupBy) => {
          const [from, to] = [Math.min(...ends), Math.max(...ends)];
          const range = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
          const get = async (path: string) => (await server.call('GET', `/api/usage${path}${range}`)).body;
          const inRange = records.filter(({ at }) => at >= from && at < to);
          const of = (featureId: string) => inRange.filter((record) => record.featureId === featureId);
          const sum = (some: typeof records) => some.reduce((total, { delta }) => total + delta, 0);
          const features = ['a', 'b'].filter((featureId) => of(featureId).length > 0);

          expect((await get('/features?')).data).toEqual(
            features.map((featureId) => ({
              featureId,
              used: sum(of(featureId)),
              records: of(featureId).length,
            })),
          );
          const series = await get(`/series?featureId=b&featureId=a&groupBy=${groupBy}&`);
          for (const [index, featureId] of ['b', 'a'].entries()) {
            const alone = await get(`?featureId=${featureId}&groupBy=${groupBy}&`);
            expect(series.data[index]).toEqual({ featureId, total: alone.total, periods: alone.data });
          }
          for (const featureId of features) {
            const owners = [...new Set(of(featureId).map(({ userId }) => ownerOf(userId)))];
            const users = owners.map((userId) => {
              const own = of(featureId).filter((record) => ownerOf(record.userId) === userId);
              const user = userId === 'u3' ? null : { key, name, email };
              return { userId, user, used: sum(own), records: own.length };
            });
            const { data, totals } = await get(`/features/${featureId}/users?`);
            expect(totals).toEqual({ used: sum(of(featureId)), users: users.length });
            expect(data.map(({ used }: any) => used)).toEqual(
              users.map(({ used }) => used).sort((a, b) => b - a),
            );
            expect(new Set(data)).toEqual(new Set(users));
            expect(await pagesOf(server, `/api/usage/features/${featureId}/users?${range}`, 1)).toEqual(data);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives as CSV what it shows, and no formula', async () => {
    const id = '=SUM(1)';
    await server.call('POST', '/api/features', { id, name: '@name', type: 'CONSUMABLE' });
    const use = (delta: number, timestamp: string) => ({
      ...{ type: 'track', userId: '+1', event: 'Used', timestamp },
      properties: { featureId: id, delta },
    });
    await server.call('POST', '/v1/batch', {
      batch: [
        { type: 'identify', userId: '+1', traits: { name: 'Doe, "J"', email: '-x@example.com' } },
        use(-1.5, '2024-03-01T00:00:00Z'),
        use(1, '2024-03-02T00:00:00Z'),
      ],
    });
    await server.settled();
    const read = async (path: string) => {
      const headers = { authorization: `Bearer ${server.testKey}` };
      const response = await fetch(`${server.origin}/api/usage/${path}`, { headers });
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      return (await response.text()).split('\r\n');
    };
    const day = (n: number) => `2024-03-0${n}T00:00:00.000Z`;
    const range = 'from=2024-03-01&to=2024-04-01';
    expect(await read(`series/export?featureId=${encodeURIComponent(id)}&${range}`)).toEqual([
      'from,to,featureId,feature,used',
      `${day(1)},${day(2)},'=SUM(1),'@name,-1.5`,
      `${day(2)},${day(3)},'=SUM(1),'@name,1`,
      '',
    ]);
    expect(await read(`features/${encodeURIComponent(id)}/users/export?${range}`)).toEqual([
      'userId,name,email,used,records',
      `'+1,"Doe, ""J""",'-x@example.com,-0.5,2`,
      '',
    ]);
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
