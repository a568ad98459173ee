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
