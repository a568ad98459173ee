import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '../harness.js';
import { apiOperations, checkerOf, readDocument, type Document, type Operation } from './support.js';

let server: TestServer;
let document: Document;
let operations: [string, Operation][];
beforeAll(async () => {
  server = await startTestServer();
  document = await readDocument(server);
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
  await server.call('POST', '/api/features', { id: 'seats', name: 'Seats', type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

/** Every object in a JSON value, with its place. */
function* objectsIn(value: unknown, place = ''): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Record<string, unknown>];
  for (const [key, part] of Object.entries(value)) yield* objectsIn(part, `${place}/${key}`);
}

/** Every schema of the document, with those inside it. */
function* schemasIn(schema: any, place: string): Generator<[string, Record<string, any>]> {
  yield [place, schema];
  for (const key of ['items', 'additionalProperties', 'not']) {
    if (typeof schema[key] === 'object') yield* schemasIn(schema[key], `${place}/${key}`);
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    for (const [n, part] of ((schema[key] ?? []) as unknown[]).entries())
      yield* schemasIn(part, `${place}/${key}/${n}`);
  }
  for (const [name, part] of Object.entries((schema.properties ?? {}) as object))
    yield* schemasIn(part, `${place}/properties/${name}`);
}

function* allSchemas(): Generator<[string, Record<string, any>]> {
  for (const [name, schema] of Object.entries(document.components.schemas))
    yield* schemasIn(schema, `#/components/schemas/${name}`);
  for (const [name, operation] of operations) {
    for (const parameter of operation.parameters ?? [])
      yield* schemasIn(parameter.schema, `${name} ${parameter.name}`);
    for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {}))
      yield* schemasIn(schema, `${name} ${type}`);
    for (const [status, { content }] of Object.entries(operation.responses)) {
      for (const [type, { schema }] of Object.entries(content ?? {}))
        yield* schemasIn(schema, `${name} ${status} ${type}`);
    }
  }
}

describe('the OpenAPI document', () => {
  test('has what OpenAPI 3.0 asks for at its top', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.0\.\d$/),
      info: { title: expect.stringMatching(/./), version: expect.stringMatching(/./) },
    });
    for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\/[\w./{}-]+$/);
    for (const name of Object.keys(document.components.schemas)) expect(name).toMatch(/^[\w.-]+$/);
  });

  test('refers to nothing that is not in it', () => {
    const references = [...objectsIn(document)].filter(([, { $ref }]) => typeof $ref === 'string');
    expect(references.length).toBeGreaterThan(20);
    for (const [place, { $ref }] of references) {
      const keys = ($ref as string).slice(2).split('/');
      const found = keys.reduce(
        (value: any, key) => value?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        document,
      );
      expect({ place, $ref, found: typeof found }).toEqual({ place, $ref, found: 'object' });
    }
    const schemes = Object.keys((document.components as any).securitySchemes);
    for (const [place, { security }] of objectsIn(document.paths)) {
      for (const scheme of ((security ?? []) as object[]).flatMap((one) => Object.keys(one)))
        expect({ place, scheme: schemes.includes(scheme) ? scheme : 'unknown' }).toEqual({ place, scheme });
    }
  });

  test('names every operation once, each with its parameters and what it answers', () => {
    const names = operations.map(([, { operationId }]: any) => operationId as string);
    expect(new Set(names).size).toBe(names.length);
    for (const [name, { parameters = [], responses }] of operations) {
      const places = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect({ name, inPath: inPath.map((parameter) => parameter.name) }).toEqual({ name, inPath: places });
      for (const parameter of inPath) expect(parameter).toMatchObject({ required: true });
      for (const parameter of parameters)
        expect({ name, parameter: Object.keys(parameter.schema).length }).not.toEqual({ name, parameter: 0 });
      const statuses = Object.keys(responses);
      expect({ name, statuses: statuses.filter((status) => /^2\d\d$/.test(status)).length }).not.toEqual({
        name,
        statuses: 0,
      });
      for (const [status, response] of Object.entries(responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/);
        expect(typeof response.description).toBe('string');
        if (
          status !== '204' &&
          /\/(api|v1|segment)\//.test(name) &&
          !name.includes('/settings') &&
          !name.includes('/v1/m')
        )
          expect({ name, status, content: Object.keys(response.content ?? {}).length }).toEqual({
            name,
            status,
            content: 1,
          });
      }
    }
  });

  test('holds no keyword that OpenAPI 3.0 does not know, and no schema that contradicts itself', () => {
    const known = new Set(
      `title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
       uniqueItems maxProperties minProperties required enum type allOf oneOf anyOf not items properties
       additionalProperties description format default nullable discriminator readOnly writeOnly xml externalDocs example
       deprecated $ref`.split(/\s+/),
    );
    const types = ['array', 'boolean', 'integer', 'number', 'object', 'string', undefined];
    let count = 0;
    for (const [place, schema] of allSchemas()) {
      count += 1;
      expect({ place, unknown: Object.keys(schema).filter((key) => !known.has(key)) }).toEqual({
        place,
        unknown: [],
      });
      expect({ place, type: types.includes(schema.type) ? schema.type : 'unknown' }).toEqual({
        place,
        type: schema.type,
      });
      if (schema.type === 'array')
        expect({ place, items: typeof schema.items }).toEqual({ place, items: 'object' });
      if (schema.required) {
        const properties = Object.keys((schema.properties ?? {}) as object);
        expect({ place, required: schema.required }).toEqual({
          place,
          required: (schema.required as string[]).filter((name) => properties.includes(name)),
        });
      }
      for (const bound of ['exclusiveMinimum', 'exclusiveMaximum'])
        expect({ place, [bound]: typeof (schema[bound] ?? true) }).toEqual({ place, [bound]: 'boolean' });
      if (schema.pattern) expect(() => new RegExp(schema.pattern as string, 'u')).not.toThrow();
    }
    expect(count).toBeGreaterThan(200);
  });

  test('says of every route of /api what it needs, a key or a session, and answers problem+json', () => {
    for (const [name, { responses, ...operation }] of apiOperations(document)) {
      const key = name.endsWith(' /api/session') ? [] : [{ bearer: [] }];
      const session = name === 'POST /api/session' ? [] : [{ kana_session: [] }];
      expect({ name, security: (operation as any).security ?? [] }).toEqual({
        name,
        security: [...key, ...session],
      });
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        expect(content).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
      }
    }
  });

  describe('describes the bodies of /api as the server judges them', () => {
    const property = (operator: string, more: object = {}) => ({
      kind: 'property',
      path: 'a',
      operator,
      ...more,
    });
    const rule = (conditions: unknown, more: object = {}) => ({
      name: 'R',
      featureId: 'seats',
      conditions,
      ...more,
    });
    const feature = (more: object = {}) => ({ id: 'probe', name: 'P', type: 'BINARY', ...more });
    const name = { kind: 'event_name', operator: 'equals', value: 'E' };

    const features = [
      feature({ unitLabel: null, metadata: { a: [1, null, { b: 'c' }] } }),
      feature({ unitLabel: undefined, id: undefined }),
      feature({ id: 'x'.repeat(256) }),
      feature({ id: '' }),
      feature({ name: 5 }),
      feature({ type: 'METERED' }),
      feature({ unitLabelPlural: '' }),
      feature({ metadata: [] }),
      feature({ metadata: null }),
      feature({ colour: 'red' }),
      {},
    ];
    const rules = [
      rule([name]),
      rule([name, property('in', { values: ['a', 1, true] }), property('exists')], { enabled: false }),
      rule([property('greater_than', { value: 1.5 }), property('includes', { value: false })]),
      rule([]),
      rule(Array.from({ length: 33 }, () => name)),
      rule(name),
      rule([{ ...name, path: 'a' }]),
      rule([{ ...name, operator: 'exists' }]),
      rule([{ ...name, value: 5 }]),
      rule([property('equal', { value: 1 })]),
      rule([property('equals')]),
      rule([property('equals', { value: null })]),
      rule([property('equals', { value: 'x'.repeat(1_025) })]),
      rule([property('equals', { values: ['a'] })]),
      rule([property('in', { values: [] })]),
      rule([property('exists', { value: true })]),
      rule([property('less_than', { value: '5' })]),
      rule([property('exists', { path: '' })]),
      rule([name], { featureId: 5 }),
      rule([name], { enabled: 'yes' }),
      rule([name], { version: 0 }),
      rule([name], { version: 1 }),
      {},
    ];

    test.each([
      ['POST /api/features', features],
      ['PATCH /api/features/{id}', features.map(({ id: _, type: __, ...change }: any) => change)],
      ['PATCH /api/features/{id}', features],
      ['POST /api/rules', rules],
      ['PUT /api/rules/{id}', rules],
      ['PATCH /api/rules/{id}', rules],
    ])('%s', async (route, bodies) => {
      const [method, path] = route.split(' ') as [string, string];
      const made = await server.call('POST', '/api/rules', rule([name], { enabled: false }));
      const schema = apiOperations(document).get(route)!.requestBody!.content['application/json']!.schema;
      const checker = checkerOf(document, schema);
      const verdicts = new Set<boolean>();
      for (const body of bodies) {
        const sent = JSON.parse(JSON.stringify(body));
        const url = path.replace('{id}', path.includes('rules') ? made.body.id : 'seats');
        const { status } = await server.call(method, url, sent);
        const documented = checker.safeParse(sent).success;
        verdicts.add(documented);
        // A version that is not the newest is right in form.
        expect({ sent, taken: [200, 201, 409].includes(status) }).toEqual({ sent, taken: documented });
      }
      expect(verdicts.size).toBe(2);
    });
  });
});

describe('beside the api', () => {
  const get = async (path: string) => {
    const response = await fetch(server.origin + path);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  test('/openapi.json and /docs are open to all, and the reference reads the document', async () => {
    expect(await get('/openapi.json')).toMatchObject({
      status: 200,
      type: expect.stringMatching(/^application\/json/),
    });
    const { status, type, text } = await get('/docs');
    expect({ status, type }).toEqual({ status: 200, type: expect.stringMatching(/^text\/html/) });
    const scripts = [...text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file]) => file!);
    expect(scripts.length).toBeGreaterThan(2);
    for (const file of scripts) {
      // From this server alone: an installation may have no way to the internet.
      const url = new URL(file, `${server.origin}/docs`);
      expect(url.origin).toBe(server.origin);
      expect(await get(url.pathname)).toMatchObject({ status: 200 });
    }
  });

  test('/health says that the process lives and that its database answers', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, text: '{"status":"live"}' });
    expect(await get('/health/ready')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
  });

  test('/metrics counts every call by what became of it, and tells nothing of any customer', async () => {
    const counted = async () => {
      const { status, type, text } = await get('/metrics');
      expect({ status, type }).toEqual({
        status: 200,
        type: expect.stringMatching(/^text\/plain; version=/),
      });
      const count = (outcome: string) =>
        Number(
          new RegExp(`^kana_ingest_calls_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
        );
      return { text, counts: ['accepted', 'duplicate', 'ignored', 'dropped'].map(count) };
    };
    const before = (await counted()).counts;
    const call = { type: 'track', userId: 'secret-user', event: 'Secret Event', messageId: 'm1' };
    await server.call('POST', '/v1/batch', { batch: [call, call, { type: 'page' }, { type: 'track' }] });
    await server.call('POST', '/v1/batch', { batch: [{ ...call, messageId: 'm2' }, call] }, server.liveKey);
    const { counts, text } = await counted();
    expect(counts.map((count, n) => count - before[n]!)).toEqual([3, 1, 1, 1]);
    expect(text).not.toMatch(/secret|prv_|seats/i);
  });
});
