import { agree, decide, emailKey, type UserPatch } from './identify.js';
import type { BillingProvider, UserState } from './user.js';

/** An identify call, or a row that means the same. */
export interface IdentifyCall {
  kind: 'identify';
  partition: number;
  identity: string;
  patch: UserPatch;
  /** The first that is heard of the identity: its user was made for this call. */
  absent: boolean;
}

/** A customer of a billing provider, or a row without an external id. */
export interface CustomerCall {
  kind: 'customer';
  name: string | null;
  email: string | null;
  billingId: string | null;
  /** Null: an existing user is updated, none is created. */
  origin: BillingProvider | null;
}

export type UserCall = IdentifyCall | CustomerCall;

/** `ambiguous`: nothing tells which user is meant, and none was created. */
export type CallOutcome = 'created' | 'updated' | 'merged' | 'unchanged' | 'ambiguous';

/** An import that went into another user, with what is needed to take it out again. */
export interface Absorption {
  before: UserState;
  after: UserState;
  merged: UserState;
}

/**
 * The users that some calls are about, in memory: calls are applied one after the other, then the differences are
 * written at once. The caller holds the locks of the users and of their emails, so nothing changes meanwhile.
 */
export class UserBook {
  private readonly users = new Map<string, UserState>();
  private readonly byEmail = new Map<string, Set<string>>();
  private readonly byBillingId = new Map<string, Set<string>>();
  /** A user that became another one. */
  private readonly became = new Map<string, string>();

  readonly created = new Set<string>();
  readonly changed = new Set<string>();
  readonly deleted = new Set<string>();
  readonly absorptions: Absorption[] = [];

  constructor(
    users: readonly UserState[],
    /** By email key: how many more users have it than were loaded. They are too many for any merge. */
    private readonly unloaded: ReadonlyMap<string, number>,
    /** `key:key` of users that a person took apart. */
    private readonly apart: ReadonlySet<string>,
    /** Keys for users to create. */
    private readonly freshKeys: string[],
    private readonly now: string,
  ) {
    for (const user of users) this.put({ ...user });
  }

  get(key: string): UserState {
    return this.users.get(this.owner(key))!;
  }

  /** The user that owns what belonged to `key`. */
  owner(key: string): string {
    const next = this.became.get(key);
    return next === undefined ? key : this.owner(next);
  }

  moves(): { from: string; to: string }[] {
    return [...this.became.keys()].map((from) => ({ from, to: this.owner(from) }));
  }

  /** Emails that a call brought up and that nobody has in the end. */
  isHeld(email: string): boolean {
    return (this.byEmail.get(email)?.size ?? 0) + (this.unloaded.get(email) ?? 0) > 0;
  }

  identify(key: string, { patch, absent }: Pick<IdentifyCall, 'patch' | 'absent'>): CallOutcome {
    const user = this.get(key);
    const email = emailKey(patch.email);
    const others = this.holders(email, user);
    const decision = decide({ ...patch, email }, absent ? null : user, others);
    if (decision.action === 'become') {
      const found = this.users.get(decision.import)!;
      this.remove(user);
      this.became.set(user.key, found.key);
      this.change(found, { ...patched(found, patch), id: user.id });
      return 'merged';
    }
    const changed = this.change(user, patched(user, patch));
    if (decision.action === 'merge') {
      this.absorb(user.key, decision.import);
      return 'merged';
    }
    return absent ? 'created' : changed ? 'updated' : 'unchanged';
  }

  customer(call: CustomerCall): CallOutcome {
    const known = this.matched(call);
    if (known && known.id !== null) {
      const gaps = { name: known.name ?? call.name, email: known.email ?? call.email };
      const billingId = known.billingId ?? call.billingId;
      return this.change(known, { ...known, ...gaps, billingId }) ? 'updated' : 'unchanged';
    }
    const email = emailKey(call.email ?? known?.email ?? null);
    const others = this.holders(email, known ?? null);
    const [other] = others;
    const mergeable = others.length === 1 && other!.id !== null && !other!.apart;
    if (mergeable && agree(other!.billingId, call.billingId ?? known?.billingId ?? null)) {
      if (known) this.change(known, this.update(known, call));
      const imported = known ?? this.create(call);
      const user = this.get(other!.key);
      if (!imported) return this.change(user, fill(user, call)) ? 'updated' : 'unchanged';
      this.absorb(user.key, imported.key);
      return 'merged';
    }
    if (known) return this.change(known, this.update(known, call)) ? 'updated' : 'unchanged';
    return this.create(call) ? 'created' : 'ambiguous';
  }

  /** By the billing id; without one by the email, where that leaves no choice. */
  private matched(call: CustomerCall): UserState | undefined {
    if (call.billingId !== null) {
      const keys = [...(this.byBillingId.get(call.billingId) ?? [])];
      const users = keys.map((key) => this.users.get(key)!).sort(byAge);
      return users.find(({ id }) => id === null) ?? users[0];
    }
    const holders = this.holders(emailKey(call.email), null);
    const only = holders.length === 1 ? this.users.get(holders[0]!.key) : undefined;
    return only?.id === null ? only : undefined;
  }

  /** What the provider says of an import; what it does not say stays. */
  private update(user: UserState, call: CustomerCall): UserState {
    return { ...user, name: call.name ?? user.name, email: call.email ?? user.email };
  }

  private create({ name, email, billingId, origin }: CustomerCall): UserState | null {
    if (origin === null) return null;
    const key = this.freshKeys.pop()!;
    const user = { key, id: null, name, email, billingId, origin, metadata: {}, createdAt: this.now };
    this.put(user);
    this.created.add(key);
    return user;
  }

  /** The import goes into the user: gaps are filled, nothing of the user's own changes. */
  private absorb(into: string, imported: string): void {
    const user = this.get(into);
    const merged = this.get(imported);
    const after = fill(user, merged);
    this.absorptions.push({ before: user, after, merged });
    this.remove(merged);
    this.change(user, after);
  }

  private holders(email: string | null, except: UserState | null) {
    if (email === null) return [];
    const keys = [...(this.byEmail.get(email) ?? [])].filter((key) => key !== except?.key);
    const loaded = keys.map((key) => {
      const { id, billingId } = this.users.get(key)!;
      return { key, id, billingId, apart: this.isApart(key, except?.key ?? '') };
    });
    const more = Array.from({ length: this.unloaded.get(email) ?? 0 }, () => stranger);
    return [...loaded, ...more];
  }

  private isApart(one: string, other: string): boolean {
    return this.apart.has(`${one}:${other}`) || this.apart.has(`${other}:${one}`);
  }

  private change(from: UserState, to: UserState): boolean {
    const user = this.get(from.key);
    if (sameUser(user, to)) return false;
    this.take(user);
    this.put(to);
    this.changed.add(to.key);
    return true;
  }

  private remove(user: UserState): void {
    this.take(user);
    this.deleted.add(user.key);
  }

  private put(user: UserState): void {
    this.users.set(user.key, user);
    const email = emailKey(user.email);
    if (email !== null) add(this.byEmail, email, user.key);
    if (user.billingId !== null) add(this.byBillingId, user.billingId, user.key);
  }

  private take(user: UserState): void {
    const email = emailKey(user.email);
    if (email !== null) this.byEmail.get(email)?.delete(user.key);
    if (user.billingId !== null) this.byBillingId.get(user.billingId)?.delete(user.key);
  }
}

/** Somebody who was not loaded: that they are there is all that matters. */
const stranger = { key: '', id: '', billingId: null, apart: false };

const patched = (user: UserState, patch: UserPatch): UserState => ({
  ...user,
  name: patch.name ?? user.name,
  email: patch.email ?? user.email,
  billingId: patch.billingId ?? user.billingId,
});

/** The user's gaps, filled from another. */
export const fill = (
  user: UserState,
  from: Pick<UserState, 'name' | 'email' | 'billingId' | 'origin'> &
    Partial<Pick<UserState, 'metadata' | 'id'>>,
): UserState => ({
  ...user,
  id: user.id ?? from.id ?? null,
  name: user.name ?? from.name,
  email: user.email ?? from.email,
  billingId: user.billingId ?? from.billingId,
  origin: user.origin ?? from.origin,
  metadata: { ...from.metadata, ...user.metadata },
});

/** Created first. Keys are given in that order. */
export const byAge = (one: { key: string }, other: { key: string }): number =>
  Number(BigInt(one.key) - BigInt(other.key));

const sameUser = (one: UserState, other: UserState): boolean =>
  one.id === other.id &&
  one.name === other.name &&
  one.email === other.email &&
  one.billingId === other.billingId &&
  one.origin === other.origin &&
  JSON.stringify(one.metadata) === JSON.stringify(other.metadata);

function add(index: Map<string, Set<string>>, name: string, key: string): void {
  const keys = index.get(name);
  if (keys) keys.add(key);
  else index.set(name, new Set([key]));
}
