import { z } from 'zod';

export const applicationStates = ['waiting', 'running', 'done', 'superseded'] as const;

export const applicationSchema = z
  .object({
    id: z.uuid(),
    ruleId: z.uuid().nullable().meta({ description: 'The rule that began the run, null for a new feature.' }),
    ruleVersion: z.int().nullable(),
    featureId: z
      .string()
      .nullable()
      .meta({ description: 'The new feature that began the run, null for a rule.' }),
    state: z.enum(applicationStates).meta({
      description:
        '`superseded`: a newer version of the rule took over, or the rule was disabled or deleted.',
    }),
    total: z.int().meta({ description: 'Unmapped events that the run has to look at.' }),
    scanned: z.int().meta({ description: 'Events looked at so far.' }),
    mapped: z.int().meta({ description: 'Events that gave usage.' }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Application' });

export type Application = z.infer<typeof applicationSchema>;

/** Which unmapped events a run looks at. A superset of those that it maps: meaning lives in `attribute` alone. */
export interface ApplicationScope {
  /** Event names, as the store shortens them; null: every name. */
  names: string[] | null;
  /** The feature that the events asked for; null: events without one. */
  featureId: string | null;
  /** What `properties` must contain, as jsonb containment; null: anything. */
  contains: unknown;
}
