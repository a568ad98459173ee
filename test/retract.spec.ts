import { RetractService } from '../libs/kana/src/reapply/retract.service.js';
import { scopeOfRetract } from '../libs/kana/src/reapply/retract.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { pagesOf } from './api/support.js';
import { queueBackends, startTestServer, type TestServer } from './harness.js';

const nameIs = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
const planIs = (value: string) => ({ kind: 'property', path: 'plan', operator: 'equals', value });

let server: TestServer;

async function start(options: Parameters<typeof startTestServer>[0]): Promise<void> {
  server = await startTestServer(options);
  for (const id of ['seats', 'exports']) await post('/api/features', { id, name: id, type: 'CONSUMABLE' });
}

async function post(path: string, body?: unknown): Promise<any> {
  const answer = await server.call('POST', path, body);
  expect([200, 201]).toContain(answer.status);
  return answer.body;
}

const get = async (path: string): Promise<any> => (await server.call('GET', path)).body;

const createRule = async (featureId: string, ...conditions: object[]): Promise<string> => {
  const { id } = await post('/api/rules', { name: `To ${featureId}`, featureId, conditions });
  await server.settled();
  return id;
};

async function send(...events: object[]): Promise<void> {
  await post('/v1/batch', { batch: events.map((event) => ({ type: 'track', ...event })) });
  await server.settled();
}

const usageOf = async (featureId: string, more = '') =>
  (await get(`/api/usage?featureId=${featureId}${more}`)).total;

/** Takes usage back, to the end of the run. What the dry run said before must be what the run did. */
async function retract(rule: string, selection: object): Promise<any> {
  const { effect } = await post(`/api/rules/${rule}/retract`, { ...selection, dryRun: true });
  const { application } = await post(`/api/rules/${rule}/retract`, selection);
  await server.settled();
  const run = await get(`/api/applications/${application.id}`);
  const { exact, records: reversed, mapped, unmapped } = effect;
  expect({ exact, state: run.state, kind: run.kind }).toEqual({
    exact: true,
    state: 'done',
    kind: 'retract',
  });
  expect(run).toMatchObject({ total: reversed, scanned: reversed, reversed, mapped, unmapped });
  return { ...run, effect };
}

const placed = async () => {
  const { balanced, mapped, unmapped, verification } = await get('/api/conservation?verify=full');
  expect({ balanced, samples: verification.samples }).toEqual({ balanced: true, samples: [] });
  return { mapped, unmapped };
};

describe.each(queueBackends)('a retract, with the queue in %s', (queue) => {
  beforeAll(() => start({ queue }));
  afterAll(() => server.stop());

  it('reverses what the rule recorded; the rules that remain take its events, and the others are unmapped again', async () => {
    const broad = await createRule('seats', nameIs('Seat'));
    await createRule('seats', nameIs('Seat'), planIs('pro'));
    await send(
      { userId: 'a', event: 'Seat', properties: { plan: 'pro', delta: 3 } },
      { userId: 'a', event: 'Seat', properties: { plan: 'free', delta: '0.25' } },
      { userId: 'b', event: 'Seat', properties: { delta: -1 } },
    );
    expect(await usageOf('seats')).toBe(2.25);

    const refused = await server.call('POST', `/api/rules/${broad}/retract`, {});
    expect([refused.status, refused.body.code]).toEqual([409, 'rule_still_maps']);
    expect(refused.body.detail).toMatch(/version 1.*"disable": true/);

    const run = await retract(broad, { disable: true });
    expect(run.effect).toMatchObject({
      events: 3,
      users: 2,
      reversed: [{ featureId: 'seats', records: 3, used: 2.25 }],
      recorded: [{ featureId: 'seats', records: 1, used: 3 }],
    });
    expect(run).toMatchObject({ ruleId: broad, ruleVersion: 2, reversed: 3, mapped: 1, unmapped: 2 });
    expect(await get(`/api/rules/${broad}`)).toMatchObject({ enabled: false, version: 2 });
    expect(await usageOf('seats')).toBe(3);
    expect(await get('/api/usage?userId=b')).toEqual({ total: 0, data: [] });
    expect(await get('/api/users/b/usage')).toEqual({ userId: 'b', data: [] });
    expect(await placed()).toEqual({ mapped: 1, unmapped: 2 });
    const [group] = (await get('/api/unmapped')).data;
    expect(group).toMatchObject({ name: 'Seat', count: 2, reasons: { no_rule: 2 } });
  });
});

describe('a retract', () => {
  beforeAll(() => start({}));
  afterAll(() => server.stop());

  it('is of one version and a range of time where that is asked, and the newer version maps what it matches', async () => {
    const rule = await createRule('seats', nameIs('Login'));
    const login = (day: number, plan: string) => ({
      userId: 'v',
      event: 'Login',
      timestamp: `2026-03-0${day}T12:00:00Z`,
      properties: { plan },
    });
    await send(login(1, 'free'), login(2, 'free'), login(2, 'pro'), login(3, 'free'));
    const conditions = [nameIs('Login'), planIs('pro')];
    expect((await server.call('PATCH', `/api/rules/${rule}`, { conditions })).body.version).toBe(2);
    await send(login(2, 'pro'));

    const selection = { version: 1, from: '2026-03-02', to: '2026-03-03' };
    const run = await retract(rule, selection);
    expect(run).toMatchObject({
      selection: { version: 1, from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' },
      reversed: 2,
      mapped: 1,
      unmapped: 1,
    });
    const { data } = await get('/api/usage?userId=v&groupBy=day');
    expect(data.map(({ from, used }: any) => [from.slice(0, 10), used])).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 2],
      ['2026-03-03', 1],
    ]);
    // Nothing is left to take back, and what the newer version recorded is not asked for.
    expect((await retract(rule, selection)).reversed).toBe(0);
    await placed();
  });

  it('leaves an event its other usage, and gives it what the rules that remain say', async () => {
    const seats = await createRule('seats', nameIs('Both'));
    await createRule('exports', nameIs('Both'), planIs('pro'));
    await send(
      { userId: 'w', event: 'Both', messageId: 'both', properties: { plan: 'pro' } },
      { userId: 'w', event: 'Both', properties: {} },
    );
    const before = await placed();
    const run = await retract(seats, { disable: true });
    expect(run).toMatchObject({ reversed: 2, mapped: 1, unmapped: 1 });
    expect(run.effect).toMatchObject({
      events: 2,
      users: 1,
      recorded: [],
      samples: [
        { userId: 'w', name: 'Both', lost: ['seats'], gained: [], outcome: 'mapped' },
        { lost: ['seats'], gained: [], outcome: 'unmapped' },
      ],
    });
    expect(await placed()).toEqual({ mapped: before.mapped - 1, unmapped: before.unmapped + 1 });
    const events = (await get('/api/events?userId=w&outcome=mapped')).data;
    expect(events).toMatchObject([{ messageId: 'both', usage: [{ featureId: 'exports' }] }]);
    expect((await get('/api/events?userId=w&outcome=unmapped')).data).toMatchObject([{ usage: [] }]);
  });

  it('takes back what a deleted rule recorded, and a restored rule records it again', async () => {
    const rule = await createRule('exports', nameIs('Export'));
    await send({ userId: 'x', event: 'Export', properties: { delta: 4 } });
    expect((await server.call('DELETE', `/api/rules/${rule}`)).status).toBe(204);
    expect(await retract(rule, {})).toMatchObject({ ruleVersion: 2, reversed: 1, unmapped: 1 });
    expect(await usageOf('exports', '&userId=x')).toBe(0);

    const answer = await server.call('POST', `/api/rules/${rule}/restore`, { version: 2 });
    expect([answer.status, answer.body.code]).toEqual([400, 'unknown_version']);
    const restored = await post(`/api/rules/${rule}/restore`, { version: 1 });
    expect(restored).toMatchObject({ id: rule, version: 3, enabled: true, application: { total: 1 } });
    await server.settled();
    expect(await usageOf('exports', '&userId=x')).toBe(4);
    expect(await retract(rule, { disable: true })).toMatchObject({ reversed: 1 });
    await post(`/api/rules/${rule}/enable`);
    await server.settled();
    expect(await usageOf('exports', '&userId=x')).toBe(4);

    const records = await pagesOf(server, '/api/usage/x/exports/records', 2);
    expect(records.map(({ delta, rule, reversal }) => [delta, rule.version, reversal])).toEqual([
      [4, 5, false],
      [-4, 3, true],
      [4, 3, false],
      [-4, 1, true],
      [4, 1, false],
    ]);
    expect(records[0]).toMatchObject({ userId: 'x', name: 'Export', rule: { id: rule, name: 'To exports' } });
    await placed();
  });

  it('walks every hour of every user and feature, however long ago, in pieces', async () => {
    const rule = await createRule('seats', nameIs('Old'));
    const at = (time: number) => ({ event: 'Old', timestamp: time });
    const hour = Date.UTC(2025, 0, 1);
    await send(
      ...Array.from({ length: 30 }, (_, i) => ({
        userId: `old-${i % 3}`,
        ...at(hour + (i % 4) * 1_800_000),
      })),
      { userId: 'old-0', event: 'Old', timestamp: '0001-01-01T00:00:00Z' },
      { userId: 'old-0', event: 'Old', timestamp: Date.UTC(-43, 2, 15) },
    );
    await server.call('PATCH', `/api/rules/${rule}`, { featureId: 'exports', conditions: [nameIs('New')] });
    await send({ userId: 'old-0', event: 'New' });

    const scope = scopeOfRetract(rule, 2, { version: null, from: null, to: null });
    const effectOf = (records: number, milliseconds = 10_000) =>
      server.api
        .get(RetractService)
        .effect(server.api.get<DataSource>(getDataSourceToken()), 1, scope, rule, { records, milliseconds });
    expect(await effectOf(1_000)).toMatchObject({
      exact: true,
      records: 33,
      events: 33,
      users: 3,
      unmapped: 33,
    });
    const some = await effectOf(20);
    expect(some).toMatchObject({ exact: false, records: 20, events: 20, unmapped: 20 });
    expect(some.samples).toHaveLength(10);
    expect(await effectOf(1_000, 0)).toMatchObject({ exact: false, records: 0 });

    expect(await retract(rule, { disable: true })).toMatchObject({ reversed: 33, unmapped: 33 });
    await placed();
  });

  it('shows the records behind a number: of all ids of a user, newest first, and their sum is that number', async () => {
    await createRule('seats', nameIs('Chair'), planIs('pro'));
    await send(
      ...Array.from({ length: 12 }, (_, i) => ({
        userId: i % 2 ? 'one' : 'two',
        event: 'Chair',
        timestamp: `2026-04-0${1 + (i % 5)}T0${i % 3}:30:00.${i % 4}Z`,
        properties: i % 3 ? { plan: 'pro', delta: i / 4 } : { featureId: 'seats', delta: -1 },
      })),
    );
    await post('/api/users/merge', { ids: ['one', 'two'] });
    for (const range of ['', '&from=2026-04-02T00:30:00.100Z&to=2026-04-04T01:30:00.300Z']) {
      const records = await pagesOf(server, `/api/usage/two/seats/records?${range.slice(1)}`, 5);
      expect(records.reduce((sum, { delta }) => sum + delta, 0)).toBe(
        await usageOf('seats', `&userId=one${range}`),
      );
      expect(records.length).toBeGreaterThan(range ? 3 : 11);
      const times = records.map(({ occurredAt }) => occurredAt);
      expect(times).toEqual(times.toSorted().reverse());
    }
    const [first] = (await get('/api/usage/one/seats/records?limit=1')).data;
    expect(first).toEqual({
      eventId: expect.any(String),
      messageId: expect.any(String),
      userId: expect.stringMatching(/^(one|two)$/),
      name: 'Chair',
      occurredAt: expect.stringContaining('2026-04-05'),
      recordedAt: expect.any(String),
      delta: expect.any(Number),
      rule: expect.anything(),
      reversal: false,
    });
    expect(await get('/api/usage/nobody/seats/records')).toEqual({ data: [], nextCursor: null });
  });
});

it('the versions of a rule are a list, newest first, each with what it changed; a deleted rule has them too', async () => {
  await start({ worker: false });
  try {
    const { id } = await post('/api/rules', { name: 'A', featureId: 'seats', conditions: [nameIs('A')] });
    await server.call('PATCH', `/api/rules/${id}`, { name: 'B', conditions: [nameIs('A'), planIs('pro')] });
    await post(`/api/rules/${id}/disable`);
    await server.call('DELETE', `/api/rules/${id}`);
    await post(`/api/rules/${id}/restore`, { version: 1 });
    const versions = await pagesOf(server, `/api/rules/${id}/versions`, 2);
    expect(versions.map(({ version, changes }) => [version, changes])).toEqual([
      [
        5,
        [
          { field: 'name', from: 'B', to: 'A' },
          { field: 'enabled', from: false, to: true },
          { field: 'deleted', from: true, to: false },
          { field: 'conditions', added: [], removed: [planIs('pro')] },
        ],
      ],
      [4, [{ field: 'deleted', from: false, to: true }]],
      [3, [{ field: 'enabled', from: true, to: false }]],
      [
        2,
        [
          { field: 'name', from: 'A', to: 'B' },
          { field: 'conditions', added: [planIs('pro')], removed: [] },
        ],
      ],
      [1, []],
    ]);
  } finally {
    await server.stop();
  }
});
