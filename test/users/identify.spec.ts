import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pagesOf } from '../api/support.js';
import { startTestServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

interface Person {
  id: string | null;
  email?: string | null;
  name?: string | null;
  billingId?: string | null;
  origin?: string | null;
}

const user = (id: string, email: string | null, more: Partial<Person> = {}): Person => ({
  id,
  email,
  ...more,
});
const imported = (email: string, billingId: string | null, more: Partial<Person> = {}): Person => ({
  id: null,
  email,
  billingId,
  origin: 'stripe',
  ...more,
});

/** Each row: who is there, what the call says of user 1, and who is there afterwards, in the order of creation. */
const table: { name: string; before: Person[]; traits: object; after: Person[]; sharing: number }[] = [
  {
    name: '1: A without email, nobody else: A updated',
    before: [user('1', null)],
    traits: { email: 'x', name: 'N' },
    after: [user('1', 'x', { name: 'N' })],
    sharing: 0,
  },
  {
    name: '2: A without email, B has it: A updated, B untouched',
    before: [user('1', null), user('2', 'x')],
    traits: { email: 'x' },
    after: [user('1', 'x'), user('2', 'x')],
    sharing: 2,
  },
  {
    name: '3: A and B have it: A updated',
    before: [user('1', 'x'), user('2', 'x')],
    traits: { email: 'x', name: 'N' },
    after: [user('1', 'x', { name: 'N' }), user('2', 'x')],
    sharing: 2,
  },
  {
    name: '4: A and B have another: A updated',
    before: [user('1', 'z'), user('2', 'z')],
    traits: { email: 'x' },
    after: [user('1', 'x'), user('2', 'z')],
    sharing: 0,
  },
  {
    name: '5: no A, B has it: A created with the same email',
    before: [user('3', 'x')],
    traits: { email: 'x' },
    after: [user('3', 'x'), user('1', 'x')],
    sharing: 2,
  },
  {
    name: '6: A has another, B has it: A updated',
    before: [user('1', 'z'), user('3', 'x')],
    traits: { email: 'x' },
    after: [user('1', 'x'), user('3', 'x')],
    sharing: 2,
  },
  {
    name: '7: A without email, import B: merged, id of A, billing id of B',
    before: [user('1', null, { name: 'A' }), imported('x', 'cus_b', { name: 'B' })],
    traits: { email: 'x' },
    after: [user('1', 'x', { name: 'A', billingId: 'cus_b', origin: 'stripe' })],
    sharing: 0,
  },
  {
    name: '8: no A, import B: B becomes user 1',
    before: [imported('x', 'cus_b', { name: 'B' })],
    traits: { email: 'x' },
    after: [user('1', 'x', { name: 'B', billingId: 'cus_b', origin: 'stripe' })],
    sharing: 0,
  },
  {
    name: '9: no A, import B and C: A created',
    before: [imported('x', 'cus_b'), user('2', 'x')],
    traits: { email: 'x' },
    after: [imported('x', 'cus_b'), user('2', 'x'), user('1', 'x')],
    sharing: 3,
  },
  {
    name: '10: A has another, import B and C: A updated',
    before: [user('1', 'z'), imported('x', 'cus_b'), user('2', 'x')],
    traits: { email: 'x' },
    after: [user('1', 'x'), imported('x', 'cus_b'), user('2', 'x')],
    sharing: 3,
  },
  {
    name: 'A has it already, import B: merged',
    before: [user('1', 'x'), imported('x', 'cus_b')],
    traits: { email: 'x' },
    after: [user('1', 'x', { billingId: 'cus_b', origin: 'stripe' })],
    sharing: 0,
  },
  {
    name: 'A has another, import B: merged',
    before: [user('1', 'z'), imported('x', 'cus_b')],
    traits: { email: 'x' },
    after: [user('1', 'x', { billingId: 'cus_b', origin: 'stripe' })],
    sharing: 0,
  },
  {
    name: 'two imports have it: none is merged',
    before: [imported('x', 'cus_b'), imported('x', 'cus_c')],
    traits: { email: 'x' },
    after: [imported('x', 'cus_b'), imported('x', 'cus_c'), user('1', 'x')],
    sharing: 3,
  },
  {
    name: 'A and the import have billing ids that differ: not merged',
    before: [user('1', null, { billingId: 'cus_a' }), imported('x', 'cus_b')],
    traits: { email: 'x' },
    after: [user('1', 'x', { billingId: 'cus_a' }), imported('x', 'cus_b')],
    sharing: 2,
  },
  {
    name: 'the call and the import have billing ids that differ: not merged',
    before: [imported('x', 'cus_b')],
    traits: { email: 'x', billingUserId: 'cus_a' },
    after: [imported('x', 'cus_b'), user('1', 'x', { billingId: 'cus_a' })],
    sharing: 2,
  },
  {
    name: 'A and the import have the same billing id: merged',
    before: [user('1', null, { billingId: 'cus_b' }), imported('x', 'cus_b')],
    traits: { email: 'x' },
    after: [user('1', 'x', { billingId: 'cus_b', origin: 'stripe' })],
    sharing: 0,
  },
  {
    name: 'emails compare trimmed and without case, and stay as they were sent',
    before: [imported('Ada@Example.com ', 'cus_b')],
    traits: { email: ' ada@example.COM' },
    after: [user('1', ' ada@example.COM', { billingId: 'cus_b', origin: 'stripe' })],
    sharing: 0,
  },
  {
    name: 'absent, null and empty traits erase nothing; others than the three are dropped',
    before: [user('1', 'x', { name: 'A', billingId: 'cus_a' })],
    traits: { name: '', email: null, billingId: ' ', plan: 'pro', id: '9' },
    after: [user('1', 'x', { name: 'A', billingId: 'cus_a' })],
    sharing: 0,
  },
  {
    name: 'billingId is taken as billingUserId is',
    before: [],
    traits: { billingId: 'cus_a' },
    after: [user('1', null, { billingId: 'cus_a' })],
    sharing: 0,
  },
  {
    name: 'a call without email takes no import over, though its user has that email',
    before: [user('1', 'x'), imported('x', 'cus_b')],
    traits: { name: 'N' },
    after: [user('1', 'x', { name: 'N' }), imported('x', 'cus_b')],
    sharing: 2,
  },
];

/** Makes ids and texts a row's own, so that all rows can live in one database. */
const own = (row: number) => {
  const mark = (value: string | null | undefined) => (value == null ? null : `${value}~${row}`);
  return {
    mark,
    person: ({ id, email, name, billingId, origin }: Person) => ({
      id: mark(id),
      name: mark(name),
      email: email == null ? null : email.replace(/\S+/, (text) => mark(text)!),
      billingId: mark(billingId),
      origin: origin ?? null,
    }),
  };
};

describe('an identify call', () => {
  test.each(table.map((row, index) => ({ ...row, index })))(
    '$name',
    async ({ before, traits, after, sharing, index }) => {
      const { mark, person } = own(index);
      for (const one of before) {
        expect(await server.call('POST', '/api/users', person(one))).toMatchObject({ status: 201 });
      }
      const flagsBefore = (await server.call('GET', '/api/users/flags')).body;
      const had = sharingOf(before.map(person));
      const sent = Object.fromEntries(
        Object.entries(traits).map(([trait, value]) => [
          trait,
          typeof value === 'string' ? value.replace(/\S+/, (text) => mark(text)!) : value,
        ]),
      );
      await server.call('POST', '/v1/identify', { userId: mark('1'), traits: sent });
      await server.settled();

      const all = await pagesOf(server, '/api/users', 200);
      const mine = all.filter(({ id, email, billingId }) =>
        [id, email, billingId].some((text) => text?.trim().endsWith(`~${index}`)),
      );
      const shown = ({ id, name, email, billingId, origin }: any) => ({ id, name, email, billingId, origin });
      expect(mine.map(shown)).toEqual(after.map(person));

      const flags = (await server.call('GET', '/api/users/flags')).body;
      expect(flags.users - flagsBefore.users).toBe(after.length - before.length);
      expect(flags.same_email - flagsBefore.same_email).toBe(sharing - had);
      const flagged = await pagesOf(server, '/api/users?flag=same_email', 200);
      expect(flagged).toHaveLength(flags.same_email);
      expect(flagged.filter(({ email }) => email.trim().endsWith(`~${index}`))).toHaveLength(sharing);
      const unbilled = await pagesOf(server, '/api/users?flag=no_billing', 200);
      expect(unbilled).toHaveLength(flags.no_billing);
      expect(unbilled).toEqual(all.filter(({ billingId }) => billingId === null));
    },
  );

  const sharingOf = (people: { email: string | null }[]) => {
    const emails = people.flatMap(({ email }) => email?.trim().toLowerCase() ?? []);
    return emails.filter((email) => emails.filter((other) => other === email).length > 1).length;
  };

  test('acts in its order within one batch, tracks before it included', async () => {
    const importOf = (email: string, billingId: string) =>
      server.call('POST', '/api/users', { origin: 'stripe', email, billingId });
    await importOf('first@b', 'cus_first');
    await importOf('second@b', 'cus_second');
    await importOf('third@b', 'cus_third');
    const identify = (userId: string, traits: object) => ({ type: 'identify', userId, traits });
    await server.call('POST', '/v1/batch', {
      batch: [
        { type: 'track', userId: 'b1', event: 'Seen' },
        identify('b1', { email: 'first@b' }),
        identify('b1', { email: 'second@b' }),
        identify('b2', { email: 'third@b' }),
        identify('b3', { email: 'third@b' }),
      ],
    });
    await server.settled();
    const read = async (id: string) => (await server.call('GET', `/api/users/${id}`)).body;
    // It took the first import over, and then held a billing id that the second one contradicts.
    expect(await read('b1')).toMatchObject({ email: 'second@b', billingId: 'cus_first' });
    const left = (await server.call('GET', '/api/users?email=second@b')).body.data;
    expect(left.map(({ id }: any) => id)).toEqual([null, 'b1']);
    const third = await Promise.all(['b2', 'b3'].map(read));
    expect(third.map(({ billingId }) => billingId).sort()).toEqual(['cus_third', null]);
  });
});
