import { compile, explain } from '#libs/rules';
import { judgeCall } from '../events/segment.js';
import type { RuleSet } from '../mapping/rule-sets.service.js';
import type { Fault } from '../platform/errors.js';
import { attribute, type Attribution, type TrackEvent } from '../usage/attribution.js';
import type { FileRule, Fixture, OpenedRuleFile } from './rule-file.js';

/** An event that does not give what its fixture expects. */
interface FailedFixture {
  /** Its place in the file. */
  fixture: number;
  /** What was expected, what came, and why. */
  fault: Fault;
}

/** Rules that are told of where a fixture fails, nearest miss first, of so many that give the features in question. */
const rulesShown = 3;
const rulesTried = 100;

/** So many are told the reason of; of further ones only what they expect and give. */
const reasonsTold = 50;

/**
 * Attributes the event of each fixture by the rules of the file, as if it had just come, and compares.
 * @param features ids of the features that there are.
 */
export function checkFixtures(file: OpenedRuleFile, features: ReadonlySet<string>): FailedFixture[] {
  const rules = file.rules.map((rule, index) => ({ ...rule, id: String(index), version: 1 }));
  const set: RuleSet = { revision: '', features, rules: compile(rules.filter(({ enabled }) => enabled)) };
  const failed: FailedFixture[] = [];
  for (const [index, fixture] of file.fixtures.entries()) {
    const path = ['fixtures', index];
    const event = eventOf(fixture);
    if (typeof event === 'string') {
      const message = `"${fixture.name}" is no track call that is stored: ${event}`;
      failed.push({ fixture: index, fault: file.fault([...path, 'event'], message) });
      continue;
    }
    const attribution = attribute(event, set);
    const got = unitsOf(attribution);
    if (same(fixture.expect, got)) continue;
    const asked = new Set([...Object.keys(fixture.expect), ...Object.keys(got)]);
    const why = failed.length < reasonsTold ? reasonOf(attribution, event, file.rules, asked) : '';
    const message = `"${fixture.name}" expects ${show(fixture.expect)} and gives ${show(got)}${why}`;
    failed.push({ fixture: index, fault: file.fault(path, message) });
  }
  return failed;
}

/** The event as it would be stored and read; a text that says why it would not. */
function eventOf({ event }: Fixture): TrackEvent | string {
  const verdict = judgeCall(event, { receivedAt: new Date() });
  if (verdict.kind === 'ignored') return `calls of the type ${verdict.type} are not stored`;
  if (verdict.kind === 'dropped')
    return verdict.faults.map(({ path, message }) => (path ? `${path} ${message}` : message)).join('; ');
  const { type, userId, occurredAt, receivedAt, payload } = verdict.event;
  if (type !== 'track') return 'an identify call gives no usage';
  const stored = JSON.parse(payload) as { event: string; properties?: unknown };
  return {
    id: '0',
    environment: 1,
    identity: userId,
    name: stored.event,
    properties: stored.properties ?? null,
    deltaDigits: null,
    occurredAt: occurredAt.getTime(),
    receivedAt: receivedAt.getTime(),
  };
}

function unitsOf(attribution: Attribution): Record<string, number> {
  if (attribution.kind === 'unmapped') return {};
  return Object.fromEntries(attribution.usage.map(({ featureId, delta }) => [featureId, Number(delta)]));
}

function same(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

const show = (units: Readonly<Record<string, number>>): string => {
  const parts = Object.entries(units).map(([featureId, used]) => `${used} of "${featureId}"`);
  return parts.length > 0 ? parts.join(' and ') : 'nothing';
};

/** @param asked the features that were expected, and those that came. */
function reasonOf(
  attribution: Attribution,
  event: TrackEvent,
  rules: readonly FileRule[],
  asked: ReadonlySet<string>,
): string {
  if (attribution.kind === 'unmapped' && attribution.reason === 'invalid_delta')
    return ': `delta` is no number';
  if (attribution.kind === 'unmapped' && attribution.reason === 'unknown_feature')
    return `: the event names the feature "${attribution.featureId}", which does not exist`;
  if (attribution.kind === 'mapped' && attribution.usage.some(({ rule }) => rule === null))
    return ': the event names the feature itself, so no rule is asked';
  const verdicts = rules
    .filter(({ featureId }) => asked.has(featureId))
    .slice(0, rulesTried)
    .map((rule) => ({ rule, ...explain(rule, event) }))
    .sort((one, other) => one.misses - other.misses)
    .slice(0, rulesShown)
    .map(({ rule, matches, conditions }) => {
      const missed = conditions.filter(({ verdict }) => !verdict).map(({ reason }) => reason);
      const off = rule.enabled ? '' : ' (disabled)';
      return `rule "${rule.name}"${off} ${matches ? 'matches' : `does not match: ${missed.join(', ')}`}`;
    });
  return verdicts.length > 0 ? `; ${verdicts.join('; ')}` : ': no rule gives it';
}
