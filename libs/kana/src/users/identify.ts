import { indexable } from '../events/text.js';
import type { BillingProvider } from './user.js';

/** The fields of a user that an identify call may set. Null: the call leaves the stored value. */
export interface UserPatch {
  name: string | null;
  email: string | null;
  billingId: string | null;
}

/**
 * The three traits that Kana takes; all others are dropped. `billingId` is accepted beside `billingUserId`, since
 * the destination's own page sends it. Absent, null, empty and anything that is no text erase nothing.
 */
export function readTraits(traits: unknown): UserPatch {
  const trait = (name: string): string | null => {
    if (typeof traits !== 'object' || traits === null || !Object.hasOwn(traits, name)) return null;
    const value = (traits as Record<string, unknown>)[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  return {
    name: trait('name'),
    email: trait('email'),
    billingId: trait('billingUserId') ?? trait('billingId'),
  };
}

/** Two calls in order, as one: the later one wins where it says something. */
export const mergePatches = (earlier: UserPatch, later: UserPatch): UserPatch => ({
  name: later.name ?? earlier.name,
  email: later.email ?? earlier.email,
  billingId: later.billingId ?? earlier.billingId,
});

/** What emails are compared by: trimmed, without case, and short enough for an index. They stay stored as sent. */
export function emailKey(email: string | null): string | null {
  const key = email?.trim().toLowerCase() ?? '';
  return key === '' ? null : indexable(key);
}

/** Stripe's customers are known by their prefix; any other billing id is taken as Chargebee's. */
export const providerOf = (billingId: string): BillingProvider =>
  billingId.startsWith('cus_') ? 'stripe' : 'chargebee';

/** Another user with the email of a call, as far as a decision looks at it. */
export interface Holder {
  key: string;
  /** Null for an import: a user of a billing provider who has no external id yet. */
  id: string | null;
  billingId: string | null;
  /** A person undid the merge of the two: it is not made again. */
  apart?: boolean;
}

export type Decision =
  /** The user of the id is created or updated; nobody else changes. */
  | { action: 'create' | 'update' }
  /** The import is merged into the user of the id, which keeps its id. */
  | { action: 'merge'; import: string }
  /** The import becomes the user of the id. */
  | { action: 'become'; import: string };

/**
 * What an identify call does. The id decides, then the email: an import that is its only other holder is taken over,
 * unless both have a billing id and they differ. Whenever anybody else is left with that email, the flag shows it.
 * @param user the user of the id as the call leaves it; null where there was none.
 * @param others everybody else with the email of the call; of more than one it matters only that they are more.
 */
export function decide(
  call: { email: string | null; billingId: string | null },
  user: { billingId: string | null } | null,
  others: readonly Holder[],
): Decision {
  const [other] = others;
  if (call.email !== null && other && others.length === 1 && other.id === null && !other.apart) {
    if (agree(call.billingId ?? user?.billingId ?? null, other.billingId)) {
      return { action: user ? 'merge' : 'become', import: other.key };
    }
  }
  return { action: user ? 'update' : 'create' };
}

/** Two billing ids that may belong to one person. */
export const agree = (one: string | null, other: string | null): boolean =>
  one === null || other === null || one === other;
