import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectProblem, pagesOf, pathOf } from '../api/support.js';
import { startTestServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const create = (user: object) => server.call('POST', '/api/users', user);

describe('a user', () => {
  test('is created, read by id and by key, changed, and emptied by null', async () => {
    const { status, body } = await create({ id: 'u/1', name: 'Ada', email: 'A@x', metadata: { a: 1 } });
    expect(status).toBe(201);
    expect(body).toEqual({
      key: expect.stringMatching(/^\d+$/),
      id: 'u/1',
      name: 'Ada',
      email: 'A@x',
      billingId: null,
      billingProvider: null,
      origin: null,
      metadata: { a: 1 },
      createdAt: expect.any(String),
      updatedAt: body.createdAt,
    });
    const details = { ...body, identities: ['u/1'] };
    expect((await server.call('GET', pathOf`/api/users/${'u/1'}`)).body).toEqual(details);
    expect((await server.call('GET', `/api/users/${body.key}?by=key`)).body).toEqual(details);
    const change = await server.call('PATCH', pathOf`/api/users/${'u/1'}`, {
      name: null,
      billingId: 'cus_1',
    });
    expect(change.body).toEqual({
      ...body,
      name: null,
      billingId: 'cus_1',
      billingProvider: 'stripe',
      updatedAt: expect.any(String),
    });
    expectProblem(await create({ id: 'u/1' }), 409, 'user_exists');
    const other = await server.call('POST', '/api/users', { id: 'u/1' }, server.liveKey);
    expect(other.status).toBe(201);
  });

  test('without an id is an import, and needs an origin that fits its billing id', async () => {
    expectProblem(await create({ email: 'x' }), 400, 'invalid_input', ['id']);
    expectProblem(await create({ origin: 'stripe', billingId: 'x1' }), 400, 'invalid_input', ['billingId']);
    expectProblem(await create({ origin: 'chargebee', billingId: 'cus_1' }), 400, 'invalid_input', [
      'billingId',
    ]);
    expectProblem(await create({ origin: 'paypal' }), 400, 'invalid_input', ['origin']);
    expect(await create({ origin: 'chargebee', billingId: 'x1' })).toMatchObject({
      status: 201,
      body: { id: null, origin: 'chargebee', billingProvider: 'chargebee' },
    });
  });

  test('is refused with faults, without a key, and where nobody is', async () => {
    expectProblem(
      await create({ id: 5, name: ' ', email: 'x'.repeat(256), billingId: '\0', metadata: [], more: 1 }),
      400,
      'invalid_input',
      ['id', 'name', 'email', 'billingId', 'metadata', 'more'],
    );
    for (const [method, path, body] of [
      ['GET', '/api/users/nobody', undefined],
      ['PATCH', '/api/users/nobody', { name: 'x' }],
      ['DELETE', '/api/users/nobody', undefined],
      ['GET', '/api/users/nobody/usage', undefined],
      ['GET', '/api/users/nobody?by=key', undefined],
      ['DELETE', '/api/users/99999999?by=key', undefined],
    ] as const) {
      expectProblem(await server.call(method, path, body), 404, 'user_not_found');
      expectProblem(await server.call(method, path, body, 'none'), 401, 'unauthenticated');
    }
    expectProblem(await server.call('PATCH', '/api/users/nobody', { id: 'x' }), 400, 'invalid_input', ['id']);
    expectProblem(await server.call('GET', '/api/users?flag=x'), 400, 'invalid_input', ['flag']);
    expectProblem(await server.call('GET', '/api/users?email=x&name=y'), 400, 'invalid_input', ['name']);
    expectProblem(await server.call('GET', '/api/users/flags', undefined, 'none'), 401, 'unauthenticated');
  });

  test('is given its id once, however many ask at the same time, events among them', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => create({ id: 'raced' })),
      server.call('POST', '/v1/track', { userId: 'raced', event: 'E' }),
    ]);
    await server.settled();
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    const rows = await server.sql(`select from users where external_id = 'raced'`);
    expect(rows).toHaveLength(1);
  });
});

describe('a search', () => {
  beforeAll(async () => {
    const names = ['Zoe', 'zack', 'ZOË', 'Zz', 'Yann', 'z_%', 'z'];
    for (const [n, name] of names.entries()) {
      await create({ id: `s${n}`, name, email: n % 2 ? 'Shared@Search' : `s${n}@search` });
    }
  });

  test('finds by the beginning of a name, in any case, page by page', async () => {
    const found = await pagesOf(server, '/api/users?name=Z', 2);
    expect(found.map(({ name }) => name)).toEqual(['z', 'z_%', 'zack', 'Zoe', 'ZOË', 'Zz']);
    expect((await pagesOf(server, '/api/users?name=z_', 2)).map(({ name }) => name)).toEqual(['z_%']);
    expect(await pagesOf(server, '/api/users?name=zx', 2)).toEqual([]);
  });

  test('finds by email, trimmed and in any case, and by id', async () => {
    const found = await pagesOf(server, `/api/users?email=${encodeURIComponent(' shared@SEARCH ')}`, 1);
    expect(found.map(({ id }) => id)).toEqual(['s1', 's3', 's5']);
    expect((await server.call('GET', '/api/users?id=s1')).body.data).toMatchObject([{ id: 's1' }]);
    expect((await server.call('GET', '/api/users?id=s99')).body).toEqual({ data: [], nextCursor: null });
    const elsewhere = await server.call('GET', '/api/users?email=shared@search', undefined, server.liveKey);
    expect(elsewhere.body.data).toEqual([]);
  });

  test('lists groups of one email together, across pages, and counts them as they come and go', async () => {
    const before = (await server.call('GET', '/api/users/flags')).body;
    await create({ id: 'g1', email: 'group@x' });
    await create({ id: 'g2', email: 'S0@search' });
    await create({ id: 'g3', email: 'GROUP@x', billingId: 'cus_g' });
    const counts = async () => (await server.call('GET', '/api/users/flags')).body;
    expect(await counts()).toEqual({
      users: before.users + 3,
      no_billing: before.no_billing + 2,
      same_email: before.same_email + 4,
    });
    for (const limit of [1, 2, 3, 200]) {
      const found = await pagesOf(server, '/api/users?flag=same_email', limit);
      expect(found.map(({ id }) => id)).toEqual(['g1', 'g3', 's0', 'g2', 's1', 's3', 's5']);
    }
    await server.call('PATCH', '/api/users/g2', { email: null });
    await server.call('PATCH', '/api/users/g3', { billingId: null });
    await server.call('DELETE', '/api/users/g1');
    expect(await counts()).toEqual({
      users: before.users + 2,
      no_billing: before.no_billing + 2,
      same_email: before.same_email,
    });
    const unbilled = await pagesOf(server, '/api/users?flag=no_billing', 3);
    expect(unbilled).toHaveLength(before.no_billing + 2);
  });
});
