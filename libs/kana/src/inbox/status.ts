import { z } from 'zod';

/** An environment counts as connected while its last event is not older. */
export const connectedHours = 24;

export const statusSchema = z
  .object({
    lastEventAt: z.iso.datetime().nullable().meta({ description: 'When the newest event came.' }),
    connected: z
      .boolean()
      .meta({ description: `Whether an event came in the last ${connectedHours} hours.` }),
    unmapped: z.int().meta({
      description:
        'Events that are not mapped and wait for a decision: `totals.open` of `GET /api/unmapped`, some seconds old.',
    }),
    noBilling: z.int().meta({ description: 'Users without a billing id.' }),
    sameEmail: z.int().meta({ description: 'Users that share an email with another.' }),
  })
  .meta({ id: 'Status' });

export type Status = z.infer<typeof statusSchema>;
