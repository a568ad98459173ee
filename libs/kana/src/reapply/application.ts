import { z } from 'zod';
import { retractSelectionSchema } from './retract.js';

export const applicationKinds = ['apply', 'retract'] as const;

export const applicationStates = ['waiting', 'running', 'paused', 'done', 'cancelled', 'superseded'] as const;

export type ApplicationState = (typeof applicationStates)[number];

/** A run that workers work at. */
export const isUnfinished = (state: ApplicationState): boolean => state === 'waiting' || state === 'running';

export const applicationSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(applicationKinds).meta({
      description: '`apply` maps unmapped events, `retract` takes back usage that a rule recorded.',
    }),
    ruleId: z
      .uuid()
      .nullable()
      .meta({ description: 'The rule that the run is for, null for a new feature.' }),
    ruleVersion: z.int().nullable().meta({ description: 'Version of the rule when the run began.' }),
    featureId: z
      .string()
      .nullable()
      .meta({ description: 'The new feature that began the run, null for a rule.' }),
    selection: retractSelectionSchema.nullable(),
    state: z.enum(applicationStates).meta({
      description:
        '`superseded`: a newer version of the rule took over, or the rule was disabled or deleted. `cancelled`: somebody ended it.',
    }),
    total: z.int().meta({
      description:
        'What the run has to look at: unmapped events, or, for a retract, usage records. Counted at the beginning, and exact at the end.',
    }),
    scanned: z.int().meta({ description: 'How many of `total` are done.' }),
    mapped: z
      .int()
      .meta({ description: 'Events that gave usage; for a retract, by the rules that there are now.' }),
    reversed: z.int().meta({ description: 'Usage records that were taken back.' }),
    unmapped: z.int().meta({ description: 'Events that a retract left without usage.' }),
    rate: z.number().nullable().meta({
      description: 'Of `scanned`, a second, over the time at work without pauses; null before there is one.',
    }),
    remainingSeconds: z
      .number()
      .nullable()
      .meta({ description: 'Time left at that rate; null where it is unknown or the run has ended early.' }),
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

/** How fast a run is, and how long it will take. */
export function paceOf(run: {
  state: ApplicationState;
  total: number;
  scanned: number;
  workedMs: number;
}): Pick<Application, 'rate' | 'remainingSeconds'> {
  const rate = run.workedMs > 0 && run.scanned > 0 ? (run.scanned * 1000) / run.workedMs : null;
  const left = Math.max(0, run.total - run.scanned);
  const ended = run.state === 'cancelled' || run.state === 'superseded';
  const remaining = left === 0 || run.state === 'done' ? 0 : rate === null ? null : left / rate;
  return {
    rate: rate === null ? null : rounded(rate),
    remainingSeconds: ended || remaining === null ? null : rounded(remaining),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
