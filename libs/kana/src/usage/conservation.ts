import { z } from 'zod';

const featureSumSchema = z.object({
  featureId: z.string(),
  records: z.number().meta({ description: 'Sum of the usage records and their reversals.' }),
  rollups: z.number().meta({ description: 'Sum of the rollups that totals are read from.' }),
});

const differenceSchema = z.object({
  eventId: z.string(),
  stored: z.string().meta({ description: 'Where the event is.' }),
  recomputed: z.string().meta({ description: 'Where the rules put it.' }),
});

export const conservationSchema = z
  .object({
    balanced: z.boolean().meta({
      description: 'received = mapped + unmapped + identified + pending, and usage equals its recompute.',
    }),
    received: z
      .int()
      .meta({ description: 'Accepted calls, counted at the door in the transaction that stored them.' }),
    stored: z.int().meta({ description: 'Rows of the event store.' }),
    mapped: z.int().meta({ description: 'Track events with usage that stands.' }),
    unmapped: z.int().meta({ description: 'Track events without usage.' }),
    identified: z.int().meta({ description: 'Identify calls that were applied.' }),
    pending: z.int().meta({ description: 'Stored and not yet attributed.' }),
    duplicates: z
      .int()
      .meta({ description: 'Calls whose messageId was stored before. Not part of received.' }),
    dropped: z.int().meta({ description: 'Calls that were refused. Not part of received.' }),
    ignored: z.int().meta({ description: 'Calls of a type that is not taken. Not part of received.' }),
    usage: z.object({
      equal: z.boolean().meta({
        description:
          'The recompute from the records equals the rollups: feature by feature, with `verify=full` user by user and hour by hour.',
      }),
      features: z.array(featureSumSchema),
    }),
    verification: z
      .object({
        checked: z.int().meta({ description: 'Track events attributed again.' }),
        differences: z.int(),
        samples: z.array(differenceSchema).meta({ description: 'The first 100 differences.' }),
        awaitingRun: z
          .object({
            events: z.int(),
            runs: z.array(
              z.object({
                id: z.uuid(),
                ruleId: z.uuid().nullable(),
                featureId: z.string().nullable(),
                state: z.string(),
                events: z.int().meta({ description: 'Events that this run has not looked at.' }),
              }),
            ),
          })
          .meta({
            description:
              'No differences: unmapped events that the rules of today map, because a run that is not done, or was paused or cancelled, has not come to them. `POST /api/rules/{id}/apply` begins it again.',
          }),
      })
      .nullable()
      .meta({
        description:
          'With `verify=full`: every event judged again by the rule versions that its usage names, what was taken back included.',
      }),
  })
  .meta({ id: 'Conservation' });

export type Conservation = z.infer<typeof conservationSchema>;
export type Difference = z.infer<typeof differenceSchema>;
