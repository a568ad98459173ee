import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { pagesOf, queryOf } from './support.js';

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

/** All at once: their order is none. */
async function ingestAll(batch: object[]): Promise<void> {
  await server.call('POST', '/v1/batch', { batch });
  await server.settled();
}

const inbox = async (query: Record<string, string> = {}): Promise<any> =>
  (await server.call('GET', `/api/unmapped?${queryOf({ limit: '200', ...query })}`)).body;
const group = async (name: string, query: Record<string, string> = {}): Promise<any> =>
  (await inbox(query)).data.find((one: any) => one.name === name);
const facets = async (query: Record<string, string>): Promise<any> =>
  (await server.call('GET', `/api/unmapped/facets?${queryOf(query)}`)).body;
const suggestion = async (query: Record<string, string>): Promise<any> =>
  (await server.call('GET', `/api/unmapped/suggestion?${queryOf(query)}`)).body;
const ignore = async (body: object): Promise<any> =>
  (await server.call('POST', '/api/unmapped/ignored', body)).body;
const unignore = (id: string) => server.call('DELETE', `/api/unmapped/ignored/${id}`);

/** What the rows themselves say, whatever the inbox says. */
async function stored(): Promise<number> {
  const [row] = await server.sql<{ count: number }>(
    'select count(*)::int as count from unmapped_events where environment_id = 1',
  );
  return row!.count;
}

describe('an event name in the inbox', () => {
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
      ignored: 0,
      ignoredAtLeast: false,
      ignoredGroupId: null,
      users: 3,
      usersAtLeast: false,
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
      track('u1', 'a/b?c#d%', { 'e.f': 1 }),
      track('u1', 'n'.repeat(300)),
    );
    expect((await group('Old')).sample.occurredAt).toBe('-004368-04-02T04:26:40.000Z');
    expect((await group(' spaced\tname ')).sample.payload.properties.text).toBe('nul \ufffd and half \ufffd');
    expect((await group('n'.repeat(255))).sample.name).toBe('n'.repeat(300));
    expect((await facets({ name: 'a/b?c#d%' })).paths).toMatchObject([{ path: 'e\\.f', present: 1 }]);
  });

  test('is one of its environment alone', async () => {
    await server.call('POST', '/v1/track', track('u1', 'In live'), server.liveKey);
    await server.settled();
    expect(await group('In live')).toBeUndefined();
    expect((await facets({ name: 'In live' })).looked).toMatchObject({ events: 0, of: 0 });
    const inLive = (await server.call('GET', '/api/unmapped', undefined, server.liveKey)).body;
    expect(inLive.data.map(({ name, count }: any) => [name, count])).toEqual([['In live', 1]]);
    expect(inLive.totals).toEqual({ events: 1, open: 1, ignored: 0, ignoredAtLeast: false, names: 1 });
  });
});

describe('the inbox', () => {
  beforeAll(async () => {
    const calls = Array.from({ length: 12 }, (_, n) =>
      Array.from({ length: 1 + (n % 3) }, (_, user) => track(`u${user}`, `Name ${n}`)),
    );
    await ingestAll(calls.flat());
  });

  test('has every name once, most events first, whatever the size of the pages, and sums up to all', async () => {
    const all = await pagesOf(server, '/api/unmapped', 200);
    expect(all.map(({ name, count }) => [name, count])).toEqual(
      all
        .map(({ name, count }) => [name, count] as [string, number])
        .sort(([one, n], [other, m]) => m - n || Buffer.compare(Buffer.from(one), Buffer.from(other))),
    );
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(12);
    for (const limit of [1, 5, all.length])
      expect(await pagesOf(server, '/api/unmapped', limit)).toEqual(all);
    const sum = all.reduce((sum, { count }) => sum + (count as number), 0);
    expect((await inbox({ limit: '1' })).totals).toMatchObject({
      events: sum,
      open: sum,
      ignored: 0,
      names: all.length,
    });
    expect(await stored()).toBe(sum);
  });

  test('is sorted by the newest event where that is asked', async () => {
    await ingest(track('u1', 'Name 3'), track('u1', 'Name 7'));
    const all = await pagesOf(server, '/api/unmapped?sort=newest', 200);
    expect(all.slice(0, 2).map(({ name }) => name)).toEqual(['Name 7', 'Name 3']);
    const ids = all.map(({ sample }) => Number(sample.id));
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    for (const limit of [1, 4])
      expect(await pagesOf(server, '/api/unmapped?sort=newest', limit)).toEqual(all);
  });

  test('is searched by a part of the name and by the reason', async () => {
    await ingest(track('u1', '100% Grün_x'), track('u1', 'Asked', { featureId: 'asked only' }));
    const found = async (query: Record<string, string>) =>
      (await inbox(query)).data.map(({ name }: any) => name);
    expect(await found({ search: 'nAME 1' })).toEqual(
      expect.arrayContaining(['Name 1', 'Name 10', 'Name 11']),
    );
    expect(await found({ search: 'nAME 1' })).toHaveLength(3);
    for (const part of ['% g', 'n_x', 'GRÜN']) expect(await found({ search: part })).toEqual(['100% Grün_x']);
    expect(await found({ search: 'nowhere' })).toEqual([]);
    expect(await found({ search: 'asked', reason: 'unknown_feature' })).toEqual(['Asked']);
    expect(await found({ search: 'asked', reason: 'no_rule' })).toEqual([]);
    expect((await inbox({ search: 'nowhere' })).totals.events).toBe(await stored());
  });
});

describe('the facets of a name', () => {
  const buys = Array.from({ length: 12 }, (_, n) =>
    track(`u${n % 4}`, 'Bought', {
      plan: n % 3 === 0 ? 'pro' : 'free',
      seats: n % 2 === 0 ? 5 : '5',
      order: `order-${n}`,
      cart: { 'a.b': true, items: [{ sku: 'S1' }, { sku: 'S2' }] },
      ...(n < 3 ? { coupon: null } : {}),
    }),
  );
  const pathOf = (answer: any, path: string) => answer.paths.find((one: any) => one.path === path);

  beforeAll(() => ingestAll(buys));

  test('are its paths and typed values with counts and users, few values first, a value per event last', async () => {
    const answer = await facets({ name: 'Bought' });
    expect(answer).toMatchObject({
      name: 'Bought',
      path: null,
      value: null,
      looked: { events: 12, of: 12, newest: 10_000, ignored: 0 },
      events: 12,
      reasons: { no_rule: 12 },
      pathsComplete: true,
    });
    expect(answer.paths.map(({ path }: any) => path)).toEqual([
      'cart.items',
      'cart.a\\.b',
      'cart.items.0.sku',
      'cart.items.1.sku',
      'coupon',
      'plan',
      'seats',
      'order',
    ]);
    expect(pathOf(answer, 'plan')).toEqual({
      path: 'plan',
      present: 12,
      share: 1,
      types: { text: 12 },
      distinct: 2,
      distinctAtLeast: false,
      distinctHeavy: false,
      values: [
        { type: 'text', value: 'free', count: 8, users: 4, ignoredGroupId: null },
        { type: 'text', value: 'pro', count: 4, users: 4, ignoredGroupId: null },
      ],
      other: 0,
    });
    expect(pathOf(answer, 'seats')).toMatchObject({
      types: { number: 6, text: 6 },
      values: [
        { type: 'number', value: 5, count: 6, users: 2 },
        { type: 'text', value: '5', count: 6, users: 2 },
      ],
    });
    expect(pathOf(answer, 'coupon')).toMatchObject({
      present: 3,
      share: 0.25,
      values: [{ type: 'null', value: null, count: 3 }],
    });
    expect(pathOf(answer, 'order')).toMatchObject({ distinct: 12, distinctHeavy: true });
    expect(answer.samples).toHaveLength(5);
    expect(answer.samples[0].payload.event).toBe('Bought');
  });

  test('are those of the events with a value, where one is given, and its type counts', async () => {
    const five = await facets({ name: 'Bought', path: 'seats', value: '5' });
    expect(five).toMatchObject({ path: 'seats', value: 5, events: 6, looked: { events: 12 } });
    expect(pathOf(five, 'seats').values).toMatchObject([{ type: 'number', value: 5, count: 6 }]);
    const text = await facets({ name: 'Bought', path: 'seats', value: '"5"' });
    expect(pathOf(text, 'seats').values).toMatchObject([{ type: 'text', value: '5', count: 6 }]);
    expect(await facets({ name: 'Bought', path: 'cart.a\\.b', value: 'true' })).toMatchObject({ events: 12 });
  });

  test('tell the features that its events ask for and the deltas that are no numbers', async () => {
    await ingest(
      track('u1', 'Reasons', { featureId: 'missing' }),
      track('u2', 'Reasons', { featureId: 'missing' }),
      track('u1', 'Reasons', { featureId: 'also missing' }),
      track('u1', 'Reasons', { delta: 'many' }),
      track('u1', 'Reasons', { delta: [1] }),
      track('u2', 'Reasons', { delta: 'many' }),
    );
    expect(await facets({ name: 'Reasons' })).toMatchObject({
      reasons: { unknown_feature: 3, invalid_delta: 3 },
      askedFeatures: [
        { featureId: 'missing', count: 2 },
        { featureId: 'also missing', count: 1 },
      ],
      invalidDeltas: [
        { type: 'text', value: 'many', count: 2 },
        { type: 'array', value: [1], count: 1 },
      ],
    });
    const asked = await pagesOf(server, '/api/unmapped/features', 2);
    expect(asked.slice(0, 1)).toEqual([
      {
        featureId: 'missing',
        count: 2,
        users: 2,
        usersAtLeast: false,
        names: [{ name: 'Reasons', count: 2 }],
        newFeature: { id: 'missing', name: 'missing', type: 'CONSUMABLE' },
      },
    ]);
    // As the suggestion says, creating the feature maps its events.
    await server.call('POST', '/api/features', asked[0].newFeature);
    await server.settled();
    expect(await group('Reasons')).toMatchObject({ count: 4, reasons: { unknown_feature: 1 } });
    expect(
      (await pagesOf(server, '/api/unmapped/features', 2)).map(({ featureId }) => featureId),
    ).not.toContain('missing');
  });
});

describe('the suggested rule of a group', () => {
  const created = (body: object) => server.call('POST', '/api/rules', body);

  test('maps exactly the group, once it has its feature', async () => {
    await ingestAll([
      track('u1', 'Seat added', { kind: 'extra', n: 1 }),
      track('u1', 'Seat added', { kind: 'extra', n: '1' }),
      track('u1', 'Seat added', { kind: 'Extra' }),
    ]);
    const { rule, featureFrom, newFeature } = await suggestion({
      name: 'Seat added',
      path: 'kind',
      value: '"extra"',
    });
    expect({ rule, featureFrom, newFeature }).toEqual({
      rule: {
        name: 'Seat added: kind is extra',
        featureId: 'seats',
        enabled: true,
        conditions: [
          { kind: 'event_name', operator: 'equals', value: 'Seat added' },
          { kind: 'property', path: 'kind', operator: 'equals', value: 'extra' },
        ],
      },
      featureFrom: 'similar_name',
      newFeature: null,
    });
    expect((await created(rule)).status).toBe(201);
    await server.settled();
    expect(await group('Seat added')).toMatchObject({ count: 1 });
    const whole = await suggestion({ name: 'Seat added' });
    expect((await created(whole.rule)).status).toBe(201);
    await server.settled();
    expect(await group('Seat added')).toBeUndefined();
  });

  test('has no feature where none suggests itself, and the one that the events ask for, to be created', async () => {
    await ingest(track('u1', 'Zzz'), track('u1', 'Wants', { featureId: 'wanted' }));
    expect(await suggestion({ name: 'Zzz' })).toMatchObject({
      rule: { name: 'Zzz', featureId: null },
      featureFrom: null,
      newFeature: null,
      note: null,
    });
    expect(await suggestion({ name: 'Wants' })).toMatchObject({
      rule: { featureId: 'wanted' },
      featureFrom: 'asked',
      newFeature: { id: 'wanted', name: 'wanted', type: 'CONSUMABLE' },
    });
  });

  test('takes every name of a group whose names are longer than the store shows', async () => {
    const beginning = 'long '.repeat(51);
    await ingestAll([track('u1', `${beginning}1`), track('u1', `${beginning}2`)]);
    expect(await group(beginning)).toMatchObject({ count: 2 });
    const { rule } = await suggestion({ name: beginning });
    await created({ ...rule, featureId: 'seats' });
    await server.settled();
    expect(await group(beginning)).toBeUndefined();
  });
});

describe('an ignored group', () => {
  test('that is a name leaves the inbox with all its events, those that come later too, and comes back', async () => {
    await ingest(track('u1', 'Noise'), track('u2', 'Noise'));
    const before = (await inbox()).totals;
    const ignored = await ignore({ name: 'Noise' });
    expect(ignored).toEqual({
      id: expect.any(String),
      name: 'Noise',
      path: null,
      value: null,
      createdAt: expect.any(String),
    });
    expect(await ignore({ name: 'Noise' })).toEqual(ignored);
    await ingest(track('u3', 'Noise'));
    expect((await inbox()).totals).toEqual({
      ...before,
      events: before.events + 1,
      open: before.open - 2,
      ignored: before.ignored + 3,
    });
    expect(await stored()).toBe(before.events + 1);
    expect(await group('Noise')).toBeUndefined();
    for (const filter of ['true', 'all'])
      expect(await group('Noise', { ignored: filter })).toMatchObject({
        count: 3,
        ignored: 3,
        ignoredAtLeast: false,
        ignoredGroupId: ignored.id,
      });
    expect(await group('Clicked', { ignored: 'true' })).toBeUndefined();
    expect(await group('Clicked', { ignored: 'all' })).toMatchObject({ ignored: 0 });
    expect((await server.call('GET', '/api/unmapped/ignored')).body.data[0]).toEqual(ignored);
    expect((await unignore(ignored.id)).status).toBe(204);
    expect((await unignore(ignored.id)).status).toBe(404);
    expect(await group('Noise')).toMatchObject({ count: 3, ignored: 0 });
    expect((await inbox()).totals).toMatchObject({ open: before.open + 1, ignored: before.ignored });
  });

  test('that is a value leaves the counts and the facets, type for type, and takes the name along when nothing is left', async () => {
    await ingestAll([
      track('u1', 'Pinged', { from: 'bot', n: 1 }),
      track('u2', 'Pinged', { from: 'bot', n: '1' }),
      track('u3', 'Pinged', { from: 'human', n: 1 }),
      track('u4', 'Pinged', { n: 2 }),
    ]);
    const before = (await inbox()).totals;
    const bots = await ignore({ name: 'Pinged', path: 'from', value: 'bot' });
    expect(await group('Pinged')).toMatchObject({ count: 4, ignored: 2, ignoredAtLeast: false });
    // An event that is in two ignored groups is one event.
    const ones = await ignore({ name: 'Pinged', path: 'n', value: 1 });
    expect(await group('Pinged')).toMatchObject({ count: 4, ignored: 3 });
    expect((await inbox()).totals).toMatchObject({ open: before.open - 3, ignored: before.ignored + 3 });
    expect(await facets({ name: 'Pinged' })).toMatchObject({
      looked: { events: 4, of: 4, ignored: 3 },
      events: 1,
      paths: [{ path: 'n', values: [{ value: 2 }] }],
    });
    const all = await facets({ name: 'Pinged', ignored: 'all' });
    const ids = Object.fromEntries(
      all.paths.flatMap(({ path, values }: any) =>
        values.map((one: any) => [`${path} ${JSON.stringify(one.value)}`, one.ignoredGroupId]),
      ),
    );
    expect(ids).toEqual({
      'from "bot"': bots.id,
      'from "human"': null,
      'n 1': ones.id,
      'n "1"': null,
      'n 2': null,
    });
    await ignore({ name: 'Pinged', path: 'n', value: 2 });
    expect(await group('Pinged')).toBeUndefined();
    expect(await group('Pinged', { ignored: 'true' })).toMatchObject({ count: 4, ignored: 4 });
  });

  test('stays stored and unmapped, and is mapped by a rule and by a feature that come later', async () => {
    await ingestAll([
      track('u1', 'Set aside', { a: 1 }),
      track('u1', 'Set aside', { a: 2 }),
      track('u1', 'Set aside', { featureId: 'comes later' }),
    ]);
    await ignore({ name: 'Set aside' });
    await ignore({ name: 'Set aside', path: 'a', value: 2 });
    const conservation = async () => (await server.call('GET', '/api/conservation?verify=full')).body;
    expect(await conservation()).toMatchObject({ balanced: true, unmapped: await stored() });
    const conditions = [{ kind: 'event_name', operator: 'equals', value: 'Set aside' }];
    await server.call('POST', '/api/rules', { name: 'R', featureId: 'seats', conditions });
    await server.settled();
    expect(await group('Set aside', { ignored: 'all' })).toMatchObject({ count: 1, ignored: 1 });
    await server.call('POST', '/api/features', { id: 'comes later', name: 'L', type: 'CONSUMABLE' });
    await server.settled();
    expect(await group('Set aside', { ignored: 'all' })).toBeUndefined();
    const { data } = (await server.call('GET', '/api/events?name=Set aside&outcome=mapped')).body;
    expect(data).toHaveLength(3);
    expect(await conservation()).toMatchObject({ balanced: true });
  });

  test('of one environment is none of the other', async () => {
    await server.call('POST', '/v1/track', track('u1', 'Both'), server.liveKey);
    await ingest(track('u1', 'Both'));
    const { id } = await ignore({ name: 'Both' });
    const inLive = (await server.call('GET', '/api/unmapped?search=Both', undefined, server.liveKey)).body;
    expect(inLive.data).toMatchObject([{ name: 'Both', ignored: 0 }]);
    expect(
      (await server.call('DELETE', `/api/unmapped/ignored/${id}`, undefined, server.liveKey)).status,
    ).toBe(404);
    expect(await group('Both')).toBeUndefined();
  });
});

test('of a name with very many events the newest 10,000 are looked into, counts stay exact, and the answers say so', async () => {
  const before = (await inbox()).totals;
  await server.sql(
    `with made as (
       insert into events (partition, environment_id, occurred_at, received_at, type, message_id, identity, name, payload)
       select n % 16, 1, now(), now(), 'track', 'many ' || n, 'many ' || n, 'Many',
         jsonb_build_object('event', 'Many', 'properties',
           jsonb_build_object('half', case when n % 2 = 0 then 'even' else 'odd' end, 'old', n <= 2000))
       from generate_series(1, 12000) n order by n
       returning partition, id, identity, received_at
     )
     insert into unmapped_events (partition, environment_id, name, event_id, reason, identity, received_at)
     select partition, 1, 'Many', id, 'no_rule', identity, received_at from made`,
  );
  expect(await group('Many')).toMatchObject({ count: 12_000, users: 10_000, usersAtLeast: true });
  const { looked, events, paths } = await facets({ name: 'Many' });
  expect({ looked, events }).toEqual({
    looked: { events: 10_000, of: 12_000, newest: 10_000, ignored: 0 },
    events: 10_000,
  });
  expect(paths).toMatchObject([
    { path: 'old', values: [{ value: false, count: 10_000, users: 10_000 }] },
    { path: 'half', values: [{ count: 5_000 }, { count: 5_000 }] },
  ]);
  await ignore({ name: 'Many', path: 'half', value: 'odd' });
  expect(await group('Many')).toMatchObject({ count: 12_000, ignored: 5_000, ignoredAtLeast: true });
  expect((await inbox()).totals).toMatchObject({
    events: before.events + 12_000,
    open: before.open + 7_000,
    ignoredAtLeast: true,
  });
  await ignore({ name: 'Many' });
  expect((await inbox()).totals).toEqual({
    ...before,
    events: before.events + 12_000,
    ignored: before.ignored + 12_000,
    names: before.names + 1,
  });
}, 30_000);
