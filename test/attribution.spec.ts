import { AttributionService } from '#libs/kana';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queueBackends, startTestServer, type TestServer, until } from './harness.js';

const track = (userId: string, event: string, properties: object = {}, extra: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
  ...extra,
});

describe.each(queueBackends)('attribution with the queue in %s', (queue) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ queue });
    for (const id of ['messages', 'seats']) {
      await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
    }
    await server.call('POST', '/api/rules', {
      name: 'Pro seats',
      featureId: 'seats',
      conditions: [
        { kind: 'event_name', operator: 'equals', value: 'Seat Added' },
        { kind: 'property', path: 'plan', operator: 'equals', value: 'pro' },
      ],
    });
    await server.settled();
  });

  afterAll(() => server.stop());

  it('turns events into usage by featureId and by rule, and keeps the others visible with their reason', async () => {
    await server.call('POST', '/v1/batch', {
      batch: [
        track('u1', 'Message Sent', { featureId: 'messages', delta: 2.5 }),
        track('u1', 'Message Sent', { featureId: 'messages', delta: '-0.5' }),
        track('u1', 'Seat Added', { plan: 'pro' }),
        track('u1', 'Seat Added', { plan: 'free' }),
        track('u1', 'Seat Added', { plan: 'pro', delta: 'two' }),
        track('u1', 'Message Sent', { featureId: 'unknown' }),
      ],
    });
    await server.settled();

    expect((await server.call('GET', '/api/users/u1/usage')).body).toEqual({
      userId: 'u1',
      data: [
        { featureId: 'messages', used: 2, records: 2 },
        { featureId: 'seats', used: 1, records: 1 },
      ],
    });
    const unmapped = (await server.call('GET', '/api/unmapped')).body.data;
    expect(unmapped.map(({ name, count, reasons }: any) => ({ name, count, reasons }))).toEqual([
      { name: 'Seat Added', count: 2, reasons: { no_rule: 1, invalid_delta: 1 } },
      { name: 'Message Sent', count: 1, reasons: { unknown_feature: 1 } },
    ]);
    expect((await server.call('GET', '/api/conservation?verify=full')).body).toMatchObject({
      balanced: true,
      received: 6,
      mapped: 3,
      unmapped: 3,
      identified: 0,
      pending: 0,
      verification: { checked: 6, differences: 0 },
    });
  });

  it('creates a user from a track call and fills it by identify calls in order, erasing nothing', async () => {
    await server.call('POST', '/v1/batch', {
      batch: [
        track('u2', 'Opened'),
        { type: 'identify', userId: 'u2', traits: { name: 'Ada', email: 'ada@example.com', plan: 'pro' } },
        { type: 'identify', userId: 'u2', traits: { name: 'Ada L.', email: '', billingId: 'cus_1' } },
      ],
    });
    await server.call('POST', '/v1/identify', { userId: 'u2', traits: { email: null } });
    await server.settled();
    expect((await server.call('GET', '/api/users/u2')).body).toMatchObject({
      id: 'u2',
      name: 'Ada L.',
      email: 'ada@example.com',
      billingId: 'cus_1',
    });
  });

  it('dates usage by when it happened, however late the event comes', async () => {
    await server.call(
      'POST',
      '/v1/track',
      track('u3', 'Message Sent', { featureId: 'messages' }, { timestamp: '2020-02-29T23:59:59.999Z' }),
    );
    await server.settled();
    const { body } = await server.call('GET', '/api/usage?userId=u3&featureId=messages&groupBy=month');
    expect(body).toEqual({
      total: 1,
      data: [{ from: '2020-02-01T00:00:00.000Z', to: '2020-03-01T00:00:00.000Z', used: 1 }],
    });
  });

  it('keeps test and live apart: same user, same message, two stores', async () => {
    const call = track('u4', 'Message Sent', { featureId: 'messages' }, { messageId: 'same' });
    expect((await server.call('POST', '/v1/track', call)).body.success).toBe(true);
    expect((await server.call('POST', '/v1/track', call, server.liveKey)).body.success).toBe(true);
    await server.settled();
    expect((await server.call('GET', '/api/usage?userId=u4')).body.total).toBe(1);
    expect((await server.call('GET', '/api/usage?userId=u4', undefined, server.liveKey)).body.total).toBe(0);
    expect((await server.call('GET', '/api/unmapped', undefined, server.liveKey)).body.data).toMatchObject([
      { name: 'Message Sent', reasons: { unknown_feature: 1 } },
    ]);
  });

  it('attributes and reapplies what a lost queue forgot, by the sweep', async () => {
    const forgetful = await startTestServer({ queue, worker: false });
    try {
      await forgetful.call('POST', '/api/features', { id: 'f', name: 'f', type: 'CONSUMABLE' });
      await forgetful.call('POST', '/v1/track', track('u', 'E'));
      const conditions = [{ kind: 'event_name', operator: 'equals', value: 'E' }];
      await forgetful.call('POST', '/api/rules', { name: 'r', featureId: 'f', conditions });
      // A bell for the partition of the event, and two runs over sixteen partitions.
      await until(async () => (await forgetful.queuedJobs()) === 33);
      await forgetful.loseQueue();
      expect(await forgetful.queuedJobs()).toBe(0);
      await forgetful.startWorker();
      await forgetful.settled();
      expect((await forgetful.call('GET', '/api/usage?featureId=f')).body.total).toBe(1);
    } finally {
      await forgetful.stop();
    }
  });

  it('counts every event once when many workers drain the same partitions at once', async () => {
    const second = await server.startWorker();
    const batches = Array.from({ length: 40 }, (_, batch) =>
      Array.from({ length: 50 }, (_, i) =>
        track(`w${(batch * 50 + i) % 97}`, 'Message Sent', { featureId: 'messages' }),
      ),
    );
    await Promise.all(
      batches.map(async (batch) => {
        await server.call('POST', '/v1/batch', { batch });
        // Beside the bells, straight at the service: every partition, from both sides.
        await Promise.all(
          [...Array(16).keys()].map((partition) =>
            second.get(AttributionService).drain(partition, () => false),
          ),
        );
      }),
    );
    await server.settled();
    const users = await Promise.all(
      [...Array(97).keys()].map((n) => server.call('GET', `/api/usage?userId=w${n}`)),
    );
    expect(users.reduce((sum, { body }) => sum + body.total, 0)).toBe(2_000);
    expect((await server.call('GET', '/api/conservation?verify=full')).body).toMatchObject({
      balanced: true,
    });
  });
});
