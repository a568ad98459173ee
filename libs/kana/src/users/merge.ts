import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Identity, type UserState, userDetailsSchema, userIdSchema, userSchema } from './user.js';
import { byAge, fill } from './user-book.js';

const most = 100;

/** Who is merged: by external id, by the server's key, or both. */
export const mergeRequestSchema = z
  .strictObject({
    ids: z.array(userIdSchema).max(most).default([]).describe('Any external ids of the users.'),
    keys: z
      .array(z.string().min(1).max(32))
      .max(most)
      .default([])
      .describe("The server's keys of users, for those without an id."),
    dryRun: z.boolean().default(false).describe('Shows what would be, and changes nothing.'),
  })
  .refine(({ ids, keys }) => ids.length + keys.length >= 2, {
    path: ['ids'],
    message: 'name two users or more',
  })
  .meta({ id: 'MergeRequest' });

export type MergeRequest = z.infer<typeof mergeRequestSchema>;

const partySchema = userSchema.pick({ key: true, id: true, name: true, email: true });

export const mergeSchema = z
  .object({
    id: z.uuid(),
    survivorKey: z.string().describe('Key of the user that was kept.'),
    mergedKeys: z.array(z.string()).describe('Keys of the users that went into it.'),
    survivor: partySchema
      .nullable()
      .describe('The user that was kept, as it is; as it was after the merge, where it is gone since.'),
    merged: z
      .array(partySchema)
      .describe('The users that went into it, as they were; after an undo as they are, if they are there.'),
    automatic: z.boolean().describe('By an identify call or an import, not by a person.'),
    createdAt: z.iso.datetime(),
    undoneAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Merge' });

export type Merge = z.infer<typeof mergeSchema>;

export const mergedUsersSchema = z.object({
  merge: mergeSchema.nullable().describe('Null for a dry run.'),
  user: userDetailsSchema.describe('The user that is left.'),
  merged: z.array(userSchema).describe('The users that went into it, as they were.'),
});

export const mergeFilterFields = {
  survivorKey: z
    .string()
    .regex(/^\d{1,18}$/, 'must be the key of a user')
    .optional()
    .describe('Merges that went into the user with this key.'),
};

export const undoneMergeSchema = z
  .object({
    merge: mergeSchema,
    users: z.array(userDetailsSchema).describe('The survivor, then the others.'),
  })
  .meta({ id: 'UndoneMerge' });

/** What a merge moved, kept until it is undone. */
export interface Moved {
  before: UserState;
  after: UserState;
  merged: { user: UserState; identities: Identity[] }[];
}

/** The user created first survives: its fields win, its gaps are filled from the others, oldest first. */
export function combine(users: readonly UserState[]): {
  survivor: UserState;
  after: UserState;
  merged: UserState[];
} {
  const [survivor, ...merged] = users.toSorted(byAge);
  return { survivor: survivor!, after: merged.reduce(fill, survivor!), merged };
}

/** The survivor without what the merge gave it. What changed since stays. */
export function separate(current: UserState, { before, after }: Pick<Moved, 'before' | 'after'>): UserState {
  const metadata = Object.fromEntries(
    Object.entries(current.metadata).filter(
      ([name, value]) =>
        Object.hasOwn(before.metadata, name) || !isDeepStrictEqual(value, after.metadata[name]),
    ),
  );
  const back = <Field extends 'id' | 'name' | 'email' | 'billingId' | 'origin'>(
    field: Field,
  ): UserState[Field] => (current[field] === after[field] ? before[field] : current[field]);
  return {
    ...current,
    id: back('id'),
    name: back('name'),
    email: back('email'),
    billingId: back('billingId'),
    origin: back('origin'),
    metadata,
  };
}
