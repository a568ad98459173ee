import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectProblem, noId, pagesOf } from '../api/support.js';
import { startTestServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call('POST', '/api/features', { id: 'seats', name: 'Seats', type: 'CONSUMABLE' });
});
afterAll(() => server.stop());

const create = async (user: object): Promise<any> => (await server.call('POST', '/api/users', user)).body;
const read = async (id: string) => (await server.call('GET', `/api/users/${id}`)).body;
const merge = (request: object) => server.call('POST', '/api/users/merge', request);
const undo = (id: string) => server.call('POST', `/api/merges/${id}/undo`);
const use = async (userId: string, delta: number) => {
  await server.call('POST', '/v1/track', { userId, event: 'E', properties: { featureId: 'seats', delta } });
  await server.settled();
};
const used = async (id: string) => (await server.call('GET', `/api/usage?userId=${id}`)).body.total;
const steady = ({ updatedAt: _, ...user }: any) => user;

describe('a merge', () => {
  test('keeps the user created first, fills its gaps oldest first, and moves identities, not usage', async () => {
    await create({ id: 'm1', name: 'First', metadata: { a: 1 } });
    await create({ id: 'm2', name: 'Second', email: 'm2@x', metadata: { a: 2, b: 2 } });
    await create({ id: 'm3', email: 'm3@x', billingId: 'cus_m3', metadata: { b: 3, c: 3 } });
    await use('m2', 2);
    await use('m3', 3);
    const before = await Promise.all(['m1', 'm2', 'm3'].map(read));

    const dry = await merge({ ids: ['m3', 'm1', 'm2'], dryRun: true });
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({
      merge: null,
      user: {
        id: 'm1',
        name: 'First',
        email: 'm2@x',
        billingId: 'cus_m3',
        metadata: { a: 1, b: 2, c: 3 },
        identities: ['m1', 'm2', 'm3'],
      },
      usage: {
        before: [
          { id: 'm1', data: [] },
          { id: 'm2', data: [{ featureId: 'seats', used: 2, records: 1 }] },
          { id: 'm3', data: [{ featureId: 'seats', used: 3, records: 1 }] },
        ],
        after: [{ featureId: 'seats', used: 5, records: 2 }],
      },
    });
    expect(await Promise.all(['m1', 'm2', 'm3'].map(read))).toEqual(before);

    const done = await merge({ ids: ['m3', 'm1', 'm2'] });
    expect(steady(done.body.user)).toEqual(steady(dry.body.user));
    expect(done.body.usage).toEqual(dry.body.usage);
    for (const id of ['m1', 'm2', 'm3']) {
      expect(await read(id)).toEqual(done.body.user);
      expect(await used(id)).toBe(5);
    }
    await use('m2', 10);
    expect(await used('m1')).toBe(15);
    expect((await server.call('GET', '/api/users/m1/usage')).body.data).toMatchObject([{ used: 15 }]);

    const listed = (key: string) => pagesOf(server, `/api/merges?survivorKey=${key}`, 1);
    const [m1, m2, m3] = before.map(({ key, id, name, email }) => ({ key, id, name, email }));
    expect(await listed(m2!.key)).toEqual([]);
    const [made, ...more] = await listed(m1!.key);
    expect(more).toEqual([]);
    expect(made).toEqual({ ...done.body.merge, survivor: { ...m1, email: 'm2@x' }, merged: [m2, m3] });

    const undone = await undo(done.body.merge.id);
    expect(undone.status).toBe(200);
    expect(undone.body.merge).toMatchObject({ survivor: m1, merged: [m2, m3] });
    expect((await Promise.all(['m1', 'm2', 'm3'].map(read))).map(steady)).toEqual(before.map(steady));
    expect(await Promise.all(['m1', 'm2', 'm3'].map(used))).toEqual([0, 12, 3]);
    expect(undone.body.merge).toMatchObject({ id: done.body.merge.id, undoneAt: expect.any(String) });
    expectProblem(await undo(done.body.merge.id), 409, 'merge_undone');
    expect((await server.call('GET', '/api/conservation?verify=full')).body.balanced).toBe(true);
  });

  test('can be undone after later changes, which stay where they came', async () => {
    await create({ id: 'l1' });
    await create({ id: 'l2', email: 'l2@x', name: 'L2' });
    const { merge: made } = (await merge({ ids: ['l1', 'l2'] })).body;
    await server.call('POST', '/v1/identify', { userId: 'l2', traits: { name: 'Later' } });
    await server.settled();
    expect(await read('l1')).toMatchObject({ name: 'Later', email: 'l2@x' });
    await undo(made.id);
    expect(await read('l1')).toMatchObject({ name: 'Later', email: null });
    expect(await read('l2')).toMatchObject({ name: 'L2', email: 'l2@x' });
  });

  test('of merges is undone from the last to the first', async () => {
    for (const id of ['c1', 'c2', 'c3']) await create({ id, email: `${id}@x` });
    const first = (await merge({ ids: ['c2', 'c3'] })).body.merge.id;
    const second = (await merge({ ids: ['c1', 'c3'] })).body.merge.id;
    expect((await read('c3')).identities).toEqual(['c1', 'c2', 'c3']);
    expectProblem(await undo(first), 409, 'survivor_merged');
    // The user that the first merge kept is gone; the merge still says who it was.
    const gone = { survivor: { id: 'c2', email: 'c2@x' }, merged: [{ id: 'c3', email: 'c3@x' }] };
    expect((await server.call('GET', `/api/merges/${first as string}`)).body).toMatchObject(gone);
    await undo(second);
    await undo(first);
    for (const id of ['c1', 'c2', 'c3']) {
      expect(await read(id)).toMatchObject({ id, email: `${id}@x`, identities: [id] });
    }
  });

  test('takes users without an id by their key; an import that is older gets the id', async () => {
    const imported = await create({ origin: 'chargebee', billingId: 'cb_1', email: 'k@x' });
    await create({ id: 'k1', email: 'k@x' });
    const { body } = await merge({ ids: ['k1'], keys: [imported.key] });
    expect(body.user).toMatchObject({
      key: imported.key,
      id: 'k1',
      billingId: 'cb_1',
      billingProvider: 'chargebee',
    });
    await undo(body.merge.id);
    expect(await read('k1')).toMatchObject({ id: 'k1', billingId: null });
    const back = await server.call('GET', `/api/users/${imported.key}?by=key`);
    expect(steady(back.body)).toEqual({ ...steady(imported), identities: [] });
  });

  test('that an identify call made can be undone, and is not made again', async () => {
    const imported = await create({ origin: 'stripe', billingId: 'cus_auto', email: 'auto@x', name: 'I' });
    await create({ id: 'a1' });
    const identify = async () => {
      await server.call('POST', '/v1/identify', { userId: 'a1', traits: { email: 'auto@x' } });
      await server.settled();
    };
    await identify();
    expect(await read('a1')).toMatchObject({ billingId: 'cus_auto', name: 'I' });
    const [made] = (await server.call('GET', '/api/merges')).body.data;
    expect(made).toMatchObject({ automatic: true, mergedKeys: [imported.key] });
    await undo(made.id);
    expect(await read('a1')).toMatchObject({ billingId: null, name: null, email: 'auto@x' });
    await identify();
    expect(await read('a1')).toMatchObject({ billingId: null });
    const flagged = await pagesOf(server, '/api/users?flag=same_email', 2);
    expect(flagged.filter(({ email }) => email === 'auto@x').map(({ id }) => id)).toEqual([null, 'a1']);
  });

  test('is refused for unknown users, for one user twice, and across environments', async () => {
    await create({ id: 'r1' });
    await create({ id: 'r2' });
    expectProblem(await merge({ ids: ['r1', 'nobody'] }), 404, 'user_not_found');
    expectProblem(await merge({ ids: ['r1'], keys: ['nobody'] }), 404, 'user_not_found');
    expectProblem(await merge({ ids: ['r1', 'r1'] }), 409, 'same_user');
    expectProblem(await merge({ ids: ['r1'] }), 400, 'invalid_input', ['ids']);
    expectProblem(await merge({ ids: ['r1', ''], dryRun: 'x', more: 1 }), 400, 'invalid_input', [
      'ids.1',
      'dryRun',
      'more',
    ]);
    const other = await server.call('POST', '/api/users/merge', { ids: ['r1', 'r2'] }, server.liveKey);
    expectProblem(other, 404, 'user_not_found');
    expectProblem(await undo(noId), 404, 'merge_not_found');
    expectProblem(await undo('x'), 404, 'merge_not_found');
    const { merge: made } = (await merge({ ids: ['r1', 'r2'] })).body;
    const elsewhere = await server.call('POST', `/api/merges/${made.id}/undo`, undefined, server.liveKey);
    expectProblem(elsewhere, 404, 'merge_not_found');
    expect((await server.call('GET', `/api/merges/${made.id}`)).body).toEqual(made);
    const read = await server.call('GET', `/api/merges/${made.id}`, undefined, server.liveKey);
    expectProblem(read, 404, 'merge_not_found');
    expect((await pagesOf(server, '/api/merges', 2))[0]).toEqual(made);
    for (const [method, path] of [
      ['POST', '/api/users/merge'],
      ['GET', '/api/merges'],
      ['POST', `/api/merges/${made.id}/undo`],
    ] as const) {
      expectProblem(await server.call(method, path, undefined, 'none'), 401, 'unauthenticated');
    }
  });
});

describe('deleting a user', () => {
  test('removes the person everywhere and keeps the usage under its identities', async () => {
    await create({ id: 'd1', name: 'Secret One', email: 'secret1@x' });
    await create({
      id: 'd2',
      name: 'Secret Two',
      email: 'secret2@x',
      billingId: 'cus_secret',
      metadata: { secret: 1 },
    });
    await use('d1', 1);
    await use('d2', 2);
    await merge({ ids: ['d1', 'd2'] });
    const { status, body } = await server.call('DELETE', '/api/users/d2');
    expect(status).toBe(200);
    expect(body).toEqual({
      deleted: { key: expect.any(String), id: 'd1' },
      keptUsage: { identities: ['d1', 'd2'], data: [{ featureId: 'seats', used: 3, records: 2 }] },
    });
    expectProblem(await server.call('GET', '/api/users/d1'), 404, 'user_not_found');
    expect(await used('d1')).toBe(1);
    for (const name of ['users', 'identities', 'email_groups', 'user_merges']) {
      const rows = await server.sql(`select from ${name} t where t::text ilike '%secret%'`);
      expect({ name, rows: rows.length }).toEqual({ name, rows: 0 });
    }
    await use('d2', 5);
    expect(await read('d2')).toMatchObject({ id: 'd2', name: null, email: null, identities: ['d2'] });
    expect(await used('d2')).toBe(7);
    expectProblem(await server.call('DELETE', '/api/users/d1'), 404, 'user_not_found');
    expectProblem(
      await server.call('DELETE', '/api/users/d2', undefined, server.liveKey),
      404,
      'user_not_found',
    );
    expect((await server.call('GET', '/api/conservation?verify=full')).body.balanced).toBe(true);
  });
});
