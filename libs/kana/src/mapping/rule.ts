import { conditionsSchema } from '#libs/rules';
import { z } from 'zod';
import { labelSchema } from './feature.js';
import { storableTexts } from '../events/storable.js';

/** Conditions as a rule is given them: its texts can be stored. */
export const ruleConditionsSchema = conditionsSchema.superRefine(
  (conditions, context) => storableTexts(conditions, context),
  {
    // Beside the faults of single conditions, so that all are named at once.
    when: ({ value }) => Array.isArray(value),
  },
);

const fields = {
  name: labelSchema,
  featureId: labelSchema,
  enabled: z.boolean(),
  conditions: ruleConditionsSchema,
};

/** The version that the change was made from. Where the rule has moved on, the change is refused with 409. */
const expectedVersion = z.int().min(1).optional();

export const newRuleSchema = z
  .strictObject({ ...fields, enabled: fields.enabled.default(true) })
  .meta({ id: 'NewRule' });

export const ruleReplacementSchema = z
  .strictObject({ ...fields, enabled: fields.enabled.default(true), version: expectedVersion })
  .meta({ id: 'RuleReplacement' });

export const ruleChangeSchema = z
  .strictObject({
    name: fields.name.optional(),
    featureId: fields.featureId.optional(),
    enabled: fields.enabled.optional(),
    conditions: fields.conditions.optional(),
    version: expectedVersion,
  })
  .meta({ id: 'RuleChange' });

export const ruleSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    name: z.string(),
    featureId: z.string(),
    enabled: z.boolean(),
    conditions: conditionsSchema,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Rule' });

export type NewRule = z.infer<typeof newRuleSchema>;
export type RuleChange = z.infer<typeof ruleChangeSchema>;
export type MappingRule = z.infer<typeof ruleSchema>;
