import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { expectProblem, noId, pagesOf, queryOf, send } from './support.js';

let server: TestServer;
beforeAll(async () => {
  // The first test starts the worker, once it has seen events that nobody attributed.
  server = await startTestServer({ worker: false });
  for (const id of ['seats', 'messages'])
    await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const track = (userId: string, event: string, properties: object = {}, more: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
  ...more,
});
const identify = (userId: string, traits: object = {}) => ({ type: 'identify', userId, traits });

const ingest = (batch: object[]) => server.call('POST', '/v1/batch', { batch });

const list = async (query: Record<string, string> = {}): Promise<any[]> =>
  (await server.call('GET', `/api/events?${queryOf(query)}`)).body.data;
const read = (id: string) => server.call('GET', `/api/events/${id}`);
const newest = async (query: Record<string, string>): Promise<any> =>
  (await list({ ...query, limit: '1' }))[0];

const messages = (events: any[]) => events.map(({ messageId }) => messageId as string);

describe('an event', () => {
  const all = ['identified', 'unmapped', 'mapped'];
  let before: any[];

  test('is pending until it is attributed', async () => {
    try {
      await ingest([
        track('first', 'Used', { featureId: 'seats', delta: 2.5 }, { messageId: 'mapped' }),
        track('first', 'Used', { featureId: 'nothing' }, { messageId: 'unmapped' }),
        { ...identify('first', { name: 'Ada' }), messageId: 'identified' },
      ]);
      before = await list();
      expect(messages(before)).toEqual(all);
      for (const event of before) {
        expect(event).toMatchObject({ outcome: 'pending', reason: null, usage: [] });
        expect((await read(event.id)).body).toMatchObject({ outcome: 'pending' });
        expect((await server.call('GET', `/api/events/${event.id}/explain`)).body).toMatchObject({
          summary: 'The event is stored and not attributed yet.',
          records: [],
        });
      }
      expect(await list({ outcome: 'pending' })).toEqual(before);
      for (const outcome of all) expect(await list({ outcome })).toEqual([]);
    } finally {
      await server.startWorker();
    }
  });

  test('is mapped, unmapped or identified then, and the same otherwise', async () => {
    await server.settled();
    expect(await list({ outcome: 'pending' })).toEqual([]);
    for (const outcome of all) expect(messages(await list({ outcome }))).toEqual([outcome]);
    expect(await list()).toEqual([
      { ...before[0], outcome: 'identified' },
      { ...before[1], outcome: 'unmapped', reason: 'unknown_feature' },
      {
        ...before[2],
        outcome: 'mapped',
        usage: [{ featureId: 'seats', delta: 2.5, ruleId: null, ruleVersion: null }],
      },
    ]);
  });
});

describe('the list', () => {
  test('shows what an event was and when it happened and came, newest first', async () => {
    const timestamp = '2020-02-29T12:00:00.123Z';
    await ingest([
      track('shown', 'Opened', { a: 1 }, { messageId: 'shown-1', timestamp }),
      { ...identify('shown'), messageId: 'shown-2', event: 'no name of an identify' },
    ]);
    await server.settled();
    const [second, first] = await list({ userId: 'shown' });
    expect(first).toEqual({
      id: expect.stringMatching(/^\d+$/),
      type: 'track',
      messageId: 'shown-1',
      userId: 'shown',
      name: 'Opened',
      occurredAt: timestamp,
      receivedAt: expect.any(String),
      outcome: 'unmapped',
      reason: 'no_rule',
      usage: [],
    });
    expect(Math.abs(Date.now() - Date.parse(first.receivedAt))).toBeLessThan(60_000);
    expect(second).toMatchObject({
      type: 'identify',
      messageId: 'shown-2',
      name: null,
      outcome: 'identified',
    });
  });

  test('shows events of every year that a clock may claim', async () => {
    const claims: Record<string, unknown> = {
      '-004368-04-02T04:26:40.000Z': -200_000_000_000_000,
      '0001-01-01T00:00:00.000Z': '0001-01-01T00:00:00Z',
      '1970-01-01T00:00:00.000Z': 0,
    };
    await ingest(
      Object.values(claims).map((timestamp, n) =>
        track('old', 'Old', {}, { timestamp, messageId: `old-${n}` }),
      ),
    );
    await server.settled();
    expect((await list({ userId: 'old' })).map(({ occurredAt }) => occurredAt)).toEqual(
      Object.keys(claims).reverse(),
    );
    for (const { id, occurredAt } of await list({ userId: 'old' })) {
      expect((await read(id)).body).toMatchObject({ occurredAt });
    }
  });

  test('has every event once, newest first, whatever the size of the pages', async () => {
    await ingest(
      Array.from({ length: 60 }, (_, n) => track(`page-${n % 9}`, 'Paged', {}, { messageId: `page-${n}` })),
    );
    await server.settled();
    const all = await pagesOf(server, '/api/events?name=Paged', 200);
    expect(messages(all).sort()).toEqual(Array.from({ length: 60 }, (_, n) => `page-${n}`).sort());
    const first = (await server.call('GET', '/api/events?name=Paged')).body;
    expect(first).toEqual({ data: all.slice(0, 50), nextCursor: expect.any(String) });
    const ids = all.map(({ id }) => BigInt(id as string));
    expect(ids).toEqual([...ids].sort((one, other) => (one < other ? 1 : -1)));
    for (const limit of [1, 7, 60]) {
      expect(await pagesOf(server, '/api/events?name=Paged', limit)).toEqual(all);
    }
  });

  test('skips and repeats nothing while events come in between its pages', async () => {
    const old = new Set(messages(await pagesOf(server, '/api/events', 200)));
    let going = true;
    let sent = 0;
    const lane = async () => {
      while (going) {
        const batch = Array.from({ length: 10 }, () => track(`live-${(sent += 1) % 20}`, 'Live'));
        await ingest(batch);
      }
    };
    const lanes = [lane(), lane()];
    const seen = messages(await pagesOf(server, '/api/events', 3));
    going = false;
    await Promise.all(lanes);
    expect(sent).toBeGreaterThan(20);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => old.has(id))).toEqual([...old]);
    await server.settled();
  });
});

describe('the filters', () => {
  beforeAll(async () => {
    await ingest([
      track('filter-1', 'Filtered', { featureId: 'seats' }, { messageId: 'f1' }),
      track('filter-1', 'Filtered', {}, { messageId: 'f2' }),
      track('filter-1', 'filtered', {}, { messageId: 'f3' }),
      track('filter-2', 'Filtered', { featureId: 'seats' }, { messageId: 'f4' }),
      { ...identify('filter-1'), messageId: 'f5' },
    ]);
    await server.settled();
  });

  test.each([
    [{ userId: 'filter-1' }, ['f5', 'f3', 'f2', 'f1']],
    [{ userId: 'Filter-1' }, []],
    [{ userId: 'filter-' }, []],
    [{ name: 'Filtered' }, ['f4', 'f2', 'f1']],
    [{ name: 'filtered' }, ['f3']],
    [{ name: 'Filtere' }, []],
    [{ userId: 'filter-1', name: 'Filtered' }, ['f2', 'f1']],
    [{ userId: 'filter-1', outcome: 'mapped' }, ['f1']],
    [{ name: 'Filtered', outcome: 'unmapped' }, ['f2']],
    [{ userId: 'filter-1', outcome: 'identified' }, ['f5']],
    [{ userId: 'filter-1', name: 'Filtered', outcome: 'mapped' }, ['f1']],
    [{ userId: 'filter-2', name: 'Filtered', outcome: 'unmapped' }, []],
    [{ userId: 'filter-1', outcome: 'pending' }, []],
  ])('%j give exactly the events that fit', async (query, expected) => {
    // Partitions are not read in the order of arrival, so only events of one user have an order here.
    const found = messages(await list(query));
    expect('userId' in query ? found : found.sort().reverse()).toEqual(expected);
    expect(messages(await pagesOf(server, `/api/events?${queryOf(query)}`, 1)).sort()).toEqual(
      [...expected].sort(),
    );
  });

  test('of an outcome give each event once, whatever it counted for, and none whose usage was taken back', async () => {
    const before = messages(await pagesOf(server, '/api/events?outcome=mapped', 50));
    const ruleOf = async (featureId: string): Promise<string> => {
      const conditions = [{ kind: 'event_name', operator: 'equals', value: 'Twice' }];
      return (await server.call('POST', '/api/rules', { name: 'Twice', featureId, conditions })).body.id;
    };
    const takeBack = async (rule: string) => {
      await server.call('POST', `/api/rules/${rule}/retract`, { disable: true });
      await server.settled();
    };
    const mapped = async () => {
      const found = messages(await pagesOf(server, '/api/events?outcome=mapped', 2));
      return found.filter((id) => !before.includes(id)).sort();
    };
    const rules = [await ruleOf('seats'), await ruleOf('messages')];
    const ids = ['twice-1', 'twice-2', 'twice-3'];
    await ingest(ids.map((messageId, n) => track(`twice ${n}`, 'Twice', {}, { messageId })));
    await server.settled();
    expect(await mapped()).toEqual(ids);
    await takeBack(rules[0]!);
    expect(await mapped()).toEqual(ids);
    await takeBack(rules[1]!);
    expect(await mapped()).toEqual([]);
    for (const rule of rules) await server.call('DELETE', `/api/rules/${rule}`);
  });

  test('tell apart event names that begin alike and are longer than an index holds', async () => {
    const beginning = 'n'.repeat(255);
    const names = [beginning, `${beginning}1`, `${beginning}2`, `${'n'.repeat(254)}😀`];
    await ingest(names.map((name) => track('long names', name)));
    await server.settled();
    for (const name of names) {
      expect((await list({ name })).map((event) => event.name)).toEqual([name]);
    }
    expect(await list({ name: `${beginning}3` })).toEqual([]);
  });

  test('tell apart users whose ids begin alike and are longer than an index holds', async () => {
    const ids = [`${'u'.repeat(300)}1`, `${'u'.repeat(300)}2`, 'u'.repeat(255)];
    await ingest(
      ids.map((id, n) =>
        track(id, 'Long', { featureId: 'messages', delta: n + 1 }, { messageId: `long-${n}` }),
      ),
    );
    await server.settled();
    for (const [n, userId] of ids.entries()) {
      expect(messages(await list({ userId }))).toEqual([`long-${n}`]);
      expect((await server.call('GET', `/api/usage?userId=${userId}`)).body.total).toBe(n + 1);
      expect((await server.call('GET', `/api/users/${userId}/usage`)).body.data).toMatchObject([
        { used: n + 1 },
      ]);
    }
    // An event shows its user by an id that finds the user again.
    const shown = (await newest({ userId: ids[0]! })).userId as string;
    expect(messages(await list({ userId: shown }))).toEqual(['long-0']);
    expect((await server.call('GET', `/api/users/${encodeURIComponent(shown)}`)).status).toBe(200);
  });

  test('find what was mended on its way in by what was sent', async () => {
    await ingest([track('nul\0user', 'Nul\0name'), track('half\ud83duser', 'Half\ud83dname')]);
    await server.settled();
    expect((await list({ name: 'Nul\0name' })).map(({ name }) => name)).toEqual(['Nul\ufffdname']);
    expect((await list({ userId: 'nul\0user' })).map(({ userId }) => userId)).toEqual(['nul\ufffduser']);
    expect(await list({ name: 'Half\ufffdname' })).toHaveLength(1);
  });
});

describe('one event', () => {
  const rule = async (name: string, conditions: object[], more: object = {}) =>
    (await server.call('POST', '/api/rules', { name, featureId: 'seats', conditions, ...more })).body;
  const nameIs = (value: string) => ({ kind: 'event_name', operator: 'equals', value });
  const property = (path: string, operator: string, value?: unknown) => ({
    kind: 'property',
    path,
    operator,
    ...(value === undefined ? {} : { value }),
  });

  test('is shown with its payload as it was sent and without its key', async () => {
    const call = track(
      'exact',
      'Exact',
      {
        nested: { list: [1, 'two', { three: null }], empty: {}, none: [] },
        numbers: [0, -1.5, 1e21, Number.MAX_SAFE_INTEGER, 5e-324],
        text: 'Grüße 😀 \u2028 "quoted" \\',
        'a.b': true,
        '': 'empty key',
        constructor: 'x',
        toString: null,
      },
      {
        messageId: 'exact',
        timestamp: '2024-01-01T00:00:00.000Z',
        context: { ip: '10.0.0.1' },
        integrations: { All: true },
        more: 'beside the spec',
      },
    );
    await server.call('POST', '/segment/events', { ...call, writeKey: server.testKey });
    await server.settled();
    const found = await newest({ userId: 'exact' });
    const { body } = await read(found.id);
    expect(body).toMatchObject(found);
    expect(body.payload).toEqual(call);
  });

  test('is shown with every key and every text that JSON has', async () => {
    const headers = { authorization: `Bearer ${server.testKey}` };
    const body =
      '{"userId":"odd","event":"Odd","properties":{"__proto__":{"a":1},"nul":"\\u0000","half":"\\ud83d"}}';
    await send(server, 'POST', '/v1/track', { headers, body });
    await server.settled();
    const { payload } = (await read((await newest({ userId: 'odd' })).id)).body;
    expect(JSON.stringify(payload.properties)).toBe('{"nul":"\ufffd","half":"\ufffd","__proto__":{"a":1}}');
  });

  test('is shown with every digit of its numbers', async () => {
    const headers = { authorization: `Bearer ${server.testKey}` };
    const numbers = '[12345678901234567890,0.1000000000000000055511151231257827,1e400]';
    const body = `{"userId":"digits","event":"Digits","properties":{"numbers":${numbers}}}`;
    await send(server, 'POST', '/v1/track', { headers, body });
    await server.settled();
    const { id } = await newest({ userId: 'digits' });
    const answer = await fetch(`${server.origin}/api/events/${id}`, { headers });
    expect(await answer.text()).toContain('[12345678901234567890,0.1000000000000000055511151231257827,1');
  });

  test('is shown with every rule, nearest miss first, each condition with its verdict and the value and type seen', async () => {
    const far = await rule('far', [
      nameIs('Nope'),
      property('amount', 'less_than', 1),
      property('gone', 'exists'),
    ]);
    const near = await rule('near', [nameIs('Judged'), property('amount', 'equals', '5')]);
    const middle = await rule('middle', [
      nameIs('Judged'),
      property('list.1', 'equals', 'c'),
      property('deep.x', 'is_true'),
    ]);
    const hit = await rule(
      'hit',
      [nameIs('Judged'), property('plan', 'in', undefined)].map((condition) =>
        'path' in condition ? { ...condition, values: ['pro', 'max'] } : condition,
      ),
    );
    const off = await rule('off', [nameIs('Judged')], { enabled: false });
    await server.settled();
    await ingest([
      track('judged', 'Judged', { amount: 5, plan: 'pro', list: ['a', 'b'], deep: { x: null } }),
    ]);
    await server.settled();
    const found = await newest({ userId: 'judged' });
    expect(found).toMatchObject({
      outcome: 'mapped',
      usage: [{ featureId: 'seats', ruleId: hit.id, ruleVersion: 1 }],
    });

    const { rules } = (await read(found.id)).body;
    expect(rules.map(({ name }: any) => name)).toEqual(['hit', 'off', 'near', 'middle', 'far']);
    expect(
      rules.map(({ conditions, ...told }: any) => ({
        ...told,
        verdicts: conditions.map((c: any) => c.verdict),
      })),
    ).toEqual(
      [
        [hit, true, [true, true], null],
        [off, true, [true], 'The rule is disabled, so it maps nothing.'],
        [near, false, [true, false], null],
        [middle, false, [true, false, false], null],
        [far, false, [false, false, false], null],
      ].map(([rule, matches, verdicts, note]) => ({
        ruleId: rule.id,
        ruleVersion: 1,
        name: rule.name,
        featureId: 'seats',
        enabled: rule !== off,
        matches,
        misses: verdicts.filter((verdict: boolean) => !verdict).length,
        recordedVersion: rule === hit ? 1 : null,
        note,
        verdicts,
      })),
    );
    const conditionsOf = (rule: any) => rules.find(({ ruleId }: any) => ruleId === rule.id).conditions;
    expect(conditionsOf(near)).toEqual([
      {
        condition: near.conditions[0],
        verdict: true,
        miss: null,
        type: 'text',
        value: 'Judged',
        cut: false,
        reason: 'the event name is "Judged", as the rule wants',
      },
      {
        condition: near.conditions[1],
        verdict: false,
        miss: 'type',
        type: 'number',
        value: 5,
        cut: false,
        reason: '`amount` is the number 5, the rule wants the text "5"',
      },
    ]);
    expect(conditionsOf(middle)).toMatchObject([
      { value: 'Judged' },
      { type: 'text', value: 'b', verdict: false },
      { type: 'null', value: null, verdict: false },
    ]);
    expect(conditionsOf(far)[2]).toEqual({
      condition: far.conditions[2],
      verdict: false,
      miss: 'missing',
      type: 'missing',
      cut: false,
      reason: expect.any(String),
    });

    await server.call('PATCH', `/api/rules/${near.id}`, { conditions: [property('amount', 'equals', 5)] });
    await server.call('DELETE', `/api/rules/${far.id}`);
    const again = (await read(found.id)).body;
    // The verdicts are of the rules as they are now; the usage is of those that there were.
    expect(again.rules.map(({ name, ruleVersion }: any) => [name, ruleVersion])).toEqual([
      ['near', 2],
      ['hit', 1],
      ['off', 1],
      ['middle', 1],
    ]);
    expect(again.usage).toEqual(found.usage);
  });

  test('that is an identify call has no rules', async () => {
    await ingest([identify('judged', { amount: 5 })]);
    await server.settled();
    const found = await newest({ userId: 'judged' });
    expect((await read(found.id)).body).toMatchObject({
      type: 'identify',
      outcome: 'identified',
      rules: [],
      payload: { traits: { amount: 5 } },
    });
  });

  test('is 404 for an id that is unknown, garbage, or of the other environment', async () => {
    await server.call('POST', '/v1/track', track('live', 'Live'), server.liveKey);
    const [inLive] = (await server.call('GET', '/api/events?limit=1', undefined, server.liveKey)).body.data;
    expect((await server.call('GET', `/api/events/${inLive.id}`, undefined, server.liveKey)).status).toBe(
      200,
    );
    const garbage = [
      '0',
      '-1',
      '1.0',
      '1e3',
      '0x1',
      'x',
      '%20',
      '%00',
      "1'--",
      noId,
      '9'.repeat(18),
      '9'.repeat(40),
    ];
    for (const id of [inLive.id, ...garbage]) {
      expectProblem(await read(id), 404, 'event_not_found');
    }
  });
});

test('a test event is sent by an admin key to its own environment alone, each time another one', async () => {
  const sent = [];
  for (let time = 0; time < 2; time += 1) {
    const answer = await server.call('POST', '/api/events/test', undefined, server.liveKey);
    expect(answer.status).toBe(201);
    sent.push(answer.body.messageId);
  }
  const inLive = await server.call('GET', '/api/events?userId=test-user', undefined, server.liveKey);
  expect(messages(inLive.body.data)).toEqual(sent.toReversed());
  expect(inLive.body.data[0]).toMatchObject({ type: 'track', name: 'Test Event', userId: 'test-user' });
  expect(await list({ userId: 'test-user' })).toEqual([]);
  expectProblem(await send(server, 'POST', '/api/events/test'), 401, 'unauthenticated');
});
