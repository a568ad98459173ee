import { z } from 'zod';

export const outcomes = ['mapped', 'unmapped', 'identified', 'pending'] as const;

export const unmappedReasons = ['no_rule', 'unknown_feature', 'invalid_delta'] as const;

const usageOfEventSchema = z.object({
  featureId: z.string(),
  delta: z.number(),
  ruleId: z.uuid().nullable().meta({ description: 'null: the event named the feature itself.' }),
  ruleVersion: z.int().nullable(),
});

export const eventSchema = z
  .object({
    id: z.string(),
    type: z.enum(['track', 'identify']),
    messageId: z.string(),
    userId: z.string(),
    name: z.string().nullable(),
    occurredAt: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    outcome: z.enum(outcomes),
    reason: z.enum(unmappedReasons).nullable().meta({ description: 'Why the event is unmapped.' }),
    usage: z.array(usageOfEventSchema),
  })
  .meta({ id: 'Event' });

export type StoredEvent = z.infer<typeof eventSchema>;
export type Outcome = (typeof outcomes)[number];
