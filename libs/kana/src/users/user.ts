import { z } from 'zod';
import { isStorable, storableTexts, unstorable } from '../events/storable.js';

export const billingProviders = ['stripe', 'chargebee'] as const;

export type BillingProvider = (typeof billingProviders)[number];

const text = z
  .string()
  .max(255)
  .refine((value) => value.trim() !== '', 'must not be empty')
  .refine(isStorable, unstorable);

/** An external id that people enter. Events may bring longer ones. */
export const userIdSchema = z.string().min(1).max(255).refine(isStorable, unstorable);

const metadataSchema = z.record(z.string(), z.unknown());

const metadataInput = metadataSchema.superRefine((metadata, context) => storableTexts(metadata, context));

export const newUserSchema = z
  .strictObject({
    id: userIdSchema.nullable().default(null).describe('Your id of the user. Absent only with `origin`.'),
    name: text.nullable().default(null),
    email: text.nullable().default(null),
    billingId: text
      .nullable()
      .default(null)
      .describe('Customer id at Stripe (`cus_…`) or Chargebee (anything else).'),
    origin: z
      .enum(billingProviders)
      .nullable()
      .default(null)
      .describe(
        'The provider that the user was imported from. Without an id, the first identify takes it over.',
      ),
    metadata: metadataInput.default({}),
  })
  .superRefine((user, context) => {
    if (user.id === null && user.origin === null) {
      context.addIssue({
        code: 'custom',
        path: ['id'],
        message: 'is required, unless origin names a provider',
      });
    }
    if (user.origin !== null && user.billingId !== null && !isOf(user.origin, user.billingId)) {
      context.addIssue({
        code: 'custom',
        path: ['billingId'],
        message:
          user.origin === 'stripe'
            ? 'must be a customer id of Stripe: cus_…'
            : 'is a customer id of Stripe, not of Chargebee',
      });
    }
  })
  .meta({ id: 'NewUser' });

const isOf = (origin: BillingProvider, billingId: string): boolean =>
  billingId.startsWith('cus_') === (origin === 'stripe');

/** What people may change. Null empties a field. The id never changes. */
export const userChangeSchema = z
  .strictObject({
    name: text.nullable().optional(),
    email: text.nullable().optional(),
    billingId: text.nullable().optional(),
    metadata: metadataInput.optional(),
  })
  .meta({ id: 'UserChange' });

export const userSchema = z
  .object({
    key: z.string().describe("The server's own key: users without an id are named by it."),
    id: z.string().nullable().describe('Null for a user of a billing provider who was not identified yet.'),
    name: z.string().nullable(),
    email: z.string().nullable(),
    billingId: z.string().nullable(),
    billingProvider: z.enum(billingProviders).nullable().describe('Told by the form of the billing id.'),
    origin: z.enum(billingProviders).nullable().describe('The provider that the user was imported from.'),
    metadata: metadataSchema,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });

export const userDetailsSchema = userSchema
  .extend({ identities: z.array(z.string()).describe('Every external id that is theirs, by merges.') })
  .meta({ id: 'UserDetails' });

export const flags = ['no_billing', 'same_email'] as const;

export type Flag = (typeof flags)[number];

export const flagCountsSchema = z
  .object({
    users: z.int(),
    no_billing: z.int().describe('Users without a billing id.'),
    same_email: z.int().describe('Users that share an email with another.'),
  })
  .meta({ id: 'UserFlags' });

export type NewUser = z.infer<typeof newUserSchema>;
export type UserChange = z.infer<typeof userChangeSchema>;
export type User = z.infer<typeof userSchema>;
export type FlagCounts = z.infer<typeof flagCountsSchema>;

/** How a caller names a user: by any external id that is theirs, or by the server's own key. */
export type UserRef = { id: string } | { key: string };

export interface Identity {
  partition: number;
  identity: string;
}

/** A user as it is worked with. */
export interface UserState {
  key: string;
  id: string | null;
  name: string | null;
  email: string | null;
  billingId: string | null;
  origin: BillingProvider | null;
  metadata: Record<string, unknown>;
  /** As PostgreSQL writes it, to the microsecond. */
  createdAt: string;
}
