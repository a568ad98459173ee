import { conditionSchema, conditionsSchema } from '#libs/rules';
import { z } from 'zod';
import { isStorable, unstorable } from '../events/storable.js';
import { featureTypes } from '../mapping/feature.js';
import { pageSchema } from '../platform/page.js';
import { eventSchema, unmappedReasons } from '../usage/event.js';
import { groupTextMax } from './facets.js';

/** Most events of a name that are looked into; counts of names never depend on it. */
export const eventsLooked = 10_000;

/** Events of a group up to which users are counted exactly. */
export const usersLooked = 10_000;

const text = z.string().max(groupTextMax).refine(isStorable, unstorable);

const path = text.min(1).superRefine((path, context) => {
  const checked = conditionSchema.safeParse({ kind: 'property', operator: 'exists', path });
  for (const { message } of checked.error?.issues ?? []) context.addIssue({ code: 'custom', message });
});

const scalar = z.union([text, z.number(), z.boolean()], { error: 'expected a text, a number or a boolean' });

/** A value as JSON, since a query has texts only and 5 is not "5". */
const jsonScalar = z.string().transform((json, context) => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Named below, as any other value that is none of a condition.
  }
  const checked = scalar.safeParse(value);
  if (checked.success) return checked.data;
  context.addIssue({ code: 'custom', message: 'must be JSON: a text in quotes, a number, true or false' });
  return z.NEVER;
});

function pathWithValue(group: { path?: unknown; value?: unknown }, context: z.RefinementCtx): void {
  for (const [one, other] of [
    ['path', 'value'],
    ['value', 'path'],
  ] as const) {
    if (group[one] !== undefined && group[other] === undefined)
      context.addIssue({ code: 'custom', path: [other], message: `must stand with ${one}` });
  }
}

const name = text.describe('The name of a group of `GET /api/unmapped`; may be empty.');
const pathField = path.optional().describe('A property path, as rules write it. With `value`.');

/** Beside the faults of single fields, so that all are named at once. */
const beside = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };

/** The query that names a group. */
const groupQueryFields = {
  name,
  path: pathField,
  value: jsonScalar
    .optional()
    .describe('The value at `path`, as JSON: a text stands in quotes, so that "5" is not 5.'),
};

export const groupQuerySchema = z.strictObject(groupQueryFields).superRefine(pathWithValue, beside);

export const facetsQuerySchema = z
  .strictObject({
    ...groupQueryFields,
    ignored: z
      .enum(['false', 'all'])
      .default('false')
      .describe('`false` leaves out events of ignored groups of a path and value.'),
  })
  .superRefine(pathWithValue, beside);

export const newIgnoredGroupSchema = z
  .strictObject({ name, path: pathField, value: scalar.optional() })
  .superRefine(pathWithValue, beside)
  .meta({ id: 'NewIgnoredGroup' });

export type NewIgnoredGroup = z.infer<typeof newIgnoredGroupSchema>;

export const ignoredGroupSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    path: z.string().nullable().meta({ description: 'null: every event of the name.' }),
    value: scalar.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'IgnoredGroup' });

export type IgnoredGroup = z.infer<typeof ignoredGroupSchema>;

/** A group: the events of a name, or those of them with a value at a path. */
export type GroupKey = Pick<IgnoredGroup, 'name' | 'path' | 'value'>;

export const inboxSorts = ['count', 'newest'] as const;
export const ignoredFilters = ['false', 'true', 'all'] as const;

export interface InboxFilter {
  sort: (typeof inboxSorts)[number];
  ignored: (typeof ignoredFilters)[number];
  /** Part of the name, whatever its case. */
  search?: string | undefined;
  reason?: (typeof unmappedReasons)[number] | undefined;
}

const usersFields = {
  users: z.int().meta({ description: 'Different user ids.' }),
  usersAtLeast: z.boolean().meta({
    description: 'There are many events, and only the newest 10,000 were looked at for `users`.',
  }),
};

const unmappedGroupSchema = z
  .object({
    name: z.string().meta({ description: 'The event name, cut at 255 characters.' }),
    count: z.int().meta({ description: 'Events that are not mapped, ignored ones included. Exact.' }),
    ignored: z.int().meta({ description: 'Those of them in ignored groups.' }),
    ignoredAtLeast: z.boolean().meta({
      description:
        'An ignored group of a path and value was counted in the newest events only. Never for an ignored name.',
    }),
    ignoredGroupId: z.uuid().nullable().meta({ description: 'Where the name as a whole is ignored.' }),
    ...usersFields,
    reasons: z
      .partialRecord(z.enum(unmappedReasons), z.int())
      .meta({ description: 'Exact count by reason.' }),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    sample: eventSchema
      .extend({ payload: z.unknown() })
      .meta({ description: 'The newest event of the group.' }),
  })
  .meta({ id: 'UnmappedGroup' });

export const inboxSchema = pageSchema(unmappedGroupSchema)
  .extend({
    totals: z
      .object({
        events: z.int().meta({ description: 'All events that are not mapped. Exact.' }),
        open: z.int().meta({ description: 'All minus the ignored ones: what waits for a decision.' }),
        ignored: z.int().meta({ description: 'Events in ignored groups.' }),
        ignoredAtLeast: z.boolean().meta({
          description: 'Some ignored group of a path and value was counted in the newest events only.',
        }),
        names: z.int().meta({ description: 'Different event names.' }),
      })
      .meta({ description: 'Of the environment, whatever the filter.' }),
  })
  .meta({ id: 'Inbox' });

export type Inbox = z.infer<typeof inboxSchema>;

const lookedSchema = z
  .object({
    events: z.int().meta({ description: 'Events looked at.' }),
    of: z.int().meta({ description: 'Events of the name that are not mapped. Exact.' }),
    newest: z.int().meta({ description: 'So many of the newest are looked at, at most.' }),
    ignored: z.int().meta({ description: 'Looked at and left out: they are in ignored groups.' }),
  })
  .meta({ description: 'What the figures are counted from.' });

const seenSchema = z.object({
  type: z.string(),
  value: z.unknown(),
  count: z.int(),
  users: z.int(),
});

const facetSchema = z
  .object({
    path: z.string().meta({ description: 'As a rule writes it.' }),
    present: z.int().meta({ description: 'Events with something there.' }),
    share: z.number().meta({ description: '`present` by the events counted, 0 to 1.' }),
    types: z.record(z.string(), z.int()).meta({ description: 'Events by the type of what is there.' }),
    distinct: z.int().meta({ description: 'Different values.' }),
    distinctAtLeast: z.boolean().meta({ description: 'There are more different values than are kept.' }),
    distinctHeavy: z.boolean().meta({ description: 'About a value per event, as ids and times have.' }),
    values: z
      .array(
        seenSchema.extend({
          ignoredGroupId: z.uuid().nullable().meta({ description: 'Where this group is ignored.' }),
        }),
      )
      .meta({ description: 'The 20 most frequent.' }),
    other: z.int().meta({ description: 'Events with a value that is not shown.' }),
  })
  .meta({ id: 'UnmappedFacet' });

export const facetsSchema = z
  .object({
    name: z.string(),
    path: z.string().nullable(),
    value: scalar.nullable(),
    looked: lookedSchema,
    events: z.int().meta({ description: 'Events of the group among those looked at.' }),
    reasons: z.partialRecord(z.enum(unmappedReasons), z.int()).meta({ description: 'Count by reason.' }),
    askedFeatures: z
      .array(z.object({ featureId: z.string(), count: z.int() }))
      .meta({ description: 'Features that events ask for and that are not there, most first, 20 at most.' }),
    invalidDeltas: z
      .array(z.object({ type: z.string(), value: z.unknown(), count: z.int() }))
      .meta({ description: 'Values of `delta` that are no numbers, most first, 20 at most.' }),
    paths: z.array(facetSchema).meta({
      description: 'Paths with few values first, those with about a value per event last.',
    }),
    pathsComplete: z.boolean().meta({
      description:
        'false: paths were left out: 200 places on 6 levels are kept. Of an array the first 3 elements are looked into, always.',
    }),
    samples: z
      .array(eventSchema.extend({ payload: z.unknown() }))
      .meta({ description: 'The 5 newest events.' }),
  })
  .meta({ id: 'UnmappedFacets' });

export type GroupFacets = z.infer<typeof facetsSchema>;

const suggestedRuleSchema = z.object({
  name: z.string(),
  featureId: z.string().nullable().meta({ description: 'null: to be chosen.' }),
  enabled: z.boolean(),
  conditions: conditionsSchema,
});

const suggestedFeatureSchema = z.object({ id: z.string(), name: z.string(), type: z.enum(featureTypes) });

export type SuggestedFeature = z.infer<typeof suggestedFeatureSchema>;
export type SuggestedRule = z.infer<typeof suggestedRuleSchema>;

export const suggestionSchema = z
  .object({
    rule: suggestedRuleSchema.meta({ description: 'A body for `POST /api/rules`, once it has its feature.' }),
    featureFrom: z.enum(['asked', 'similar_name']).nullable().meta({
      description:
        '`asked`: the newest events name it by `properties.featureId`. `similar_name`: a feature is called like the group.',
    }),
    newFeature: suggestedFeatureSchema.nullable().meta({
      description:
        'A body for `POST /api/features` where the asked feature is not there: creating it maps the events.',
    }),
    note: z.string().nullable(),
    looked: lookedSchema,
  })
  .meta({ id: 'RuleSuggestion' });

export type Suggestion = z.infer<typeof suggestionSchema>;

export const askedFeatureSchema = z
  .object({
    featureId: z.string(),
    count: z.int().meta({ description: 'Events that ask for it, ignored ones included. Exact.' }),
    ...usersFields,
    names: z
      .array(z.object({ name: z.string(), count: z.int() }))
      .meta({ description: 'The 5 most frequent event names.' }),
    newFeature: suggestedFeatureSchema.nullable().meta({
      description:
        'A body for `POST /api/features`: creating the feature maps the events. null: no feature can have the id.',
    }),
  })
  .meta({ id: 'AskedFeature' });

export type AskedFeature = z.infer<typeof askedFeatureSchema>;
