import { z } from 'zod';
import { isStorable, storableTexts, unstorable } from '../events/storable.js';

export const featureTypes = ['BINARY', 'CONSUMABLE'] as const;

/** Which features a list shows. */
export const archivedFilters = ['false', 'true', 'all'] as const;

export type ArchivedFilter = (typeof archivedFilters)[number];

/** A text of the customer's own: a name, a label or an id. */
export const labelSchema = z.string().min(1).max(255).refine(isStorable, unstorable);

/** Free JSON of the customer's own, kept and handed back: the very object, since zod's record loses `__proto__`. */
const metadataSchema = z
  .unknown()
  .refine(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .meta({ type: 'object', additionalProperties: true }) as unknown as z.ZodType<Record<string, unknown>>;

const editable = {
  name: labelSchema,
  unitLabel: labelSchema.nullable(),
  unitLabelPlural: labelSchema.nullable(),
  metadata: metadataSchema.superRefine((metadata, context) => storableTexts(metadata, context)),
};

export const newFeatureSchema = z
  .strictObject({
    id: labelSchema.refine((id) => id !== '.' && id !== '..', 'must be one that a URL can name'),
    name: editable.name,
    type: z.enum(featureTypes),
    unitLabel: editable.unitLabel.default(null),
    unitLabelPlural: editable.unitLabelPlural.default(null),
    metadata: editable.metadata.default({}),
  })
  .meta({ id: 'NewFeature' });

/** `id` and `type` never change, so they are no fields of a change. */
export const featureChangeSchema = z
  .strictObject({
    name: editable.name.optional(),
    unitLabel: editable.unitLabel.optional(),
    unitLabelPlural: editable.unitLabelPlural.optional(),
    metadata: editable.metadata.optional(),
  })
  .meta({ id: 'FeatureChange' });

export const featureSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.enum(featureTypes),
    unitLabel: z.string().nullable(),
    unitLabelPlural: z.string().nullable(),
    metadata: metadataSchema,
    archivedAt: z.iso
      .datetime()
      .nullable()
      .describe('Since when lists and pickers leave it out; usage is recorded all the same.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Feature' });

export type NewFeature = z.infer<typeof newFeatureSchema>;
export type FeatureChange = z.infer<typeof featureChangeSchema>;
export type Feature = z.infer<typeof featureSchema>;
