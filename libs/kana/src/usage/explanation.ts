import { conditionMisses, distance, explain, type ExplainedCondition, spell } from '#libs/rules';
import { z } from 'zod';
import { beginning } from '../events/text.js';
import type { MappingRule } from '../mapping/rule.js';
import { pageSchema } from '../platform/page.js';
import { ownProperty, readDelta, readFeatureId, type TrackEvent } from './attribution.js';
import { eventSchema, type StoredEvent } from './event.js';

const explainedConditionSchema = z.object({
  condition: z.unknown().meta({ description: 'As the rule has it: path, operator, and the value wanted.' }),
  verdict: z.boolean(),
  miss: z.enum(conditionMisses).nullable().meta({
    description:
      '`missing`: no value, or null. `type`: the value would do if it had the other type. `spelling`: it would do if case, white space, - and _ did not count. `value`: another value. null: the condition holds.',
  }),
  type: z.string().meta({ description: 'Type of the value seen, or `missing`.' }),
  value: z.unknown().optional().meta({ description: 'The value seen; absent where it is missing.' }),
  cut: z.boolean().meta({
    description: 'The value is long: `value` is the beginning of the text, or of the JSON.',
  }),
  reason: z.string().meta({ description: 'In words, as in: `plan` is "Pro", the rule wants "pro".' }),
});

const explainedRuleSchema = z
  .object({
    ruleId: z.uuid(),
    ruleVersion: z.int(),
    name: z.string(),
    featureId: z.string(),
    enabled: z.boolean(),
    matches: z
      .boolean()
      .meta({ description: 'All conditions hold. A disabled rule maps nothing all the same.' }),
    misses: z.int().meta({ description: 'How many conditions do not hold.' }),
    recordedVersion: z
      .int()
      .nullable()
      .meta({ description: 'The version by which this rule gave usage of the event; null: it gave none.' }),
    note: z
      .string()
      .nullable()
      .meta({ description: 'Why a rule that matches gave no usage, or one that gave usage does not match.' }),
    conditions: z.array(explainedConditionSchema),
  })
  .meta({ id: 'ExplainedRule' });

const explainedRecordSchema = z.object({
  featureId: z.string(),
  delta: z.number(),
  ruleId: z.uuid().nullable().meta({ description: 'null: the event named the feature itself.' }),
  ruleVersion: z.int().nullable(),
  ruleName: z.string().nullable().meta({ description: 'What the rule was called at that version.' }),
  conditions: z
    .array(explainedConditionSchema)
    .meta({ description: 'Those of that very version. Empty without a rule.' }),
  reason: z.string(),
});

export const eventExplanationSchema = pageSchema(explainedRuleSchema)
  .extend({
    event: eventSchema,
    summary: z.string().meta({ description: 'What became of the event and why, in a sentence.' }),
    askedFeatureId: z
      .string()
      .nullable()
      .meta({ description: '`properties.featureId`: no rule is asked about an event that has one.' }),
    records: z
      .array(explainedRecordSchema)
      .meta({ description: 'The usage of the event, each record with what gave it.' }),
    total: z.int().meta({ description: 'How many rules there are, disabled ones included.' }),
  })
  .meta({ id: 'EventExplanation' });

export const explainedEventSchema = eventSchema
  .extend({
    payload: z.unknown().meta({ description: 'The call as it came, without its key.' }),
    rules: z.array(explainedRuleSchema).meta({
      description:
        'What the rules say of this event now: the 50 nearest; `GET /api/events/{id}/explain` has all. Empty for identify.',
    }),
  })
  .meta({ id: 'ExplainedEvent' });

export type ExplainedEvent = z.infer<typeof explainedEventSchema>;
export type EventExplanation = z.infer<typeof eventExplanationSchema>;
export type ExplainedRule = z.infer<typeof explainedRuleSchema>;

/** What a rule said at the version that a usage record names. */
export interface RecordedRule {
  ruleId: string;
  version: number;
  name: string;
  conditions: MappingRule['conditions'];
}

/** Where a rule stands in the list: see `rank`. */
export type RuleRank = readonly [
  misses: number,
  far: number,
  disabled: number,
  createdAt: string,
  id: string,
];

/**
 * The rules, nearest miss first: fewest conditions that do not hold; then fewest of them that types and spelling cannot
 * excuse; then enabled ones; then the older.
 */
export function rank(
  event: TrackEvent,
  rules: readonly MappingRule[],
): { rule: MappingRule; rank: RuleRank }[] {
  return rules
    .map((rule): { rule: MappingRule; rank: RuleRank } => {
      const { misses, farMisses } = distance(rule, event);
      return { rule, rank: [misses, farMisses, rule.enabled ? 0 : 1, rule.createdAt, rule.id] };
    })
    .sort((one, other) => compareRanks(one.rank, other.rank));
}

export function compareRanks(one: RuleRank, other: RuleRank): number {
  for (const [at, part] of one.entries()) {
    const against = other[at]!;
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}

/** One rule's conditions, and what it has to do with the usage of the event. `rules` are all, the oldest first. */
export function explainRule(
  event: StoredEvent,
  track: TrackEvent,
  rule: MappingRule,
  rules: readonly MappingRule[],
): ExplainedRule {
  const { matches, misses, conditions } = explain(rule, track);
  const own = event.usage.find(({ ruleId }) => ruleId === rule.id);
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    name: rule.name,
    featureId: rule.featureId,
    enabled: rule.enabled,
    matches,
    misses,
    recordedVersion: own?.ruleVersion ?? null,
    note: own
      ? noteOfRecorded(own.ruleVersion, rule, matches)
      : matches
        ? noteOf(event, track, rule, rules)
        : null,
    conditions: conditions.map(shownCondition),
  };
}

function noteOfRecorded(version: number | null, rule: MappingRule, matches: boolean): string | null {
  if (version === rule.version) return null;
  const now = matches ? 'matches too' : 'does not match';
  return `Version ${version} of the rule gave the usage, which stays when a rule is edited; the version now ${now}.`;
}

/** Why a rule that matches gave nothing. */
function noteOf(
  event: StoredEvent,
  track: TrackEvent,
  rule: MappingRule,
  rules: readonly MappingRule[],
): string | null {
  if (readDelta(track.properties, track.deltaDigits) === null)
    return 'No rule maps an event whose delta is no number.';
  if (readFeatureId(track.properties) !== null)
    return 'The event names its feature itself, so no rule is asked.';
  if (!rule.enabled) return 'The rule is disabled, so it maps nothing.';
  if (event.outcome === 'pending') return 'The event is not attributed yet.';
  if (event.outcome === 'unmapped') return 'The rule maps the event when its retroactive run gets there.';
  const record = event.usage.find(({ featureId }) => featureId === rule.featureId);
  if (!record)
    return 'The event was mapped before the rule matched, and an event that maps is not run again.';
  const giver = rules.findIndex(({ id }) => id === record.ruleId);
  const older = giver >= 0 && giver < rules.indexOf(rule);
  const name = giver >= 0 ? `the rule "${rules[giver]!.name}"` : 'a rule that is deleted now';
  return `An event gives one record of a feature: ${name} gave it${older ? ', which is older' : ' before'}.`;
}

/** Each usage record with the rule version that gave it and why that matched. */
export function explainRecords(
  event: StoredEvent,
  track: TrackEvent,
  versions: readonly RecordedRule[],
): EventExplanation['records'] {
  return event.usage.map((record) => {
    const version = versions.find(
      (one) => one.ruleId === record.ruleId && one.version === record.ruleVersion,
    );
    const conditions = version ? explain(version, track).conditions.map(shownCondition) : [];
    const by = version
      ? `version ${version.version} of the rule "${version.name}": ${conditions.map(({ reason }) => reason).join('; ')}`
      : 'the event itself, which names the feature';
    return {
      ...record,
      ruleName: version?.name ?? null,
      conditions,
      reason: `${record.delta} of "${record.featureId}" by ${by}`,
    };
  });
}

export function summarise(event: StoredEvent, track: TrackEvent): string {
  if (event.outcome === 'pending') return 'The event is stored and not attributed yet.';
  if (event.outcome === 'identified') return 'An identify call: it says who the user is and gives no usage.';
  if (event.outcome === 'mapped') {
    const given = event.usage.map(({ featureId, delta }) => `${delta} of "${featureId}"`);
    return `Mapped: it gave ${given.join(' and ')}.`;
  }
  if (event.reason === 'unknown_feature')
    return `Not mapped: it asks for the feature "${beginning(readFeatureId(track.properties) ?? '')}", which is not there. Creating that feature maps it.`;
  if (event.reason === 'invalid_delta')
    return `Not mapped: its delta is ${spell(ownProperty(track.properties, 'delta'))}, which is no number.`;
  return 'Not mapped: it names no feature, and no enabled rule matches.';
}

const shownCondition = ({ condition, verdict, miss, type, value, reason }: ExplainedCondition) => ({
  condition,
  verdict,
  miss,
  type,
  ...shorten(value),
  reason,
});

const longestJson = 1_024;

/** The value where it is short, else the beginning of its text or of its JSON. */
export function shorten(value: unknown): { value?: unknown; cut: boolean } {
  if (value === undefined) return { cut: false };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= longestJson ? { value, cut: false } : { value: beginning(text), cut: true };
}
