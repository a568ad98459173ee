import { z } from 'zod';
import { pageSchema } from '../platform/page.js';
import { mergedUsersSchema } from '../users/merge.js';

export const usageGroupings = ['hour', 'day', 'month'] as const;

export type UsageGrouping = (typeof usageGroupings)[number];

const periodsSchema = z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime(), used: z.number() }));

export const usageSchema = z.object({ total: z.number(), data: periodsSchema }).meta({ id: 'Usage' });

export type Usage = z.infer<typeof usageSchema>;

export const usageSeriesSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    data: z.array(
      z.object({
        featureId: z.string(),
        total: z.number(),
        periods: periodsSchema.describe('In UTC; those without usage are left out.'),
      }),
    ),
  })
  .meta({ id: 'UsageSeries' });

export type UsageSeries = z.infer<typeof usageSeriesSchema>;

export const userOfFeatureSchema = z
  .object({
    userId: z
      .string()
      .describe('An external id of the user, for `GET /api/usage/{userId}/{featureId}/records`.'),
    user: z
      .object({ key: z.string(), name: z.string().nullable(), email: z.string().nullable() })
      .nullable()
      .describe('null: the user was deleted; the usage stays under its external id.'),
    used: z.number(),
    records: z.int(),
  })
  .meta({ id: 'UserOfFeature' });

export type UserOfFeature = z.infer<typeof userOfFeatureSchema>;

export const usersOfFeatureSchema = pageSchema(userOfFeatureSchema).extend({
  totals: z
    .object({ used: z.number(), users: z.int() })
    .describe('Of all users in the range, not of this page.'),
});

export type UsersOfFeature = z.infer<typeof usersOfFeatureSchema>;

export const usageRecordSchema = z
  .object({
    eventId: z.string(),
    messageId: z.string(),
    userId: z.string().describe('The external id that the event came with.'),
    name: z.string().describe('Name of the event.'),
    occurredAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    delta: z.number().describe('Units. The sum over all records is the usage.'),
    rule: z
      .object({ id: z.uuid(), version: z.int(), name: z.string() })
      .nullable()
      .describe('The rule version that gave it, by its name then; null: the event named the feature itself.'),
    reversal: z.boolean().describe('true: it takes back what was recorded for the same event before.'),
  })
  .meta({ id: 'UsageRecord' });

export type UsageRecord = z.infer<typeof usageRecordSchema>;

const featureUsageSchema = z.array(z.object({ featureId: z.string(), used: z.number(), records: z.int() }));

export const featuresUsageSchema = z.object({ data: featureUsageSchema }).meta({ id: 'FeaturesUsage' });

export const userUsageSchema = z
  .object({
    userId: z.string().nullable().describe('The external id; null for a user without one.'),
    data: featureUsageSchema,
  })
  .meta({ id: 'UserUsage' });

/** Sums by feature. */
export type FeatureUsage = z.infer<typeof featureUsageSchema>;

/** Identities with their partitions, so that each statement names the partitions it reads. */
export type IdentityKeys = readonly { partition: number; identity: string }[];

export const mergeResultSchema = mergedUsersSchema
  .extend({
    usage: z
      .object({
        before: z.array(z.object({ key: z.string(), id: z.string().nullable(), data: featureUsageSchema })),
        after: featureUsageSchema,
      })
      .describe('By feature: of each user as they were, and of the one that is left.'),
  })
  .meta({ id: 'MergeResult' });

export type MergeResult = z.infer<typeof mergeResultSchema>;

export const deletedUserSchema = z
  .object({
    deleted: z
      .object({ key: z.string(), id: z.string().nullable() })
      .describe('Gone: name, email, billing id, metadata, and what merges remembered of them.'),
    keptUsage: z
      .object({ identities: z.array(z.string()), data: featureUsageSchema })
      .describe('Usage stays under these identities. An event of one of them makes a user of it again.'),
  })
  .meta({ id: 'DeletedUser' });

export type DeletedUser = z.infer<typeof deletedUserSchema>;
