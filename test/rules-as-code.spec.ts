import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { addKey, expectProblem, send } from './api/support.js';
import { startTestServer, type TestServer } from './harness.js';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const example = await readFile(path('docs/rules.example.yaml'), 'utf8');

let server: TestServer;
let directory: string;

beforeAll(async () => {
  server = await startTestServer();
  directory = await mkdtemp(join(tmpdir(), 'kana-rules-'));
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const put = async (text: string, options: { dryRun?: boolean; key?: string; type?: string } = {}) => {
  const response = await fetch(`${server.origin}/api/rules/import${options.dryRun ? '?dryRun=true' : ''}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${options.key ?? server.testKey}`,
      'content-type': options.type ?? 'application/yaml',
    },
    body: Buffer.from(text),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
};

const exported = async (format: 'yaml' | 'json' = 'yaml', key = server.testKey): Promise<string> => {
  const response = await fetch(`${server.origin}/api/rules/export?format=${format}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.status).toBe(200);
  return response.text();
};

const rulesOf = async (key = server.testKey): Promise<any[]> =>
  (await server.call('GET', '/api/rules?limit=200', undefined, key)).body.data;

const revision = async () =>
  (await server.sql<{ of: string }>('select rules_revision as of from environments where id = 1'))[0]!.of;

const feature = { id: 'f', name: 'F', type: 'CONSUMABLE' };
const rule = (name: string, value: unknown = name) => ({
  name,
  featureId: 'f',
  conditions: [{ kind: 'property', path: 'p', operator: 'equals', value }],
});
const fileOf = (rules: object[], more: object = {}) =>
  stringify({ version: 1, features: [feature], rules, ...more });

beforeEach(async () => {
  for (const key of [server.testKey, server.liveKey])
    for (const { id } of await rulesOf(key)) await server.call('DELETE', `/api/rules/${id}`, undefined, key);
});

describe('an import', () => {
  it('takes the example: what the plan shows is what is done, and the stored events map', async () => {
    await server.call('POST', '/v1/batch', {
      batch: [
        { type: 'track', userId: 'u1', event: 'Package Created', properties: { type: 'addon', delta: 3 } },
        { type: 'track', userId: 'u2', event: 'Package Created', properties: { type: 'base' } },
        { type: 'track', userId: 'u2', event: 'Used', properties: { featureId: 'priority-support' } },
      ],
    });
    await server.settled();
    const dry = await put(example, { dryRun: true });
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({
      applied: false,
      plan: {
        features: [
          { action: 'create', id: 'addon-packages' },
          { action: 'create', id: 'priority-support' },
        ],
        rules: [
          { action: 'create', ruleId: null, name: 'Add-on created' },
          { action: 'create', name: 'Large add-on includes support' },
        ],
        unchanged: { features: 0, rules: 0 },
      },
      fixtures: { checked: 3 },
      // Two events: one by a rule, one by a feature that comes into being.
      impact: {
        unmapped: { events: { value: 2 } },
        features: [
          { featureId: 'addon-packages', gained: { units: { value: 3 } } },
          { featureId: 'priority-support', gained: { units: { value: 1 } } },
        ],
        looked: { unmapped: { exact: true } },
      },
      applications: [],
    });
    expect(await rulesOf()).toEqual([]);

    const done = await put(example);
    expect(done.body).toMatchObject({ applied: true, plan: dry.body.plan, impact: null });
    expect(done.body.applications).toHaveLength(4);
    await server.settled();
    expect((await server.call('GET', '/api/usage?featureId=addon-packages')).body.total).toBe(3);
    expect((await server.call('GET', '/api/usage?featureId=priority-support')).body.total).toBe(1);
  });

  it.each(['yaml', 'json'] as const)('of an export in %s is nothing to do', async (format) => {
    const off = { ...rule('yes', 'no'), enabled: false };
    await put(fileOf([rule('a', '5'), rule('b', 5), off, rule('c', ' "x"\n')]));
    // Two rules of one name: their ids tell them apart.
    await server.call('POST', '/api/rules', rule('a', 'other'));
    const before = await rulesOf();
    expect(before).toHaveLength(5);
    const at = await revision();
    const again = await put(await exported(format), { type: `application/${format}` });
    expect(again.body).toMatchObject({
      applied: false,
      plan: { features: [], rules: [], unchanged: { rules: 5 } },
      applications: [],
    });
    expect(await rulesOf()).toEqual(before);
    expect(await revision()).toBe(at);
  });

  it('changes, creates and deletes in one revision, and keeps the ids of what it changes', async () => {
    await put(fileOf([rule('kept'), rule('changed'), rule('gone'), rule('named')]));
    const [kept, changed, gone, named] = await rulesOf();
    const at = Number(await revision());
    const file = fileOf([
      rule('kept'),
      { ...rule('renamed', 'changed'), id: changed.id },
      { ...rule('named', 7), enabled: false },
      rule('new'),
    ]);
    const { body } = await put(file);
    expect(body.plan.rules).toEqual([
      {
        action: 'change',
        ruleId: changed.id,
        name: 'changed',
        changes: [{ field: 'name', from: 'changed', to: 'renamed' }],
      },
      {
        action: 'change',
        ruleId: named.id,
        name: 'named',
        changes: [
          { field: 'enabled', from: true, to: false },
          { field: 'conditions', from: named.conditions, to: rule('named', 7).conditions },
        ],
      },
      { action: 'create', ruleId: null, name: 'new', changes: [] },
      { action: 'delete', ruleId: gone.id, name: 'gone', changes: [] },
    ]);
    expect(await rulesOf()).toMatchObject([
      kept,
      { id: changed.id, version: 2, name: 'renamed' },
      { id: named.id, version: 2, enabled: false },
      { name: 'new', version: 1 },
    ]);
    expect(Number(await revision())).toBe(at + 1);
  });

  it('goes from the test environment into the live one by names', async () => {
    await put(fileOf([rule('a'), rule('b')]));
    await put(await exported(), { key: server.liveKey });
    const before = await rulesOf(server.liveKey);
    expect(before.map(({ name }) => name)).toEqual(['a', 'b']);
    const [{ id }] = await rulesOf();
    await server.call('PATCH', `/api/rules/${id}`, rule('a', 'changed'));
    const { body } = await put(await exported(), { key: server.liveKey });
    expect(body.plan.rules).toMatchObject([{ action: 'change', ruleId: before[0].id, name: 'a' }]);
  });

  it('is all or nothing', async () => {
    await put(fileOf([rule('a')]));
    const before = await rulesOf();
    await server.sql(`create function refuse() returns trigger language plpgsql as
      $$ begin if new.name = 'last' then raise 'refused' using errcode = '57P03'; end if; return new; end $$`);
    await server.sql('create trigger refuse before insert on rules for each row execute function refuse()');
    expect((await put(fileOf([rule('a', 'changed'), rule('first'), rule('last')]))).status).toBe(503);
    await server.sql('drop trigger refuse on rules; drop function refuse');
    expect(await rulesOf()).toEqual(before);
  });
});

describe('a file with faults is refused whole', () => {
  const lines = (answer: { body: any }) => answer.body.faults.map(({ message }: any) => message);

  it.each([
    ['no file at all', '', [''], /expected object/],
    [
      'a key that stands twice',
      'version: 1\nversion: 1\nrules: []',
      [''],
      /line 2: the key "version" stands twice/,
    ],
    ['a key that is no text', 'version: 1\nrules: []\n? [a]\n: 1', [''], /line 3: a key must be a text/],
    ['broken YAML', 'version: 1\nrules: [', [''], /line 2/],
    ['two documents', 'version: 1\nrules: []\n---\nversion: 1', [''], /multiple documents/],
    ['a tag', 'version: 1\nrules: []\nfixtures: !!js/function "x"', [''], /line 3: .*tag/i],
    ['another version', 'version: 2\nrules: []', ['version'], /line 1/],
    ['an unknown field', 'version: 1\nrules: []\ncolour: red', ['colour'], /line 3: Unknown field/],
    [
      'a rule with a fault of its own',
      'version: 1\nrules:\n  - name: x\n    featureId: f\n    conditions:\n      - {kind: property, path: a, operator: is, value: 1}',
      ['rules.0.conditions.0.operator'],
      /line 6: unknown operator/,
    ],
    [
      'an unknown feature',
      'version: 1\nrules:\n  - name: x\n    featureId: nowhere\n    conditions: [{kind: property, path: a, operator: exists}]',
      ['rules.0.featureId'],
      /line 4: no feature has the id "nowhere"/,
    ],
    [
      'a feature twice',
      'version: 1\nrules: []\nfeatures:\n  - {id: g, name: G, type: BINARY}\n  - {id: g, name: G, type: BINARY}',
      ['features.1.id'],
      /line 5/,
    ],
    [
      'more aliases than a person writes',
      `version: 1\nrules: []\nfixtures:\n  - name: x\n    expect: {}\n    event: {a: &a [1,2], b: &b [*a,*a,*a,*a,*a,*a], c: &c [*b,*b,*b,*b,*b,*b], d: [*c,*c,*c,*c,*c,*c]}`,
      [''],
      /aliases/,
    ],
  ])('%s', async (_, text, paths, message) => {
    const answer = await put(text);
    expectProblem(answer, 400, 'invalid_rule_file', paths);
    expect(lines(answer)[0]).toMatch(message);
  });

  it('names the first faults of very many, at once', async () => {
    const start = performance.now();
    const answer = await put(
      `version: 1\n${Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n')}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.faults).toHaveLength(100);
    // A check of each key against each took half a minute for as many.
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('names that could be two rules', async () => {
    await put(fileOf([rule('a')]));
    await server.call('POST', '/api/rules', rule('a', 'other'));
    const ids = (await rulesOf()).map(({ id }) => id);
    const one = await put(fileOf([rule('a')]));
    expectProblem(one, 400, 'invalid_rule_file', ['rules.0.name']);
    expect(lines(one)[0]).toContain(`say which by its id (${ids.join(', ')})`);
    const two = await put(fileOf([rule('n'), rule('n', 2)]));
    expectProblem(two, 400, 'invalid_rule_file', ['rules.1.name']);
  });

  it('the type of a feature', async () => {
    await put(fileOf([]));
    const answer = await put(fileOf([], { features: [{ ...feature, type: 'BINARY' }] }));
    expectProblem(answer, 400, 'invalid_rule_file', ['features.0.type']);
  });

  it('a body that is neither YAML nor JSON, or larger than 1 MB', async () => {
    expectProblem(await put('version: 1', { type: 'text/csv' }), 415, 'unsupported_media_type');
    expectProblem(await put('version: 1', { type: 'text/plain' }), 415, 'unsupported_media_type');
    expectProblem(await put(`version: 1 # ${'x'.repeat(1024 * 1024)}`), 413, 'body_too_large');
  });

  it('fixtures that do not hold, each with the reason', async () => {
    const track = (properties: object) => ({ type: 'track', userId: 'u', event: 'E', properties });
    const fixtures = [
      { name: 'holds', event: track({ p: 'a', delta: '2.5' }), expect: { f: 2.5 } },
      { name: 'wrong units', event: track({ p: 'a' }), expect: { f: 2 } },
      { name: 'wrong type', event: track({ p: 5 }), expect: { f: 1 } },
      { name: 'no number', event: track({ p: 'a', delta: 'x' }), expect: { f: 1 } },
      { name: 'maps though', event: track({ p: 'b' }), expect: {} },
      { name: 'unknown', event: track({ featureId: 'g' }), expect: { g: 1 } },
      { name: 'no user', event: { type: 'track', event: 'E' }, expect: {} },
      { name: 'identify', event: { type: 'identify', userId: 'u' }, expect: {} },
    ];
    const answer = await put(fileOf([rule('a'), rule('b'), rule('text', '5')], { fixtures }));
    expectProblem(
      answer,
      400,
      'fixtures_failed',
      [1, 2, 3, 4, 5].map((index) => `fixtures.${index}`).concat('fixtures.6.event', 'fixtures.7.event'),
    );
    const told = lines(answer);
    expect(told[0]).toContain('"wrong units" expects 2 of "f" and gives 1 of "f"; rule "a" matches');
    expect(told[1]).toContain('`p` is the number 5, the rule wants the text "5"');
    expect(told[2]).toContain('"delta" is no number');
    expect(told[3]).toContain('"maps though" expects nothing and gives 1 of "f"');
    expect(told[4]).toContain('the feature "g", which does not exist');
    expect(told[5]).toContain('userId is required');
    expect(told[6]).toContain('an identify call gives no usage');
    expect(await rulesOf()).toEqual([]);
  });
});

describe('an export', () => {
  it('and an import want an admin key and know what they are asked', async () => {
    const ingest = await addKey(server, `wrt_test_${'I'.repeat(32)}`, 'ingest');
    for (const [method, path] of [
      ['GET', '/api/rules/export'],
      ['PUT', '/api/rules/import'],
    ] as const) {
      const call = (query: string, headers: Record<string, string>) =>
        send(server, method, `${path}${query}`, {
          headers: { 'content-type': 'application/yaml', ...headers },
          ...(method === 'PUT' && { body: 'version: 1' }),
        });
      expectProblem(await call('', {}), 401, 'unauthenticated');
      expectProblem(await call('', { authorization: ingest }), 403, 'admin_key_required');
      const admin = { authorization: server.testKey };
      const known = method === 'GET' ? 'format' : 'dryRun';
      expectProblem(await call(`?colour=red&${known}=maybe`, admin), 400, 'invalid_input', ['colour', known]);
    }
  });

  it('is YAML that a person would write, or JSON, by the query or by what is asked for first', async () => {
    await put(fileOf([rule('a', '5')]));
    const text = await exported();
    expect(text).toContain('value: "5"');
    const get = (accept: string, query = '') =>
      fetch(`${server.origin}/api/rules/export${query}`, {
        headers: { authorization: `Bearer ${server.testKey}`, accept },
      });
    const types = await Promise.all([
      get('*/*'),
      get('application/json'),
      get('application/json', '?format=yaml'),
    ]);
    expect(types.map(({ headers }) => headers.get('content-type'))).toEqual([
      'application/yaml; charset=utf-8',
      'application/json; charset=utf-8',
      'application/yaml; charset=utf-8',
    ]);
    expect(parse(text)).toEqual(await types[1].json());
    expect(parse(text)).toMatchObject({ version: 1, rules: [{ name: 'a', enabled: true }] });
  });
});

describe('kana rules test', () => {
  const main = path('dist/apps/cli/src/main.js');
  const run = (...words: string[]) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile(process.execPath, [main, 'rules', 'test', ...words], { env: {} }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });

  it('ends with 0 where the example of the documentation holds, with 1 and the reason where a file does not, else with 2', async () => {
    const line = example.split('\n').findIndex((text) => text.includes('an add-on counts once')) + 1;
    const failing = join(directory, 'failing.yaml');
    await writeFile(failing, example.replace('{ addon-packages: 1 }', '{ addon-packages: 2 }'));
    const broken = join(directory, 'broken.yaml');
    await writeFile(broken, 'version: 1\nrules: 5');
    const [holds, one, two, three, four] = await Promise.all([
      run(path('docs/rules.example.yaml')),
      run(failing),
      run(broken),
      run(join(directory, 'nothing.yaml')),
      run(),
    ]);
    expect(holds).toEqual({
      code: 0,
      output: expect.stringMatching(
        /^ok .*an add-on counts once\n(ok .*\n){2}2 rules, 3 fixtures, 0 failed\n$/,
      ),
    });
    expect(one).toEqual({
      code: 1,
      output: expect.stringContaining(
        `failing.yaml, line ${line}: "an add-on counts once" expects 2 of "addon-packages" and gives 1 of`,
      ),
    });
    expect(two).toEqual({ code: 1, output: expect.stringContaining('rules: line 2: ') });
    expect(three).toEqual({ code: 1, output: expect.stringMatching(/^Cannot read .*nothing.yaml/) });
    expect(four.code).toBe(2);
  });
});
