import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { emailKey, mergePatches } from './identify.js';
import type { UserState } from './user.js';
import { type IdentifyCall, type CallOutcome, UserBook, type UserCall } from './user-book.js';
import { type IdentityPatch, UserRepository } from './user.repository.js';

/** An identify call of a batch. */
export type BatchCall = Omit<IdentifyCall, 'kind' | 'partition'> & { environment: EnvironmentId };

const environments = [1, 2] as const satisfies EnvironmentId[];

/**
 * Applies calls to users. Locks are taken in one order everywhere: partitions, users that have an id, emails, imports.
 * All that a decision looks at is locked, so calls that come at once end as some order of them would.
 */
@Injectable()
export class UserChanges {
  constructor(private readonly users: UserRepository) {}

  /** The identify calls of a batch, in order. The caller holds the partition; the users are there. */
  async identify(sql: Sql, partition: number, calls: readonly BatchCall[]): Promise<void> {
    const byIdentity = new Map<string, BatchCall[]>();
    for (const call of calls) {
      const name = `${call.environment}:${call.identity}`;
      const same = byIdentity.get(name);
      if (same) same.push(call);
      else byIdentity.set(name, [call]);
    }
    const own = [...byIdentity.values()];
    const patches = own.map((same): IdentityPatch => {
      const { environment, identity } = same[0]!;
      return { environment, identity, ...same.map(({ patch }) => patch).reduce(mergePatches) };
    });
    const news = await this.users.saysSomething(sql, partition, patches);
    const wanted = new Set(own.filter((same, n) => news.has(n) || changesEmail(same)).flat());
    for (const environment of environments) {
      const here = calls.filter((call) => call.environment === environment && wanted.has(call));
      await this.apply(
        sql,
        environment,
        here.map((call) => ({ ...call, kind: 'identify', partition })),
      );
    }
  }

  /** Calls in order; what each came to. Of identify calls, the caller holds the partitions, and the users are there. */
  async apply(sql: Sql, environment: EnvironmentId, calls: readonly UserCall[]): Promise<CallOutcome[]> {
    if (calls.length === 0) return [];
    const { book, owners, emails } = await this.open(sql, environment, calls);
    const outcomes = calls.map((call) =>
      call.kind === 'identify' ? book.identify(owners.get(call.identity)!, call) : book.customer(call),
    );
    await this.write(sql, environment, book, emails);
    return outcomes;
  }

  /** Locks and loads everybody whom the calls may touch or must know of. */
  private async open(sql: Sql, environment: EnvironmentId, calls: readonly UserCall[]) {
    const identified = calls.filter((call) => call.kind === 'identify');
    const customers = calls.filter((call) => call.kind === 'customer');
    const unique = new Map(identified.map(({ partition, identity }) => [identity, { partition, identity }]));
    const named = await this.users.lockByIdentity(sql, environment, [...unique.values()]);
    const owners = new Map(named.map(({ identity, key }) => [identity, key]));
    const loaded = new Map<string, UserState>(named.map(({ identity: _, ...user }) => [user.key, user]));

    const billingIds = [...new Set(customers.flatMap(({ billingId }) => billingId ?? []))];
    const billed = await this.users.keysByBillingId(sql, environment, billingIds);
    const emailsOf = (some: readonly UserCall[]) =>
      some.flatMap((call) => emailKey(call.kind === 'identify' ? call.patch.email : call.email) ?? []);
    // A customer may go into a user that has its email: locked before the emails, as all users with an id.
    const mates = await this.users.keysByEmail(sql, environment, [...new Set(emailsOf(customers))], []);
    const load = (users: readonly { key: string }[]) =>
      this.load(
        sql,
        environment,
        loaded,
        users.map(({ key }) => key),
      );
    await load([...billed, ...mates].filter(({ isImport }) => !isImport));

    const groups = await this.users.lockEmails(sql, environment, [
      ...emailsOf(calls),
      ...emailKeys(loaded.values()),
      ...billed.flatMap((user) => user.emailKey ?? []),
    ]);
    await load(billed);
    // Beyond two others nothing is merged, whoever they are: they need not be known.
    let unloaded = strangers(groups, loaded.values());
    const few = [...unloaded].filter(([, users]) => users === 1 || users === 2).map(([email]) => email);
    const holders = await this.users.keysByEmail(sql, environment, few, [...loaded.keys()]);
    // Of others with an id an identify call need only know that they are there; locking them would be out of order.
    await load(holders.filter(({ isImport }) => isImport || customers.length > 0));
    // An import whose email changed between the look and the lock.
    const late = emailKeys(loaded.values()).filter((email) => !groups.has(email));
    for (const [email, users] of await this.users.lockEmails(sql, environment, late))
      groups.set(email, users);
    unloaded = strangers(groups, loaded.values());

    const { keys, now } = await this.fresh(sql, customers.length);
    const apart = loaded.size > 1 ? await this.users.apart(sql, [...loaded.keys()]) : new Set<string>();
    const book = new UserBook([...loaded.values()], unloaded, apart, keys, now);
    return { book, owners, emails: [...groups.keys()] };
  }

  private async load(
    sql: Sql,
    environment: EnvironmentId,
    loaded: Map<string, UserState>,
    keys: readonly string[],
  ): Promise<void> {
    const missing = [...new Set(keys)].filter((key) => !loaded.has(key));
    if (missing.length === 0) return;
    for (const user of await this.users.lockByKey(sql, environment, missing)) loaded.set(user.key, user);
  }

  private fresh(sql: Sql, count: number) {
    return count > 0 ? this.users.freshKeys(sql, count) : Promise.resolve({ keys: [], now: '' });
  }

  private async write(
    sql: Sql,
    environment: EnvironmentId,
    book: UserBook,
    emails: readonly string[],
  ): Promise<void> {
    const standing = (keys: Iterable<string>) =>
      [...keys].filter((key) => !book.deleted.has(key)).map((key) => book.get(key));
    await this.users.recordAbsorptions(sql, environment, book.absorptions);
    await this.users.moveIdentities(sql, book.moves());
    // Before the writes: an id that goes to another row is free by then.
    await this.users.delete(
      sql,
      [...book.deleted].filter((key) => !book.created.has(key)),
    );
    await this.users.insert(sql, environment, standing(book.created));
    await this.users.update(
      sql,
      standing(book.changed).filter(({ key }) => !book.created.has(key)),
    );
    await this.users.forgetEmails(
      sql,
      environment,
      emails.filter((email) => !book.isHeld(email)),
    );
  }
}

const emailKeys = (users: Iterable<UserState>): string[] =>
  [...users].flatMap((user) => emailKey(user.email) ?? []);

/** How many users have each email beside those that are loaded. */
function strangers(groups: ReadonlyMap<string, number>, loaded: Iterable<UserState>): Map<string, number> {
  const left = new Map(groups);
  for (const email of emailKeys(loaded)) {
    const users = left.get(email);
    if (users !== undefined) left.set(email, users - 1);
  }
  return left;
}

/** Whether the calls of one identity bring up more than one email: each may take an import over. */
const changesEmail = (calls: readonly BatchCall[]): boolean =>
  new Set(calls.flatMap(({ patch }) => emailKey(patch.email) ?? [])).size > 1;
