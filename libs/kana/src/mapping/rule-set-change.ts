import { z } from 'zod';
import { type MappingRule, newRuleSchema, ruleChangeSchema } from './rule.js';
import { DomainError } from '../platform/errors.js';

const ruleId = z.uuid().describe('The rule that would be changed.');

export const ruleSetChangeSchema = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('create'),
      rule: newRuleSchema.describe('As POST /api/rules takes it.'),
    }),
    z.strictObject({
      action: z.literal('update'),
      ruleId,
      rule: ruleChangeSchema.describe('As PATCH /api/rules/{id} takes it: fields that are absent stay.'),
    }),
    z.strictObject({ action: z.enum(['enable', 'disable', 'delete']), ruleId }),
  ])
  .meta({ id: 'RuleSetChange' });

/** One change of a rule, not saved yet. */
export type RuleSetChange = z.infer<typeof ruleSetChangeSchema>;

/** What a rule would be; one that is new has no id yet. */
export type PlannedRule = Pick<
  MappingRule,
  'id' | 'version' | 'name' | 'featureId' | 'enabled' | 'conditions'
> & {
  isNew: boolean;
};

/** The rules as a set of changes would leave them. */
export interface PlannedRules {
  /** In the order in which they are matched. */
  rules: PlannedRule[];
  /** The rules that changed, as they would be; a deleted one as it was, disabled. */
  changed: PlannedRule[];
}

/**
 * Applies changes to the rules of an environment, as saving them would.
 * @throws DomainError `not_found`, `conflict` or `invalid`, as saving would.
 */
export function plan(
  rules: readonly MappingRule[],
  features: ReadonlySet<string>,
  changes: readonly RuleSetChange[],
): PlannedRules {
  const planned = new Map(rules.map((rule) => [rule.id, { ...rule, isNew: false } as PlannedRule]));
  const changed: PlannedRule[] = [];
  for (const [index, change] of changes.entries()) {
    const next = apply(planned, change, `new ${index}`);
    if (change.action === 'create' || change.action === 'update') checkFeature(features, next.featureId);
    if (change.action === 'delete') planned.delete(next.id);
    else planned.set(next.id, next);
    changed.push(next);
  }
  return { rules: [...planned.values()], changed };
}

function apply(rules: ReadonlyMap<string, PlannedRule>, change: RuleSetChange, newId: string): PlannedRule {
  if (change.action === 'create') return { ...change.rule, id: newId, version: 1, isNew: true };
  const current = rules.get(change.ruleId);
  if (!current) {
    const message = `There is no rule with the id "${change.ruleId}".`;
    throw new DomainError('not_found', 'rule_not_found', message);
  }
  const version = current.version + 1;
  if (change.action !== 'update') return { ...current, version, enabled: change.action === 'enable' };
  const { version: expected, ...fields } = change.rule;
  if (expected !== undefined && expected !== current.version) {
    throw new DomainError(
      'conflict',
      'rule_version_conflict',
      `The rule is at version ${current.version}, not ${expected}. Read it again and repeat the change.`,
    );
  }
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...current, ...given, version };
}

function checkFeature(features: ReadonlySet<string>, featureId: string): void {
  if (features.has(featureId)) return;
  throw new DomainError('invalid', 'unknown_feature', `There is no feature with the id "${featureId}".`, {
    faults: [{ path: 'rule.featureId', message: `no feature has the id "${featureId}"; create it first` }],
  });
}
