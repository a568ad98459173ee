import { operators, type OperatorInfo } from '#libs/rules';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { expectProblem, noId, pagesOf } from './support.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const id of ['seats', 'messages'])
    await server.call('POST', '/api/features', { id, name: id, type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const nameIs = (value: unknown) => ({ kind: 'event_name', operator: 'equals', value });
const property = (operator: string, more: object = {}) => ({
  kind: 'property',
  path: 'a',
  operator,
  ...more,
});

/** Disabled unless told: a rule that is enabled begins a run in every partition. */
const create = (more: object = {}) =>
  server.call('POST', '/api/rules', {
    name: 'R',
    featureId: 'seats',
    enabled: false,
    conditions: [nameIs('E')],
    ...more,
  });
const made = async (more: object = {}) => (await create(more)).body;
const read = async (id: string) => (await server.call('GET', `/api/rules/${id}`)).body;
const put = (id: string, body: object) => server.call('PUT', `/api/rules/${id}`, body);
const patch = (id: string, body: object) => server.call('PATCH', `/api/rules/${id}`, body);
const post = (id: string, action: 'enable' | 'disable') => server.call('POST', `/api/rules/${id}/${action}`);

/** The rule without the run that its change began. */
const bare = ({ application: _, warnings: _w, ...rule }: any) => rule;

describe('a rule', () => {
  test('is created enabled at version 1 and read back as it was sent', async () => {
    const conditions = [
      nameIs('Package Created'),
      property('in', { path: 'items.0.k\\.x', values: ['1', 1, true] }),
    ];
    const rule = { name: 'Add-on created', featureId: 'seats', conditions };
    const { status, body } = await server.call('POST', '/api/rules', rule);
    expect(status).toBe(201);
    expect(bare(body)).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Add-on created',
      featureId: 'seats',
      version: 1,
      enabled: true,
      conditions,
      createdAt: expect.any(String),
      updatedAt: body.createdAt,
    });
    expect(body.application).toMatchObject({ ruleId: body.id, ruleVersion: 1, featureId: null });
    expect(await read(body.id)).toEqual(bare(body));
  });

  test('is created disabled on request, and then runs nothing', async () => {
    expect(await create({ enabled: false })).toMatchObject({
      status: 201,
      body: { enabled: false, application: null },
    });
  });

  const takes: Record<OperatorInfo['value'], object> = {
    none: {},
    text: { value: 'text' },
    number: { value: -1.5 },
    scalar: { value: false },
    scalars: { values: ['text', 0, true] },
  };
  const accepted = operators.flatMap(({ id, kinds, value }) =>
    kinds.map((kind) => ({
      name: `${id} on ${kind === 'property' ? 'a property' : 'the event name'}`,
      condition:
        kind === 'property'
          ? property(id, takes[value])
          : { kind, operator: id, ...(value === 'scalars' ? { values: ['A', 'B'] } : { value: 'A' }) },
    })),
  );

  test.each(accepted)('may ask for $name', async ({ condition }) => {
    const { status, body } = await create({ conditions: [condition] });
    expect({ status, conditions: body.conditions }).toEqual({ status: 201, conditions: [condition] });
    expect((await read(body.id)).conditions).toEqual([condition]);
  });

  test.each([
    ['32 conditions', Array.from({ length: 32 }, (_, n) => property('exists', { path: `p${n}` }))],
    [
      'a value and a path of 1,024 characters',
      [property('equals', { path: 'x'.repeat(1_024), value: 'y'.repeat(1_024) })],
    ],
    ['100 values', [property('in', { values: Array.from({ length: 100 }, (_, n) => n) })]],
    ['the empty text', [property('equals', { value: '' })]],
    ['numbers of any size', [property('in', { values: [0, -1e21, 5e-324, Number.MAX_VALUE] })]],
    [
      'emoji, quotes and control characters',
      [nameIs('😀 "\'\\ \u0001\n'), property('contains', { path: '日本', value: '\u2028' })],
    ],
  ])('may have %s', async (_name, conditions) => {
    const { status, body } = await create({ conditions });
    expect(status).toBe(201);
    expect((await read(body.id)).conditions).toEqual(conditions);
  });
});

describe('refused with 400 that names the place', () => {
  const long = 'x'.repeat(1_025);
  const c = (...conditions: unknown[]) => ({ conditions });
  const cases: [string, object, string[]][] = [
    ['no conditions', c(), ['conditions']],
    ['33 conditions', c(...Array.from({ length: 33 }, () => property('exists'))), ['conditions']],
    ['conditions that are no list', { conditions: property('exists') }, ['conditions']],
    ['a condition that is no object', c('E'), ['conditions.0']],
    [
      'two conditions on the event name',
      c(nameIs('A'), property('exists'), nameIs('B')),
      ['conditions.2.kind'],
    ],
    [
      'three conditions on the event name',
      c(nameIs('A'), nameIs('B'), nameIs('C')),
      ['conditions.1.kind', 'conditions.2.kind'],
    ],
    ['an unknown kind', c({ kind: 'trait', operator: 'exists' }), ['conditions.0.kind']],
    ['a misspelt operator', c(property('equal', { value: 1 })), ['conditions.0.operator']],
    ['an operator in upper case', c(property('EQUALS', { value: 1 })), ['conditions.0.operator']],
    [
      'an operator of properties on the event name',
      c({ kind: 'event_name', operator: 'exists' }),
      ['conditions.0.operator'],
    ],
    ['a number for a text', c(property('contains', { value: 5 })), ['conditions.0.value']],
    ['a text for a number', c(property('greater_than', { value: '5' })), ['conditions.0.value']],
    ['null for a value', c(property('equals', { value: null })), ['conditions.0.value']],
    ['a list for a value', c(property('equals', { value: ['a'] })), ['conditions.0.value']],
    ['a number for the event name', c(nameIs(5)), ['conditions.0.value']],
    ['no value', c(property('equals')), ['conditions.0.value']],
    [
      'values where value is due',
      c(property('equals', { values: ['a'] })),
      ['conditions.0.value', 'conditions.0.values'],
    ],
    [
      'value where values are due',
      c(property('in', { value: 'a' })),
      ['conditions.0.values', 'conditions.0.value'],
    ],
    ['a value where none is due', c(property('exists', { value: true })), ['conditions.0.value']],
    ['no values', c(property('in', { values: [] })), ['conditions.0.values']],
    [
      '101 values',
      c(property('in', { values: Array.from({ length: 101 }, () => 'a') })),
      ['conditions.0.values'],
    ],
    [
      'a list among the values',
      c(property('in', { values: ['a', [], null] })),
      ['conditions.0.values.1', 'conditions.0.values.2'],
    ],
    ['a value of 1,025 characters', c(property('equals', { value: long })), ['conditions.0.value']],
    ['a name of 1,025 characters', c(nameIs(long)), ['conditions.0.value']],
    [
      'one of the values of 1,025 characters',
      c(property('in', { values: ['a', long] })),
      ['conditions.0.values.1'],
    ],
    ['no path', c({ kind: 'property', operator: 'exists' }), ['conditions.0.path']],
    ['an empty path', c(property('exists', { path: '' })), ['conditions.0.path']],
    ['an empty key in a path', c(property('exists', { path: 'a..b' })), ['conditions.0.path']],
    ['a dot at the end of a path', c(property('exists', { path: 'a.' })), ['conditions.0.path']],
    ['a backslash before a letter in a path', c(property('exists', { path: 'a\\b' })), ['conditions.0.path']],
    ['a path of 1,025 characters', c(property('exists', { path: long })), ['conditions.0.path']],
    ['a path on the event name', c({ ...nameIs('A'), path: 'a' }), ['conditions.0.path']],
    ['NUL in a value', c(nameIs('a\0b')), ['conditions.0.value']],
    [
      'half a pair among the values',
      c(property('in', { values: ['a', '\ud83d'] })),
      ['conditions.0.values.1'],
    ],
    ['NUL in a path', c(property('exists', { path: 'a\0b' })), ['conditions.0.path']],
    ['NUL in the name', { name: 'a\0b' }, ['name']],
    ['NUL in the feature', { featureId: 'a\0b' }, ['featureId']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, ['name']],
    ['a text for enabled', { enabled: 'true' }, ['enabled']],
    ['fields that the server gives', { id: noId, createdAt: '2026-01-01' }, ['createdAt', 'id']],
    [
      'every fault at once',
      {
        name: 5,
        featureId: '',
        enabled: null,
        conditions: [
          nameIs('a\0'),
          property('nope'),
          nameIs('B'),
          property('less_than', { value: 'x', more: 1 }),
        ],
        colour: 'red',
      },
      [
        'name',
        'featureId',
        'enabled',
        'conditions.0.value',
        'conditions.1.operator',
        'conditions.2.kind',
        'conditions.3.value',
        'conditions.3.more',
        'colour',
      ],
    ],
  ];

  let rule: any;
  beforeAll(async () => {
    rule = bare(await made());
  });

  test.each(cases)('%s, in POST, PUT and PATCH', async (_name, body, faults) => {
    expectProblem(await create(body), 400, 'invalid_input', faults);
    const { name, featureId, conditions } = rule;
    expectProblem(await put(rule.id, { name, featureId, conditions, ...body }), 400, 'invalid_input', faults);
    expectProblem(await patch(rule.id, body), 400, 'invalid_input', faults);
    expect(await read(rule.id)).toEqual(rule);
  });

  test('an unknown feature, or one of the other environment', async () => {
    await server.call(
      'POST',
      '/api/features',
      { id: 'live only', name: 'L', type: 'BINARY' },
      server.liveKey,
    );
    for (const featureId of ['nothing', 'live only']) {
      expectProblem(await create({ featureId }), 400, 'unknown_feature', ['featureId']);
      expectProblem(await patch(rule.id, { featureId }), 400, 'unknown_feature', ['featureId']);
      expectProblem(
        await put(rule.id, { name: 'R', featureId, conditions: [nameIs('E')] }),
        400,
        'unknown_feature',
        ['featureId'],
      );
    }
    expect(await read(rule.id)).toEqual(rule);
  });

  test('a version on creation, and one that is no number from 1 on', async () => {
    expectProblem(await create({ version: 1 }), 400, 'invalid_input', ['version']);
    for (const version of [0, 1.5, '1', null]) {
      expectProblem(await patch(rule.id, { version }), 400, 'invalid_input', ['version']);
    }
    expect(await read(rule.id)).toEqual(rule);
  });

  test('the fields that PUT needs and does not have', async () => {
    expectProblem(await put(rule.id, {}), 400, 'invalid_input', ['name', 'featureId', 'conditions']);
    expect(await read(rule.id)).toEqual(rule);
  });

  test('a misspelt operator is answered with those that there are', async () => {
    const [fault] = (await create(c(property('equal')))).body.faults;
    for (const { id, kinds } of operators)
      if (kinds.includes('property')) expect(fault.message).toContain(id);
  });
});

describe('a change', () => {
  test('by PATCH makes the next version, with the other fields as they were', async () => {
    const before = bare(await made({ name: 'Before' }));
    const { status, body } = await patch(before.id, { name: 'After' });
    expect(status).toBe(200);
    expect(bare(body)).toEqual({ ...before, name: 'After', version: 2, updatedAt: expect.any(String) });
    expect(Date.parse(body.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
    expect(
      (await patch(before.id, { featureId: 'messages', conditions: [property('exists')] })).body,
    ).toMatchObject({
      name: 'After',
      enabled: false,
      featureId: 'messages',
      conditions: [property('exists')],
      version: 3,
    });
    expect((await patch(before.id, {})).body.version).toBe(4);
    expect(await read(before.id)).toMatchObject({ version: 4, name: 'After' });
  });

  test('by PUT makes the next version of what it says, enabled unless it says otherwise', async () => {
    const before = await made();
    const next = { name: 'Other', featureId: 'messages', conditions: [property('is_true')] };
    const { status, body } = await put(before.id, next);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...next, version: 2, enabled: true, createdAt: before.createdAt });
    expect(body.application).toMatchObject({ ruleId: before.id, ruleVersion: 2 });
    expect(await read(before.id)).toEqual(bare(body));
  });

  test('of a version that is not the newest is refused with 409 and changes nothing', async () => {
    const { id } = await made({ enabled: true });
    await patch(id, { name: 'Second' });
    const before = await read(id);
    for (const version of [1, 3]) {
      expectProblem(await patch(id, { version, name: 'Lost' }), 409, 'rule_version_conflict');
      expectProblem(
        await put(id, { version, name: 'Lost', featureId: 'messages', conditions: [property('exists')] }),
        409,
        'rule_version_conflict',
      );
    }
    expect(await read(id)).toEqual(before);
    expect((await patch(id, { version: 2, name: 'Third' })).body).toMatchObject({
      version: 3,
      name: 'Third',
    });
    expect(
      (await pagesOf(server, `/api/rules/${id}/applications`, 50)).map((run) => run.ruleVersion),
    ).toEqual([3, 2, 1]);
  });

  test('has a version of its own, with twenty at once', async () => {
    const { id } = await made();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? patch(id, { name: `edit ${n}` })
          : put(id, { name: `edit ${n}`, featureId: 'seats', enabled: false, conditions: [nameIs('E')] }),
      ),
    );
    const inOrder = answers.map(({ body }) => body).sort((one, other) => one.version - other.version);
    expect(inOrder.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
    expect(new Set(inOrder.map(({ name }) => name)).size).toBe(20);
    expect(await read(id)).toEqual(bare(inOrder.at(-1)));
    const stored = await server.sql<{ version: number; name: string }>(
      'select version, name from rule_versions where rule_id = $1 order by version',
      [id],
    );
    expect(stored.slice(1)).toEqual(inOrder.map(({ version, name }) => ({ version, name })));
  });

  test('wins alone where twenty come from the same version', async () => {
    const { id } = await made();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => patch(id, { version: 1, name: `edit ${n}` })),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await read(id)).toEqual(bare(winners[0]!.body));
  });
});

describe('enabling and disabling', () => {
  test('make a version when they change something, and none when they do not', async () => {
    const rule = await made({ enabled: true });
    expect((await post(rule.id, 'enable')).body).toEqual({ ...rule, application: null });
    const disabled = await post(rule.id, 'disable');
    expect(disabled).toMatchObject({ status: 200, body: { enabled: false, version: 2, application: null } });
    expect((await post(rule.id, 'disable')).body).toEqual(disabled.body);
    const enabled = (await post(rule.id, 'enable')).body;
    expect(enabled).toMatchObject({ enabled: true, version: 3, application: { ruleVersion: 3 } });
    expect((await post(rule.id, 'enable')).body).toEqual({ ...enabled, application: null });
    expect(await read(rule.id)).toEqual(bare(enabled));
  });

  test('make one version however many ask at the same time', async () => {
    const { id } = await made();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(id, 'enable')));
    expect(answers.map(({ status, body }) => [status, body.version, body.enabled])).toEqual(
      answers.map(() => [200, 2, true]),
    );
    expect(answers.filter(({ body }) => body.application !== null)).toHaveLength(1);
  });
});

describe('a deleted rule', () => {
  test('is nowhere: 404 on each of its routes and no place in a list', async () => {
    const { id, application } = await made({ name: 'Doomed', enabled: true });
    expect(await server.call('DELETE', `/api/rules/${id}`)).toMatchObject({ status: 204, body: null });
    const body = { name: 'x', featureId: 'seats', conditions: [nameIs('E')] };
    for (const [method, path, sent] of [
      ['GET', `/api/rules/${id}`],
      ['PUT', `/api/rules/${id}`, body],
      ['PATCH', `/api/rules/${id}`, { name: 'x' }],
      ['DELETE', `/api/rules/${id}`],
      ['POST', `/api/rules/${id}/enable`],
      ['POST', `/api/rules/${id}/disable`],
      ['GET', `/api/rules/${id}/applications`],
    ] as const) {
      expectProblem(await server.call(method, path, sent), 404, 'rule_not_found');
    }
    expect((await pagesOf(server, '/api/rules', 200)).map((rule) => rule.id)).not.toContain(id);
    // What it did stays to be read.
    const run = (await server.call('GET', `/api/applications/${application.id}`)).body;
    expect(run).toMatchObject({ ruleId: id, state: expect.stringMatching(/^(done|superseded)$/) });
  });

  test('is deleted once, however many ask at the same time', async () => {
    const { id } = await made();
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await server.call('DELETE', `/api/rules/${id}`)).status),
    );
    expect(statuses.sort()).toEqual([204, ...Array<number>(7).fill(404)]);
  });
});

describe('the list', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    await server.call('POST', '/api/features', { id: 'listed', name: 'L', type: 'BINARY' });
    for (let n = 0; n < 11; n++) ids.push((await made({ featureId: 'listed', name: `rule ${n}` })).id);
  });

  const idsOf = (rules: any[]) => rules.map(({ id }) => id as string);

  test('has every rule of a feature once, in the order of creation, whatever the size of the pages', async () => {
    for (const limit of [1, 4, 11, 200]) {
      expect(idsOf(await pagesOf(server, '/api/rules?featureId=listed', limit))).toEqual(ids);
    }
    const all = idsOf(await pagesOf(server, '/api/rules', 10));
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => ids.includes(id))).toEqual(ids);
    expect((await server.call('GET', '/api/rules?featureId=nothing')).body).toEqual({
      data: [],
      nextCursor: null,
    });
  });

  test('skips and repeats nothing while rules come, change and go between its pages', async () => {
    const others: string[] = [];
    const seen = idsOf(
      await pagesOf(server, '/api/rules?featureId=listed', 2, async () => {
        if (others.length < 4) others.push((await made({ featureId: 'listed' })).id);
        await patch(ids[0]!, { name: `changed ${others.length}` });
        await server.call('DELETE', `/api/rules/${others[others.length - 2] ?? noId}`);
      }),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, ids.length)).toEqual(ids);
    for (const id of others) await server.call('DELETE', `/api/rules/${id}`);
  });

  test('shows each rule as reading it alone does', async () => {
    const [first] = (await server.call('GET', '/api/rules?featureId=listed&limit=1')).body.data;
    expect(first).toEqual(await read(ids[0]!));
  });
});

describe('the runs of a rule', () => {
  test('are listed newest first, in pages, each as reading it alone shows it', async () => {
    const { id } = await made({ enabled: true, conditions: [nameIs('Never sent')] });
    for (let n = 0; n < 5; n++) await patch(id, { name: `edit ${n}` });
    await server.settled();
    const all = await pagesOf(server, `/api/rules/${id}/applications`, 50);
    expect(all.map((run) => run.ruleVersion)).toEqual([6, 5, 4, 3, 2, 1]);
    for (const limit of [1, 4, 6]) {
      expect(await pagesOf(server, `/api/rules/${id}/applications`, limit)).toEqual(all);
    }
    for (const run of all) {
      expect(run).toMatchObject({ ruleId: id, state: run.ruleVersion === 6 ? 'done' : expect.any(String) });
      expect((await server.call('GET', `/api/applications/${run.id}`)).body).toEqual(run);
    }
  });
});
