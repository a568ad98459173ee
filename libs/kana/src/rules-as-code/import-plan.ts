import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Feature, FeatureChange, NewFeature } from '../mapping/feature.js';
import type { MappingRule } from '../mapping/rule.js';
import type { RuleSetChange } from '../mapping/rule-set-change.js';
import type { Fault } from '../platform/errors.js';
import { type FileRule, invalid, type OpenedRuleFile } from './rule-file.js';

const fieldChangeSchema = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });

const plannedFeatureSchema = z.object({
  action: z.enum(['create', 'change']),
  id: z.string(),
  changes: z.array(fieldChangeSchema).describe('The fields that differ. Empty for a new feature.'),
});

const plannedRuleSchema = z.object({
  action: z.enum(['create', 'change', 'delete']),
  ruleId: z.uuid().nullable().describe('null: the rule is new.'),
  name: z.string(),
  changes: z.array(fieldChangeSchema).describe('The fields that differ. Empty for a new or deleted rule.'),
});

export const importPlanSchema = z
  .object({
    features: z.array(plannedFeatureSchema).describe('Features that are not in the file stay as they are.'),
    rules: z.array(plannedRuleSchema),
    unchanged: z.object({ features: z.int(), rules: z.int() }),
  })
  .meta({ id: 'ImportPlan' });

type ImportPlan = z.infer<typeof importPlanSchema>;

/** What an import does: as it is shown, and as it is saved. */
export interface PlannedImport {
  plan: ImportPlan;
  newFeatures: NewFeature[];
  featureChanges: { id: string; change: FeatureChange }[];
  rules: RuleSetChange[];
}

/**
 * What turns an environment into the file. A rule of the file is the rule here that has its id, else the one that has its
 * name: ids belong to one environment, names go from one to the other.
 * @throws DomainError `invalid` where names are ambiguous, a feature is missing, or its type would change.
 */
export function planImport(
  file: OpenedRuleFile,
  features: readonly Feature[],
  rules: readonly MappingRule[],
): PlannedImport {
  const faults: Fault[] = [];
  const planned: PlannedImport = {
    plan: { features: [], rules: [], unchanged: { features: 0, rules: 0 } },
    newFeatures: [],
    featureChanges: [],
    rules: [],
  };
  planFeatures(file, features, planned, faults);
  const ids = new Set([...features, ...file.features].map(({ id }) => id));
  for (const [index, { featureId }] of file.rules.entries()) {
    if (ids.has(featureId)) continue;
    const message = `no feature has the id "${featureId}": add it to features, or create it first`;
    faults.push(file.fault(['rules', index, 'featureId'], message));
  }
  planRules(file, rules, planned, faults);
  if (faults.length > 0) throw invalid(faults);
  return planned;
}

function planFeatures(
  file: OpenedRuleFile,
  features: readonly Feature[],
  planned: PlannedImport,
  faults: Fault[],
): void {
  const byId = new Map(features.map((feature) => [feature.id, feature]));
  for (const [index, feature] of file.features.entries()) {
    const { id, type, ...fields } = feature;
    const current = byId.get(id);
    if (!current) {
      planned.newFeatures.push(feature);
      planned.plan.features.push({ action: 'create', id, changes: [] });
      continue;
    }
    if (type !== current.type) {
      const message = `the feature is ${current.type} here, and the type of a feature never changes`;
      faults.push(file.fault(['features', index, 'type'], message));
    }
    const changes = differences(current, fields);
    if (changes.length === 0) planned.plan.unchanged.features += 1;
    else {
      planned.featureChanges.push({ id, change: fields });
      planned.plan.features.push({ action: 'change', id, changes });
    }
  }
}

function planRules(
  file: OpenedRuleFile,
  rules: readonly MappingRule[],
  planned: PlannedImport,
  faults: Fault[],
): void {
  const pairs = pair(file, rules, faults);
  const kept = new Set(pairs.map(({ current }) => current?.id));
  for (const { rule, current } of pairs) {
    const { id: _, ...fields } = rule;
    if (!current) {
      planned.rules.push({ action: 'create', rule: fields });
      planned.plan.rules.push({ action: 'create', ruleId: null, name: rule.name, changes: [] });
      continue;
    }
    const changes = differences(current, fields);
    if (changes.length === 0) planned.plan.unchanged.rules += 1;
    else {
      planned.rules.push({ action: 'update', ruleId: current.id, rule: fields });
      planned.plan.rules.push({ action: 'change', ruleId: current.id, name: current.name, changes });
    }
  }
  for (const { id, name } of rules) {
    if (kept.has(id)) continue;
    planned.rules.push({ action: 'delete', ruleId: id });
    planned.plan.rules.push({ action: 'delete', ruleId: id, name, changes: [] });
  }
}

/** Each rule of the file with the rule here that it is. */
function pair(
  file: OpenedRuleFile,
  rules: readonly MappingRule[],
  faults: Fault[],
): { rule: FileRule; current: MappingRule | undefined }[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const taken = new Set<string>();
  const unnamed = new Map<string, number>();
  for (const [index, { id, name }] of file.rules.entries()) {
    if (id !== undefined && byId.has(id)) {
      if (taken.has(id)) faults.push(file.fault(['rules', index, 'id'], 'two rules have this id'));
      taken.add(id);
    } else {
      const first = unnamed.get(name);
      if (first !== undefined) {
        const message = `rule ${first} has the name "${name}" too, and neither has an id of this environment: give them different names`;
        faults.push(file.fault(['rules', index, 'name'], message));
      }
      unnamed.set(name, first ?? index);
    }
  }
  const byName = new Map<string, MappingRule[]>();
  for (const rule of rules) {
    if (!taken.has(rule.id)) byName.set(rule.name, [...(byName.get(rule.name) ?? []), rule]);
  }
  return file.rules.map((rule, index) => {
    const same = rule.id === undefined ? undefined : byId.get(rule.id);
    if (same) return { rule, current: same };
    const named = byName.get(rule.name) ?? [];
    if (named.length > 1) {
      const message = `${named.length} rules here have the name "${rule.name}": say which by its id (${named.map(({ id }) => id).join(', ')})`;
      faults.push(file.fault(['rules', index, 'name'], message));
    }
    return { rule, current: named[0] };
  });
}

/** The fields that differ, in the file's order. The keys of an object come in any order from the database. */
const differences = (from: object, to: object): ImportPlan['rules'][number]['changes'] =>
  Object.entries(to)
    .map(([field, value]) => ({
      field,
      from: (from as Record<string, unknown>)[field],
      to: value as unknown,
    }))
    .filter((change) => !isDeepStrictEqual(change.from, change.to));
