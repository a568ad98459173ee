import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queueBackends, startTestServer, type TestServer } from './harness.js';

const nameIs = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const planIs = (value: string) => ({ kind: 'property', path: 'plan', operator: 'equals', value });

describe.each(queueBackends)('taking usage back, with the queue in %s', (queue) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ queue });
    for (const id of ['seats', 'exports', 'pros'])
      await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
  });
  afterAll(() => server.stop());

  const post = async (path: string, body?: unknown) => {
    const answer = await server.call('POST', path, body);
    expect([200, 201]).toContain(answer.status);
    return answer.body;
  };
  const get = async (path: string) => (await server.call('GET', path)).body;
  const createRule = (name: string, featureId: string, ...conditions: object[]): Promise<any> =>
    post('/api/rules', { name, featureId, conditions });
  const usageOf = async (featureId: string) => (await get(`/api/usage?featureId=${featureId}`)).total;
  const send = async (events: object[]) => {
    await post('/v1/batch', { batch: events.map((event) => ({ type: 'track', ...event })) });
    await server.settled();
  };
  const retract = async (rule: string, body: object): Promise<any> => {
    const { application } = await post(`/api/rules/${rule}/retract`, body);
    await server.settled();
    return get(`/api/applications/${application.id}`);
  };
  const proof = async () => {
    const { balanced, mapped, unmapped, verification } = await get('/api/conservation?verify=full');
    expect({ balanced, verification }).toMatchObject({ balanced: true, verification: { samples: [] } });
    return { mapped, unmapped };
  };

  it('reverses the records, leaves the events to the rules that remain, and the others unmapped', async () => {
    const broad = await createRule('Broad', 'seats', nameIs('Seat'));
    await createRule('Pros', 'seats', nameIs('Seat'), planIs('pro'));
    await server.settled();
    await send([
      { userId: 'a', event: 'Seat', properties: { plan: 'pro', delta: 3 } },
      { userId: 'a', event: 'Seat', properties: { plan: 'free', delta: 0.25 } },
      { userId: 'b', event: 'Seat', properties: { delta: -1 } },
    ]);
    expect(await usageOf('seats')).toBe(2.25);

    const refused = await server.call('POST', `/api/rules/${broad.id}/retract`, {});
    expect([refused.status, refused.body.code]).toEqual([409, 'rule_still_maps']);

    const { effect } = await post(`/api/rules/${broad.id}/retract`, { dryRun: true, disable: true });
    expect(effect).toMatchObject({
      exact: true,
      records: 3,
      events: 3,
      users: 2,
      reversed: [{ featureId: 'seats', records: 3, used: 2.25 }],
      mapped: 1,
      unmapped: 2,
      recorded: [{ featureId: 'seats', records: 1, used: 3 }],
    });
    expect(await usageOf('seats')).toBe(2.25);

    const run = await retract(broad.id, { disable: true });
    expect(run).toMatchObject({
      kind: 'retract',
      state: 'done',
      total: 3,
      scanned: 3,
      reversed: 3,
      mapped: 1,
      unmapped: 2,
    });
    expect(await usageOf('seats')).toBe(3);
    expect(await proof()).toEqual({ mapped: 1, unmapped: 2 });
    expect(await get(`/api/usage?userId=b`)).toEqual({ total: 0, data: [] });
  });
});
