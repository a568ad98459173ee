import type { Settings } from '#libs/kana';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expectProblem, pagesOf } from '../api/support.js';
import { queueBackends, startTestServer, type TestServer, until } from '../harness.js';
import { BillingProviders } from './billing-providers.js';

const providers = new BillingProviders();
let settings: Partial<Settings>;
beforeAll(async () => {
  settings = await providers.listen();
});
afterAll(() => providers.close());
beforeEach(() => {
  Object.assign(providers, { customers: [], troubles: [] });
});

describe.each(queueBackends)('imports with the queue in %s', (queue) => {
  describe.each(['stripe', 'chargebee'] as const)('from %s', (provider) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer({
        queue,
        settings: {
          ...settings,
          STRIPE_LIVE_API_KEY: 'wrong',
          CHARGEBEE_LIVE_SITE: 'kana',
          CHARGEBEE_LIVE_API_KEY: 'wrong',
        },
      });
    });
    afterAll(() => server.stop());

    const idOf = (n: number | string) => (provider === 'stripe' ? `cus_${n}` : `cb_${n}`);
    const run = async (key = server.testKey): Promise<any> => {
      const { status, body } = await server.call('POST', '/api/imports', { provider }, key);
      expect(status).toBe(202);
      let found: any;
      await until(async () => {
        found = (await server.call('GET', `/api/imports/${body.id}`, undefined, key)).body;
        return ['done', 'failed'].includes(found.state);
      });
      return found;
    };

    test('customers become users once, through pages, 429 and 500, however often they are imported', async () => {
      providers.customers = Array.from({ length: 250 }, (_, n) => ({
        id: idOf(n),
        name: `First${n} Last`,
        email: `c${n}@${provider}`,
      }));
      providers.troubles = [500, 429, 200, 500, 200, 503, 429];
      expect(await run()).toMatchObject({
        source: provider,
        state: 'done',
        rows: 250,
        created: 250,
        failed: 0,
      });
      const users = await pagesOf(server, '/api/users', 200);
      expect(users).toHaveLength(250);
      expect(users.find(({ billingId }) => billingId === idOf(7))).toMatchObject({
        id: null,
        name: 'First7 Last',
        email: `c7@${provider}`,
        origin: provider,
        billingProvider: provider,
      });
      expect(await run()).toMatchObject({ rows: 250, created: 0, updated: 0, unchanged: 250 });
      providers.customers[7]!.name = 'New Name';
      expect(await run()).toMatchObject({ updated: 1, unchanged: 249 });
      expect(await pagesOf(server, '/api/users', 200)).toHaveLength(250);
    });

    test('a customer goes to the user with its billing id, else to the only one with its email', async () => {
      await server.call('POST', '/api/users', { id: 'p1', billingId: idOf('p1') });
      await server.call('POST', '/api/users', { id: 'p2', email: 'P2@x' });
      await server.call('POST', '/api/users', { id: 'p3', email: 'p3@x', billingId: idOf('other') });
      await server.call('POST', '/api/users', { id: 'p4', email: 'p4@x' });
      await server.call('POST', '/api/users', { id: 'p5', email: 'p4@x' });
      providers.customers = ['p1', 'p2', 'p3', 'p4'].map((id) => ({
        id: idOf(id),
        name: `N ${id}`,
        email: `${id}@x`,
      }));
      expect(await run()).toMatchObject({ rows: 4, updated: 1, merged: 1, created: 2 });
      const read = async (id: string) => (await server.call('GET', `/api/users/${id}`)).body;
      expect(await read('p1')).toMatchObject({ name: 'N p1', email: 'p1@x' });
      expect(await read('p2')).toMatchObject({
        name: 'N p2',
        email: 'P2@x',
        billingId: idOf('p2'),
        origin: provider,
      });
      expect(await read('p3')).toMatchObject({ name: null, billingId: idOf('other') });
      const flagged = await pagesOf(server, '/api/users?flag=same_email', 200);
      expect(flagged.map(({ id }) => id)).toEqual(['p3', null, 'p4', 'p5', null]);
      expect(await run()).toMatchObject({ created: 0, merged: 0, updated: 0, unchanged: 4 });
    });

    test('an identify call takes a customer over, and later imports know it', async () => {
      providers.customers = [{ id: idOf('taken'), name: 'T T', email: 'taken@x' }];
      await run();
      await server.call('POST', '/v1/identify', { userId: 't1', traits: { email: 'taken@x', name: 'Own' } });
      await server.settled();
      expect(await run()).toMatchObject({ unchanged: 1 });
      expect((await server.call('GET', '/api/users/t1')).body).toMatchObject({
        name: 'Own',
        billingId: idOf('taken'),
      });
    });

    test('a refused key ends the import with a reason that does not tell it', async () => {
      const failed = await run(server.liveKey);
      expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching('refused the key') });
      expect(JSON.stringify(failed)).not.toContain('wrong');
    });

    if (provider === 'stripe') {
      test('a customer whose id is none of Stripe is reported', async () => {
        providers.customers = [{ id: 'x1' }, { id: 'cus_x2' }];
        const done = await run();
        expect(done).toMatchObject({ rows: 2, created: 1, failed: 1 });
        const response = await fetch(`${server.origin}/api/imports/${done.id as string}/report`, {
          headers: { authorization: `Bearer ${server.testKey}` },
        });
        expect(await response.text()).toBe('line,reason\r\n1,x1 is no customer id of Stripe: cus_…\r\n');
      });
    }
  });
});

test('an import is refused without the provider, its key in the settings, or an API key', async () => {
  const server = await startTestServer({ worker: false });
  const begin = (body: object, key?: string) => server.call('POST', '/api/imports', body, key);
  expectProblem(await begin({ provider: 'stripe' }), 409, 'provider_not_set');
  expectProblem(await begin({ provider: 'chargebee' }), 409, 'provider_not_set');
  expectProblem(await begin({ provider: 'paypal', more: 1 }), 400, 'invalid_input', ['provider', 'more']);
  expectProblem(await begin({ provider: 'stripe' }, 'none'), 401, 'unauthenticated');
  await server.stop();
});
