import { isDeepStrictEqual } from 'node:util';
import { type Condition, conditionsSchema } from '#libs/rules';
import { z } from 'zod';

const fields = ['name', 'featureId', 'enabled', 'deleted'] as const;

const changeSchema = z.union([
  z.object({
    field: z.enum(fields),
    from: z.union([z.string(), z.boolean()]),
    to: z.union([z.string(), z.boolean()]),
  }),
  z.object({
    field: z.literal('conditions'),
    added: z.array(z.unknown()).meta({ description: 'Conditions that were not there before.' }),
    removed: z.array(z.unknown()).meta({ description: 'Conditions that are there no more.' }),
  }),
]);

export const ruleVersionSchema = z
  .object({
    version: z.int(),
    name: z.string(),
    featureId: z.string(),
    enabled: z.boolean(),
    deleted: z.boolean().meta({ description: 'With this version the rule was deleted.' }),
    conditions: conditionsSchema,
    createdAt: z.iso.datetime(),
    changes: z.array(changeSchema).meta({
      description: 'What changed against the version before, by field; empty for the first version.',
    }),
  })
  .meta({ id: 'RuleVersion' });

export type RuleVersionWithChanges = z.infer<typeof ruleVersionSchema>;
export type RuleVersion = Omit<RuleVersionWithChanges, 'changes'>;

/** What a version changed. A condition that was edited is one removed and one added: conditions have no names. */
export function changesOf(
  before: RuleVersion | undefined,
  after: RuleVersion,
): RuleVersionWithChanges['changes'] {
  if (!before) return [];
  const changed = fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
  const added = without(after.conditions, before.conditions);
  const removed = without(before.conditions, after.conditions);
  return added.length + removed.length > 0
    ? [...changed, { field: 'conditions' as const, added, removed }]
    : changed;
}

/** The conditions of a list that another one lacks; one that stands there twice has to stand there twice too. */
function without(conditions: readonly Condition[], others: readonly Condition[]): Condition[] {
  const left = [...others];
  return conditions.filter((condition) => {
    const index = left.findIndex((other) => isDeepStrictEqual(other, condition));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
