import { z } from 'zod';

export const usageGroupings = ['hour', 'day', 'month'] as const;

export type UsageGrouping = (typeof usageGroupings)[number];

export const usageSchema = z
  .object({
    total: z.number(),
    data: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime(), used: z.number() })),
  })
  .meta({ id: 'Usage' });

export type Usage = z.infer<typeof usageSchema>;

export const userUsageSchema = z
  .object({
    userId: z.string(),
    data: z.array(z.object({ featureId: z.string(), used: z.number(), records: z.int() })),
  })
  .meta({ id: 'UserUsage' });

export type UserUsage = z.infer<typeof userUsageSchema>;

/** Identities with their partitions, so that each statement names the partitions it reads. */
export type IdentityKeys = readonly { partition: number; identity: string }[];
