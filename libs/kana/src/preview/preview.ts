import { z } from 'zod';

const amountSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('A number and the range that it lies in at 95 %. All three are equal where it is exact.')
  .meta({ id: 'Amount' });

const userAmountsSchema = z.object({
  events: amountSchema,
  units: amountSchema,
  users: amountSchema.describe('User ids in the events.'),
});

const amountsSchema = userAmountsSchema.omit({ users: true });

const lookedSchema = z.object({
  events: z.int().describe('How many were looked at.'),
  of: amountSchema.describe('How many there are to look at.'),
  exact: z.boolean().describe('Whether all were looked at. Otherwise every number is an estimate.'),
  method: z
    .enum(['all', 'random_events', 'random_pages'])
    .describe(
      'What was looked at: all; events drawn by a hash of their ids; events on pages of the table drawn at random.',
    ),
});

const sampleSchema = z.object({
  id: z.string(),
  name: z.string(),
  userId: z.string(),
  occurredAt: z.iso.datetime(),
  properties: z.unknown(),
  usage: z
    .array(z.object({ featureId: z.string(), delta: z.number() }))
    .describe('What the event would give, or what it gave and would give no more.'),
  rules: z
    .array(
      z.object({
        ruleId: z.uuid().nullable().describe('null: the rule is new.'),
        name: z.string(),
        matches: z.boolean(),
        conditions: z.array(
          z.object({
            condition: z.unknown(),
            verdict: z.boolean(),
            type: z.string().describe('Type of the value seen, or `missing`.'),
            value: z.unknown().optional().describe('The value seen; absent where it is missing.'),
            reason: z.string(),
          }),
        ),
      }),
    )
    .describe('What each changed rule would say of the event.'),
});

export const previewSchema = z
  .object({
    unmapped: z
      .object({ events: amountSchema, users: amountSchema.describe('User ids in the events.') })
      .describe('Unmapped events that saving would map.'),
    features: z
      .array(
        z.object({
          featureId: z.string(),
          gained: userAmountsSchema.describe('Usage that saving would record, from unmapped events.'),
          lost: userAmountsSchema.describe(
            'Recorded usage that the rules give today and would give no more. Saving leaves it as it is.',
          ),
        }),
      )
      .describe('Against today, by feature.'),
    perDay: z
      .array(
        z.object({
          day: z.iso.date().describe('Of `occurredAt`, in UTC.'),
          featureId: z.string(),
          gained: amountsSchema,
          lost: amountsSchema,
        }),
      )
      .describe('The same by day, newest first, 400 rows at most.'),
    samples: z
      .object({ gained: z.array(sampleSchema), lost: z.array(sampleSchema) })
      .describe('The newest ten of each that were looked at.'),
    nearMisses: z
      .array(
        z.object({
          ruleId: z.uuid().nullable().describe('null: the rule is new.'),
          ruleName: z.string(),
          condition: z.int().describe('Index of the one condition that fails.'),
          type: z.string().describe('Type of the value seen.'),
          value: z.unknown(),
          events: amountSchema,
          message: z.string(),
        }),
      )
      .describe('Unmapped events that fail a single condition by the type of their value alone, most first.'),
    looked: z.object({
      unmapped: lookedSchema.describe('Unmapped events that the changed rules could match by their names.'),
      recorded: lookedSchema.describe('Usage that the changed rules recorded.'),
    }),
    notes: z.array(z.string()).describe('What the numbers leave out, in words.'),
  })
  .meta({ id: 'Preview' });

export type Preview = z.infer<typeof previewSchema>;
export type Looked = z.infer<typeof lookedSchema>;
export type PreviewSample = z.infer<typeof sampleSchema>;
