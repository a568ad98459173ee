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

export const explainedEventSchema = eventSchema
  .extend({
    payload: z.unknown().meta({ description: 'The call as it came, without its key.' }),
    rules: z
      .array(
        z.object({
          ruleId: z.uuid(),
          ruleVersion: z.int(),
          name: z.string(),
          featureId: z.string(),
          enabled: z.boolean(),
          matches: z.boolean(),
          conditions: z.array(
            z.object({
              condition: z.unknown(),
              verdict: z.boolean(),
              type: z.string().meta({ description: 'Type of the value seen, or `missing`.' }),
              value: z
                .unknown()
                .optional()
                .meta({ description: 'The value seen; absent where it is missing.' }),
              reason: z.string(),
            }),
          ),
        }),
      )
      .meta({
        description: 'What every rule says of this event now, nearest miss first. Empty for identify.',
      }),
  })
  .meta({ id: 'ExplainedEvent' });

export type StoredEvent = z.infer<typeof eventSchema>;
export type ExplainedEvent = z.infer<typeof explainedEventSchema>;
export type Outcome = (typeof outcomes)[number];

export const unmappedGroupSchema = z
  .object({
    name: z.string(),
    count: z.int(),
    users: z.int(),
    reasons: z.partialRecord(z.enum(unmappedReasons), z.int()).meta({ description: 'Count by reason.' }),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    sample: eventSchema
      .extend({ payload: z.unknown() })
      .meta({ description: 'The newest event of the group.' }),
  })
  .meta({ id: 'UnmappedGroup' });

export type UnmappedGroup = z.infer<typeof unmappedGroupSchema>;
