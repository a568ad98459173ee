import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { expectProblem, pagesOf, pathOf, send } from './support.js';

let server: TestServer;
beforeAll(async () => {
  // Where nothing is attributed, a worker would only spend its time on the run that each feature begins.
  server = await startTestServer({ worker: false });
});
afterAll(() => server.stop());

const feature = (id: string, more: object = {}) => ({ id, name: id, type: 'CONSUMABLE', ...more });

const create = (id: string, more: object = {}) => server.call('POST', '/api/features', feature(id, more));
const read = async (id: string) => (await server.call('GET', pathOf`/api/features/${id}`)).body;
const change = (id: string, body: object) => server.call('PATCH', pathOf`/api/features/${id}`, body);
const remove = (id: string) => server.call('DELETE', pathOf`/api/features/${id}`);

const createRule = async (featureId: string): Promise<string> => {
  const conditions = [{ kind: 'event_name', operator: 'equals', value: `Used ${featureId}` }];
  return (await server.call('POST', '/api/rules', { name: featureId, featureId, conditions })).body.id;
};

describe('a feature', () => {
  test('is created with what was sent and defaults for the rest, and read back the same', async () => {
    const { status, body } = await create('messages', { type: 'BINARY', unitLabel: 'message' });
    const { application, ...created } = body;
    expect(status).toBe(201);
    expect(created).toEqual({
      id: 'messages',
      name: 'messages',
      type: 'BINARY',
      unitLabel: 'message',
      unitLabelPlural: null,
      metadata: {},
      archivedAt: null,
      createdAt: expect.any(String),
      updatedAt: created.createdAt,
    });
    expect(Math.abs(Date.now() - Date.parse(created.createdAt))).toBeLessThan(60_000);
    expect(application).toMatchObject({ featureId: 'messages', ruleId: null, total: 0 });
    expect(await read('messages')).toEqual(created);
  });

  test('that is archived leaves the list until it is asked for, and stays as it is otherwise', async () => {
    await create('retired');
    const before = await read('retired');
    const archived = await server.call('POST', '/api/features/retired/archive');
    expect(archived.body).toEqual({
      ...before,
      archivedAt: expect.any(String),
      updatedAt: archived.body.archivedAt,
    });
    expect((await server.call('POST', '/api/features/retired/archive')).body).toEqual(archived.body);
    expect(await read('retired')).toEqual(archived.body);
    const ids = async (query: string) =>
      (await server.call('GET', `/api/features?limit=200${query}`)).body.data.map(({ id }: any) => id);
    expect(await ids('')).not.toContain('retired');
    expect(await ids('&archived=true')).toEqual(['retired']);
    expect(await ids('&archived=all')).toEqual([...(await ids('')), 'retired'].sort());

    // A rule may be made for it all the same: what is recorded does not depend on what is shown.
    expect(await createRule('retired')).toEqual(expect.any(String));
    const back = await server.call('POST', '/api/features/retired/unarchive');
    expect(back.body).toEqual({ ...before, updatedAt: expect.any(String) });
    expect((await server.call('POST', '/api/features/retired/unarchive')).body).toEqual(back.body);
    expect(await ids('')).toContain('retired');
  });

  test('changes in the fields that are given alone; null empties a label', async () => {
    await create('changing', { unitLabel: 'seat', unitLabelPlural: 'seats', metadata: { a: 1, b: 2 } });
    const before = await read('changing');
    const { status, body } = await change('changing', { name: 'New', unitLabel: null, metadata: { c: 3 } });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      name: 'New',
      unitLabel: null,
      metadata: { c: 3 },
      updatedAt: expect.any(String),
    });
    expect(Date.parse(body.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
    expect(await read('changing')).toEqual(body);
    expect((await change('changing', {})).body).toEqual({ ...body, updatedAt: expect.any(String) });
  });

  test('keeps its id and its type for ever', async () => {
    await create('fixed');
    const before = await read('fixed');
    expectProblem(await change('fixed', { id: 'other', type: 'BINARY' }), 400, 'invalid_input', [
      'id',
      'type',
    ]);
    expectProblem(await change('fixed', { type: 'CONSUMABLE' }), 400, 'invalid_input', ['type']);
    expect(await read('fixed')).toEqual(before);
  });

  test('loses no change to one that came at the same time', async () => {
    await create('shared');
    for (let round = 0; round < 10; round++) {
      const changes = {
        name: `name ${round}`,
        unitLabel: `unit ${round}`,
        unitLabelPlural: `units ${round}`,
        metadata: { round },
      };
      await Promise.all(
        Object.entries(changes).map(([field, value]) => change('shared', { [field]: value })),
      );
      expect(await read('shared')).toMatchObject(changes);
    }
  });

  test('is gone when it was deleted, and its id may be taken again', async () => {
    await create('gone');
    expect(await remove('gone')).toMatchObject({ status: 204, body: null });
    expectProblem(await server.call('GET', '/api/features/gone'), 404, 'feature_not_found');
    expectProblem(await change('gone', { name: 'x' }), 404, 'feature_not_found');
    expectProblem(await remove('gone'), 404, 'feature_not_found');
    expect(await create('gone', { type: 'BINARY' })).toMatchObject({ status: 201, body: { type: 'BINARY' } });
  });
});

describe('an id', () => {
  const ids: [string, string][] = [
    ['slashes', 'add-on/seats/1'],
    ['spaces at its ends and inside', '  a  b '],
    ['percent signs', '100%/%2F%00'],
    ['what a URL is made of', '?a=b&c=d#e;f:g@h'],
    ['quotes and backslashes', `"'\`\\ \\u0000`],
    ['SQL', `'; drop table features; --`],
    ['control characters', '\u0001\t\r\n\u007f'],
    ['umlauts, emoji and a right-to-left mark', 'Grüße 😀 \u200f שלום'],
    ['U+FFFD', '\ufffd'],
    ['the name of a property of every object', '__proto__'],
    ['one character', '0'],
    ['255 ASCII characters', 'x'.repeat(255)],
    ['255 characters of three bytes', '文'.repeat(255)],
    ['127 emoji', '😀'.repeat(127)],
  ];

  test.each(ids)('may hold %s', async (_name, id) => {
    expect(await create(id)).toMatchObject({ status: 201, body: { id } });
    expect(await read(id)).toMatchObject({ id });
    expect((await change(id, { name: 'renamed' })).body).toMatchObject({ id, name: 'renamed' });
    const rule = await createRule(id);
    expect(
      (await server.call('GET', `/api/rules?featureId=${encodeURIComponent(id)}`)).body.data,
    ).toMatchObject([{ id: rule, featureId: id }]);
    await server.call('DELETE', `/api/rules/${rule}`);
    expect(await remove(id)).toMatchObject({ status: 204 });
    expectProblem(await server.call('GET', pathOf`/api/features/${id}`), 404, 'feature_not_found');
  });

  test('counts by every character: case, accents and spaces', async () => {
    const alike = ['É', 'é', 'e\u0301', 'e', 'E', 'e ', ' e'];
    for (const id of alike) expect(await create(id)).toMatchObject({ status: 201 });
    for (const id of alike) expect(await read(id)).toMatchObject({ id });
  });

  test('that is taken is refused with 409 and changes nothing', async () => {
    await create('taken', { metadata: { first: true } });
    const before = await read('taken');
    expectProblem(await create('taken', { name: 'second' }), 409, 'feature_exists');
    expect(await read('taken')).toEqual(before);
  });

  test('is given once, however many ask for it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => create('raced', { name: `racer ${n}` })),
    );
    const winners = answers.filter(({ status }) => status === 201);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    expect(await read('raced')).toMatchObject({ name: winners[0]!.body.name });
  });

  test('that no URL can carry is one that is not there', async () => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { name: 'x' } : undefined;
      expectProblem(await server.call(method, '/api/features/%00', body), 404, 'feature_not_found');
    }
    expectProblem(await server.call('GET', '/api/features/%ED%A0%80'), 400, 'bad_request');
    expectProblem(await server.call('GET', pathOf`/api/features/${'x'.repeat(2_500)}`), 414, 'path_too_long');
  });
});

describe('metadata', () => {
  const metadata = {
    empty: {},
    '': [[], [null, true, false], ''],
    'a.b/c': { d: { e: { f: [{ g: 'h' }] } } },
    'Grüße 😀': 'line\nbreak\ttab \u0001 \ufffd \u2028',
    numbers: [0, -1, 0.1, 1e21, 1.5e-7, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE],
    nested: { toString: 'text', hasOwnProperty: null },
    long: 'x'.repeat(100_000),
  };

  test('is kept exactly, through create, read, list and change', async () => {
    expect((await create('meta', { metadata })).body.metadata).toEqual(metadata);
    expect((await read('meta')).metadata).toEqual(metadata);
    const other = { now: metadata };
    expect((await change('meta', { metadata: other })).body.metadata).toEqual(other);
    const listed = await pagesOf(server, '/api/features', 200);
    expect(listed.find(({ id }) => id === 'meta').metadata).toEqual(other);
    expect((await change('meta', { metadata: {} })).body.metadata).toEqual({});
  });

  test.each(['constructor', 'prototype', '__proto__'])('keeps a key named %s', async (key) => {
    const body = `{"id":"named ${key}","name":"x","type":"BINARY","metadata":{"${key}":{"a":1},"b":{"${key}":2}}}`;
    const headers = { authorization: `Bearer ${server.testKey}`, 'content-type': 'application/json' };
    await send(server, 'POST', '/api/features', { headers, body });
    const { metadata: kept } = await read(`named ${key}`);
    expect(JSON.stringify(kept)).toBe(`{"b":{"${key}":2},"${key}":{"a":1}}`);
  });

  test.each([[null], ['text'], [[]], [5]])('that is %j and no object is refused', async (wrong) => {
    expectProblem(await create('wrong', { metadata: wrong }), 400, 'invalid_input', ['metadata']);
    expectProblem(await change('meta', { metadata: wrong }), 400, 'invalid_input', ['metadata']);
  });
});

describe('refused with 400 that names the place', () => {
  const fields: [string, object, string[]][] = [
    ['an empty name', { name: '' }, ['name']],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, ['name']],
    ['a label that is empty', { unitLabel: '' }, ['unitLabel']],
    ['a label of 256 characters', { unitLabelPlural: 'x'.repeat(256) }, ['unitLabelPlural']],
    ['unknown fields', { colour: 'red', unitlabel: 'x' }, ['colour', 'unitlabel']],
  ];
  const texts = ['NUL \0', 'half a pair \ud83d', '\ude00 the other half'];
  const places: [string, (text: string) => object, (text: string) => string[]][] = [
    ['name', (text) => ({ name: text }), () => ['name']],
    ['unitLabel', (text) => ({ unitLabel: text }), () => ['unitLabel']],
    ['unitLabelPlural', (text) => ({ unitLabelPlural: text }), () => ['unitLabelPlural']],
    ['metadata', (text) => ({ metadata: { a: { b: [text] }, c: 1 } }), () => ['metadata.a.b.0']],
    ['a key of metadata', (text) => ({ metadata: { a: { [text]: 1 } } }), (text) => [`metadata.a.${text}`]],
    [
      'all of these',
      (text) => ({ name: text, unitLabel: text, metadata: { a: text }, colour: 'red' }),
      () => ['name', 'unitLabel', 'metadata.a', 'colour'],
    ],
  ];
  const cases = [
    ...fields,
    ...places.flatMap(([place, bodyOf, pathsOf]) =>
      texts.map((text): [string, object, string[]] => [
        `${JSON.stringify(text)} in ${place}`,
        bodyOf(text),
        pathsOf(text),
      ]),
    ),
  ];

  beforeAll(async () => {
    await create('steady');
  });

  test.each(cases)('%s', async (_name, body, faults) => {
    const before = await read('steady');
    expectProblem(await create('refused', body), 400, 'invalid_input', faults);
    expectProblem(await change('steady', body), 400, 'invalid_input', faults);
    expectProblem(await server.call('GET', '/api/features/refused'), 404, 'feature_not_found');
    expect(await read('steady')).toEqual(before);
  });

  test.each([
    ['no field at all', {}, ['id', 'name', 'type']],
    ['an empty id', feature('', { name: 'x' }), ['id']],
    ['an id of 256 characters', feature('x'.repeat(256), { name: 'x' }), ['id']],
    ['NUL in the id', feature('a\0', { name: 'x' }), ['id']],
    ['half a pair in the id', feature('a\ud83d', { name: 'x' }), ['id']],
    ['an unknown type', feature('refused', { type: 'METERED' }), ['type']],
    ['a type in lower case', feature('refused', { type: 'binary' }), ['type']],
    [
      'wrong types everywhere',
      { id: 5, name: null, type: 1, unitLabel: {}, unitLabelPlural: false, metadata: 'x', more: 1 },
      ['id', 'name', 'type', 'unitLabel', 'unitLabelPlural', 'metadata', 'more'],
    ],
  ])('creating with %s', async (_name, body, faults) => {
    expectProblem(await server.call('POST', '/api/features', body), 400, 'invalid_input', faults);
  });
});

describe('deleting is refused with 409', () => {
  let idle: TestServer;
  beforeAll(async () => {
    idle = server;
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.stop();
    server = idle;
  });

  test('while a rule refers to the feature, disabled ones included', async () => {
    await create('ruled');
    const rule = await createRule('ruled');
    expectProblem(await remove('ruled'), 409, 'feature_has_rules');
    await server.call('POST', `/api/rules/${rule}/disable`);
    expectProblem(await remove('ruled'), 409, 'feature_has_rules');
    expect(await read('ruled')).toMatchObject({ id: 'ruled' });
    await server.call('DELETE', `/api/rules/${rule}`);
    expect(await remove('ruled')).toMatchObject({ status: 204 });
  });

  test('while usage of it is recorded, even of a rule that is gone and of a sum of zero', async () => {
    await create('used');
    const rule = await createRule('used');
    for (const delta of [1, -1])
      await server.call('POST', '/v1/track', { userId: 'u1', event: 'Used used', properties: { delta } });
    await server.settled();
    await server.call('DELETE', `/api/rules/${rule}`);
    expectProblem(await remove('used'), 409, 'feature_has_usage');
    expect(await read('used')).toMatchObject({ id: 'used' });
  });

  test('or comes first: a rule or usage at the same time then finds no feature', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `raced-${n}`);
    await Promise.all(ids.map((id) => create(id)));
    const conditions = [{ kind: 'property', path: 'x', operator: 'exists' }];
    const outcomes = await Promise.all(
      ids.map(async (id, n) => {
        const refer = () =>
          n % 2
            ? server.call('POST', '/api/rules', { name: id, featureId: id, enabled: false, conditions })
            : server.call('POST', '/v1/track', { userId: id, event: 'E', properties: { featureId: id } });
        const deletes = n % 4 < 2 ? [refer(), remove(id)] : [remove(id), refer()];
        const statuses = (await Promise.all(deletes)).map(({ status }) => status);
        return { id, byRule: n % 2 === 1, deleted: statuses.includes(204), referred: statuses.includes(201) };
      }),
    );
    await server.settled();
    for (const { id, byRule, deleted, referred } of outcomes) {
      const { status } = await server.call('GET', `/api/features/${id}`);
      const used = (await server.call('GET', `/api/usage?featureId=${id}`)).body.total;
      expect({ id, status, referred: byRule ? referred : used === 1 }).toEqual({
        id,
        status: deleted ? 404 : 200,
        referred: !deleted,
      });
    }
    expect((await server.call('GET', '/api/conservation?verify=full')).body.balanced).toBe(true);
  });

  test('and allowed while only the other environment has rules and usage for that id', async () => {
    await create('both');
    await server.call('POST', '/api/features', feature('both'), server.liveKey);
    const conditions = [{ kind: 'property', path: 'x', operator: 'exists' }];
    await server.call('POST', '/api/rules', { name: 'r', featureId: 'both', conditions }, server.liveKey);
    await server.call(
      'POST',
      '/v1/track',
      { userId: 'u1', event: 'E', properties: { featureId: 'both' } },
      server.liveKey,
    );
    await server.settled();
    expect(await remove('both')).toMatchObject({ status: 204 });
    const inLive = await server.call('GET', '/api/features/both', undefined, server.liveKey);
    expect(inLive).toMatchObject({ status: 200 });
  });
});

describe('the list', () => {
  const ids = Array.from({ length: 25 }, (_, n) => `list-${String(n).padStart(2, '0')}`);

  beforeAll(async () => {
    await Promise.all([...ids, ...['list-Z', 'list-ä', 'list-\uffff', 'list-😀']].map((id) => create(id)));
  });

  test('has every feature once, by id in the order of code points, whatever the size of the pages', async () => {
    const byCodePoint = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
    const all = (await pagesOf(server, '/api/features', 200)).map(({ id }) => id as string);
    expect(all).toEqual([...new Set(all)].sort(byCodePoint));
    expect(all).toEqual(expect.arrayContaining([...ids, 'list-Z', 'list-ä', 'list-\uffff', 'list-😀']));
    for (const limit of [1, 7, all.length]) {
      expect((await pagesOf(server, '/api/features', limit)).map(({ id }) => id)).toEqual(all);
    }
  });

  test('skips and repeats nothing while features come and go between its pages', async () => {
    const steady = new Set((await pagesOf(server, '/api/features', 200)).map(({ id }) => id as string));
    let turn = 0;
    const seen = await pagesOf(server, '/api/features', 5, async () => {
      turn += 1;
      await create(`!before-${turn}`);
      await create(`zzz-after-${turn % 3}`);
      await remove(`!before-${turn - 1}`);
      await remove(`zzz-after-${(turn - 1) % 3}`);
    });
    const ids = seen.map(({ id }) => id as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => steady.has(id))).toEqual([...steady]);
  });
});
