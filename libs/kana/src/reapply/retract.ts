import { z } from 'zod';
import { timestamp } from '../platform/timestamp.js';

/** Which usage of a rule a retract takes back. */
export const retractSelectionSchema = z
  .object({
    version: z.int().nullable().meta({
      description: 'Usage by this version of the rule alone; null: by every version that there was.',
    }),
    from: z.iso.datetime().nullable().meta({ description: 'Usage that occurred from here on, inclusive.' }),
    to: z.iso.datetime().nullable().meta({ description: 'Usage that occurred before this moment.' }),
  })
  .meta({ id: 'RetractSelection', description: 'Of a retract: which usage of the rule it takes back.' });

export type RetractSelection = z.infer<typeof retractSelectionSchema>;

export interface RetractRequest {
  version?: number | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Disables the rule in the same transaction, so that it does not map again what is taken back. */
  disable: boolean;
}

export const selectionOf = ({ version, from, to }: RetractRequest): RetractSelection => ({
  version: version ?? null,
  from: from?.toISOString() ?? null,
  to: to?.toISOString() ?? null,
});

/** A selection as the statements take it. */
export interface RetractScope {
  ruleId: string;
  /** Versions of the rule, both inclusive. */
  firstVersion: number;
  lastVersion: number;
  /** As PostgreSQL reads them; `-infinity` and `infinity` where there is no bound. */
  from: string;
  to: string;
}

/** `ruleVersion` is the rule's newest version when the retract began: what a later version records is not its business. */
export const scopeOfRetract = (
  ruleId: string,
  ruleVersion: number,
  { version, from, to }: RetractSelection,
): RetractScope => ({
  ruleId,
  firstVersion: version ?? 1,
  lastVersion: version ?? ruleVersion,
  from: from === null ? '-infinity' : timestamp(Date.parse(from)),
  to: to === null ? 'infinity' : timestamp(Date.parse(to)),
});

/** The last record that a retract looked at, in the order of its walk. Times as PostgreSQL writes them. */
export interface RecordCursor {
  featureId: string;
  hour: string;
  identity: string;
  occurredAt: string;
  eventId: string;
}

/** Before the first record of a feature. */
export const beginningOf = (featureId: string): RecordCursor => ({
  featureId,
  hour: '-infinity',
  identity: '',
  occurredAt: '-infinity',
  eventId: '0',
});

const amountsSchema = z.array(
  z.object({ featureId: z.string(), records: z.int(), used: z.number().meta({ description: 'Units.' }) }),
);

export const retractEffectSchema = z
  .object({
    exact: z.boolean().meta({
      description:
        'false: there is more than a dry run looks at (50,000 records, four seconds). Every figure is then of what was looked at, and the run itself would do at least that.',
    }),
    records: z.int().meta({ description: 'Usage records that would be taken back.' }),
    events: z.int().meta({ description: 'Events that they are of.' }),
    users: z.int().meta({ description: 'Users whose usage changes.' }),
    reversed: amountsSchema.meta({ description: 'What would be taken back, by feature.' }),
    unmapped: z.int().meta({ description: 'Of the events, those that would be left without usage.' }),
    mapped: z.int().meta({ description: 'Of the events, those that the rules which remain would map.' }),
    recorded: amountsSchema.meta({ description: 'What the rules which remain would record, by feature.' }),
    samples: z
      .array(
        z.object({
          eventId: z.string(),
          userId: z.string(),
          name: z.string(),
          occurredAt: z.iso.datetime(),
          lost: z.array(z.string()).meta({ description: 'Features whose usage would be taken back.' }),
          gained: z.array(z.string()).meta({ description: 'Features that would be recorded.' }),
          outcome: z.enum(['mapped', 'unmapped']),
        }),
      )
      .meta({ description: 'The first ten events.' }),
  })
  .meta({ id: 'RetractEffect' });

export type RetractEffect = z.infer<typeof retractEffectSchema>;

/** A feature and an exact amount of it. */
export type Amount = [featureId: string, delta: string];
