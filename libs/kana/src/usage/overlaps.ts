import { candidates, disjoint, implies, neverMatches, type Condition, type Rule } from '#libs/rules';
import { z } from 'zod';

/**
 * What people should know of rules that meet. Nothing is ever counted twice for one feature: an event gives one record a
 * feature, by the oldest rule that matches. So two rules of one feature cost nothing but clarity, and what can be counted
 * twice is an event under two features.
 */
export const overlapKinds = [
  'never_matches',
  'never_asked',
  'shadowed',
  'same_feature',
  'double_count',
] as const;

export const overlapSchema = z
  .object({
    kind: z.enum(overlapKinds).meta({
      description:
        '`never_matches`: the conditions contradict each other. `never_asked`: every event that matches names its ' +
        'feature itself in `properties.featureId`, so no rule is asked. `shadowed`: an older rule of the same feature ' +
        'matches whatever this one does and records it, so this one records nothing. `same_feature`: some events match ' +
        'both; each is counted once, by the older rule. `double_count`: every event that this rule matches is matched ' +
        'by a rule of another feature, and counts for both features.',
    }),
    severity: z.enum(['warning', 'note']).meta({
      description: '`warning`: the rule records nothing. `note`: it works, and may not be what was meant.',
    }),
    ruleId: z
      .uuid()
      .nullable()
      .meta({ description: 'The rule that it is about; null: the one that is not saved.' }),
    otherRuleId: z.uuid().nullable().meta({
      description: 'The rule that it meets; null where there is none, or it is the one that is not saved.',
    }),
    message: z.string(),
    evidence: z.enum(['conditions', 'events']).meta({
      description:
        '`conditions`: proved, for every event. `events`: so it is with the events that were looked at.',
    }),
    events: z
      .object({
        lookedAt: z.int().meta({ description: 'Newest events that rules are asked for.' }),
        matched: z.int().meta({ description: 'Those that the rule matches.' }),
        both: z.int().meta({ description: 'Those that both match.' }),
        samples: z.array(z.string()).meta({ description: 'Ids of the newest of these.' }),
      })
      .nullable()
      .meta({ description: 'null where no event had to be looked at.' }),
  })
  .meta({ id: 'RuleOverlap' });

export const overlapsSchema = z
  .object({
    warnings: z.array(overlapSchema),
    complete: z
      .boolean()
      .meta({ description: 'false: there are too many rules that meet, and some were left out.' }),
  })
  .meta({ id: 'RuleOverlaps' });

export type Overlap = z.infer<typeof overlapSchema>;

/** A rule as it is compared. In the order of creation. */
export interface ComparedRule extends Omit<Rule, 'id'> {
  /** null: it is not saved. */
  id: string | null;
  name: string;
}

/** What the conditions say of one rule, or of an older and a newer one. */
export type Finding =
  | { kind: 'never_matches' | 'never_asked'; rule: number }
  | { kind: 'shadowed' | 'same_feature' | 'double_count'; rule: number; other: number; proved: boolean };

/**
 * Compares rules by their conditions: all of them, or one with all others. A pair whose event names differ is never met, so
 * that thousands of rules are no trouble; `undefined` comes for each pair that says nothing, for who counts and waits.
 */
export function* findings(rules: readonly ComparedRule[], about?: number): Generator<Finding | undefined> {
  const live: number[] = [];
  for (const [index, rule] of rules.entries()) {
    const finding = findingOf(rule);
    if (!finding) live.push(index);
    else if (about === undefined || about === index) yield { kind: finding, rule: index };
  }
  for (const [older, newer] of pairs(rules, live, about)) yield compare(rules, older, newer);
}

function findingOf({ conditions }: ComparedRule): 'never_matches' | 'never_asked' | null {
  if (neverMatches(conditions) === 'yes') return 'never_matches';
  return asked.every((one) => disjoint(conditions, [one]) === 'yes') ? 'never_asked' : null;
}

/** Rules are asked where `featureId` is missing or null, or the empty text. */
const asked: readonly Condition[] = [
  { kind: 'property', path: 'featureId', operator: 'not_exists' },
  { kind: 'property', path: 'featureId', operator: 'equals', value: '' },
];

function compare(rules: readonly ComparedRule[], older: number, newer: number): Finding | undefined {
  const [one, other] = [rules[older]!, rules[newer]!];
  const apart = disjoint(one.conditions, other.conditions);
  if (apart === 'yes') return undefined;
  const within = implies(other.conditions, one.conditions);
  if (one.featureId === other.featureId) {
    return within === 'yes'
      ? { kind: 'shadowed', rule: newer, other: older, proved: true }
      : { kind: 'same_feature', rule: newer, other: older, proved: apart === 'no' };
  }
  if (within !== 'no') {
    return { kind: 'double_count', rule: newer, other: older, proved: within === 'yes' };
  }
  const around = implies(one.conditions, other.conditions);
  return around === 'no'
    ? undefined
    : { kind: 'double_count', rule: older, other: newer, proved: around === 'yes' };
}

/** Pairs that may meet by the event's name, the older first, each once. */
function* pairs(
  rules: readonly ComparedRule[],
  live: readonly number[],
  about: number | undefined,
): Generator<[older: number, newer: number]> {
  const anyName: number[] = [];
  const byName = new Map<string, number[]>();
  for (const newer of live) {
    const names = candidates(rules[newer]!.conditions).names;
    const met = names ? new Set([...anyName, ...names.flatMap((name) => byName.get(name) ?? [])]) : live;
    for (const older of met) {
      if (older >= newer) continue;
      if (about === undefined || about === older || about === newer) yield [older, newer];
    }
    if (!names) anyName.push(newer);
    for (const name of names ?? []) byName.set(name, [...(byName.get(name) ?? []), newer]);
  }
}

/** What stored events say of rules and of pairs of them. */
export class Meetings {
  lookedAt = 0;
  private readonly matched = new Map<number, number>();
  private readonly covered = new Map<number, { events: number; by: number; samples: string[] }>();
  private readonly both = new Map<string, { events: number; samples: string[] }>();

  /** The rules that one event matches, in order. */
  add(eventId: string, matching: readonly number[], rules: readonly ComparedRule[]): void {
    this.lookedAt += 1;
    for (const [position, rule] of matching.entries()) {
      this.matched.set(rule, (this.matched.get(rule) ?? 0) + 1);
      const older = matching.slice(0, position);
      for (const other of older) tally(this.both, `${rule} ${other}`, eventId, {});
      const by = older.find((other) => rules[other]!.featureId === rules[rule]!.featureId);
      if (by !== undefined) tally(this.covered, rule, eventId, { by });
    }
  }

  of(rule: number, other: number): NonNullable<Overlap['events']> {
    const [newer, older] = rule > other ? [rule, other] : [other, rule];
    const { events = 0, samples = [] } = this.both.get(`${newer} ${older}`) ?? {};
    return { lookedAt: this.lookedAt, matched: this.matched.get(rule) ?? 0, both: events, samples };
  }

  /** Rules of which every event that they match is recorded by older rules of the same feature together. */
  *shadowed(): Generator<{ rule: number; other: number; events: NonNullable<Overlap['events']> }> {
    for (const [rule, { events, by, samples }] of this.covered) {
      const matched = this.matched.get(rule) ?? 0;
      if (events < matched) continue;
      yield { rule, other: by, events: { lookedAt: this.lookedAt, matched, both: events, samples } };
    }
  }
}

/** Events that are shown of what they say. */
const sampleCount = 3;

function tally<K, More extends object>(
  into: Map<K, { events: number; samples: string[] } & More>,
  key: K,
  eventId: string,
  more: More,
): void {
  const there = into.get(key);
  if (!there) into.set(key, { events: 1, samples: [eventId], ...more });
  else {
    there.events += 1;
    if (there.samples.length < sampleCount) there.samples.push(eventId);
  }
}

/**
 * The warnings: what is proved, and of what is not what the events show. A pair that no event shows to meet is left out
 * where it is not proved to.
 */
export function overlapsOf(
  rules: readonly ComparedRule[],
  found: readonly Finding[],
  meetings: Meetings | null,
  about?: number,
): Overlap[] {
  const shadowed = new Set(found.flatMap((one) => (one.kind === 'shadowed' ? [one.rule] : [])));
  const bySight = [...(meetings?.shadowed() ?? [])].filter(
    ({ rule }) => !shadowed.has(rule) && (about === undefined || rule === about),
  );
  return [
    ...found.flatMap((finding): Overlap[] => {
      const { kind, rule } = finding;
      if (!('other' in finding))
        return [overlap(rules, { kind, rule, other: null, seen: false, events: null })];
      const { other, proved } = finding;
      const events = meetings?.of(rule, other) ?? null;
      const seen = kind === 'double_count' ? events?.both === events?.matched : true;
      if (!proved && !(events && events.both > 0 && seen)) return [];
      return [overlap(rules, { kind, rule, other, seen: !proved, events })];
    }),
    ...bySight.map((one) => overlap(rules, { kind: 'shadowed', ...one, seen: true })),
  ];
}

function overlap(
  rules: readonly ComparedRule[],
  {
    kind,
    rule,
    other,
    seen,
    events,
  }: {
    kind: Overlap['kind'];
    rule: number;
    other: number | null;
    seen: boolean;
    events: Overlap['events'];
  },
): Overlap {
  const met = other === null ? null : rules[other]!;
  const name = met ? `"${met.name}"` : '';
  const all =
    seen && events
      ? `All ${events.matched} matching events of the newest ${events.lookedAt}`
      : 'All events that match';
  const messages: Record<Overlap['kind'], string> = {
    never_matches: 'No event can match: the conditions contradict each other.',
    never_asked:
      'This rule is never asked: every event that matches names its feature itself in properties.featureId.',
    shadowed: `This rule records nothing: ${lower(all)} are recorded by the older rule ${name}${
      seen ? ', or others,' : ''
    } for the same feature.`,
    same_feature: `Events that ${name} matches as well are counted once, by the older rule.`,
    double_count: `${all} are matched by ${name} as well, and count for both features: "${
      rules[rule]!.featureId
    }" and "${met?.featureId ?? ''}".`,
  };
  return {
    kind,
    severity: kind === 'same_feature' || kind === 'double_count' ? 'note' : 'warning',
    ruleId: rules[rule]!.id,
    otherRuleId: met?.id ?? null,
    message: messages[kind],
    evidence: seen ? 'events' : 'conditions',
    events,
  };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
