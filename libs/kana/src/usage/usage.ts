import { z } from 'zod';
import { mergedUsersSchema } from '../users/merge.js';

export const usageGroupings = ['hour', 'day', 'month'] as const;

export type UsageGrouping = (typeof usageGroupings)[number];

export const usageSchema = z
  .object({
    total: z.number(),
    data: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime(), used: z.number() })),
  })
  .meta({ id: 'Usage' });

export type Usage = z.infer<typeof usageSchema>;

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
