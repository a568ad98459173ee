import { z } from 'zod';

export const featureTypes = ['BINARY', 'CONSUMABLE'] as const;

/** An id of the customer's own: any text up to 255 characters that a URL and PostgreSQL can carry. */
export const featureIdSchema = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => id.isWellFormed() && !id.includes('\0'), 'must hold neither NUL nor half a surrogate pair');

/** Free JSON of the customer's own, kept and handed back. */
export const metadataSchema = z.record(z.string(), z.json());

const label = z.string().min(1).max(255);

const editable = {
  name: z.string().min(1).max(255),
  unitLabel: label.nullable(),
  unitLabelPlural: label.nullable(),
  metadata: metadataSchema,
};

export const newFeatureSchema = z
  .strictObject({
    id: featureIdSchema,
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
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Feature' });

export type NewFeature = z.infer<typeof newFeatureSchema>;
export type FeatureChange = z.infer<typeof featureChangeSchema>;
export type Feature = z.infer<typeof featureSchema>;
