import type { Company } from './company.js';

/** What the billing team exported before the first call: customers without ids, among rows that cannot be taken. */
export function firstCustomerFile({ people, customers, twice }: Company): string {
  const paying = people.filter(({ billingKnownBy }) => billingKnownBy === 'file');
  const rows = paying.map(({ name, email, billingId }) => ['', name, email, billingId ?? '']);
  return csv([
    ...rows,
    ['', twice.name, twice.email, `${twice.billingId ?? ''}B`],
    ['', 'A row without id email and billing id', '', ''],
    ['', 'An email of no user without billing id', 'typo@example.org', ''],
    ['u'.repeat(300), 'An id that is too long', 'long.id@example.org', ''],
    ...customers.toReversed().map(({ name, email, billingId }) => ['', name, email, billingId]),
  ]);
}

/** The one customer of an email that two users share: nobody can tell whose it is. */
export const sharedCustomer = ({ doubles }: Company) => {
  const { name, email } = doubles[2]!.first;
  return { name, email, billingId: 'cus_DemoShared' };
};

/** What they sent after three months: billing ids beside the product's own ids. */
export function secondCustomerFile(company: Company): string {
  const { people } = company;
  const missing = people.filter(({ billingId, billingKnownBy }) => billingId && billingKnownBy === 'nobody');
  const half = missing.slice(0, Math.ceil(missing.length / 2));
  const [byEmail] = missing.slice(half.length);
  const known = people.filter(({ billingKnownBy }) => billingKnownBy === 'trait').slice(0, 20);
  const shared = sharedCustomer(company);
  return csv([
    ...[...half, ...known].map(({ id, name, email, billingId }) => [id, name, email, billingId ?? '']),
    ...(byEmail ? [['', byEmail.name, byEmail.email, byEmail.billingId ?? '']] : []),
    ['', 'Nobody', '', ''],
    ['', shared.name, shared.email, shared.billingId],
  ]);
}

/** No cell here needs quotes. */
const csv = (rows: readonly string[][]): string =>
  [['id', 'name', 'email', 'billingId'], ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
