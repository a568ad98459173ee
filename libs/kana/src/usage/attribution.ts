import { match } from '#libs/rules';
import type { EnvironmentId } from '../platform/environment.js';
import type { RuleSet } from '../mapping/rule-sets.service.js';

/** A stored track event as attribution reads it. */
export interface TrackEvent {
  id: string;
  environment: EnvironmentId;
  identity: string;
  /** The whole name. */
  name: string;
  /** `properties` as it came: any JSON value, or null where there is none. */
  properties: unknown;
  /** The digits of `properties.delta` where it is a number: exact, where JavaScript's number may not be. */
  deltaDigits: string | null;
  occurredAt: number;
  receivedAt: number;
}

export type UnmappedReason = 'no_rule' | 'unknown_feature' | 'invalid_delta';

/** One usage record to be: event × feature. */
export interface UsageDraft {
  featureId: string;
  delta: string;
  /** The rule version that gave it; null where the event named the feature itself. */
  rule: { id: string; version: number } | null;
}

export type Attribution =
  | { kind: 'mapped'; usage: UsageDraft[] }
  | { kind: 'unmapped'; reason: UnmappedReason; featureId: string | null };

/**
 * What an event gives under a rule set. Pure, and the only place that decides it: live, retroactive, explanation
 * and recompute all ask here.
 *
 * The delta is judged first, by the event alone: an event with a delta that is no number can be mapped by no rule,
 * whatever rules there are, so its reason never depends on when it was judged.
 */
export function attribute(event: TrackEvent, set: RuleSet): Attribution {
  const delta = readDelta(event.properties, event.deltaDigits);
  if (delta === null) return { kind: 'unmapped', reason: 'invalid_delta', featureId: null };

  const featureId = readFeatureId(event.properties);
  if (featureId !== null) {
    return set.features.has(featureId)
      ? { kind: 'mapped', usage: [{ featureId, delta, rule: null }] }
      : { kind: 'unmapped', reason: 'unknown_feature', featureId };
  }

  const rules = match(set.rules, event);
  if (rules.length === 0) return { kind: 'unmapped', reason: 'no_rule', featureId: null };

  // One record per distinct feature; the oldest rule is named.
  const usage = new Map<string, UsageDraft>();
  for (const { id, version, featureId: feature } of rules) {
    if (!usage.has(feature)) usage.set(feature, { featureId: feature, delta, rule: { id, version } });
  }
  return { kind: 'mapped', usage: [...usage.values()] };
}

/** `properties.featureId`: a text, or a number as its text. Absent, null and '' mean that rules decide. */
export function readFeatureId(properties: unknown): string | null {
  const value = ownProperty(properties, 'featureId');
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  // Anything else can be no feature's id; its JSON is shown to whoever looks for the reason.
  return JSON.stringify(value);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Longest literal that is kept to the digit; a longer one is rounded as JavaScript does. */
const exactDigits = 100;

/**
 * `properties.delta` as a decimal that PostgreSQL takes: a finite number or a numeric text, 1 where it is absent.
 * @returns null for anything else: never a guess.
 */
export function readDelta(properties: unknown, digits: string | null): string | null {
  const value = ownProperty(properties, 'delta');
  if (value === undefined) return '1';
  const literal =
    typeof value === 'number' ? (digits ?? String(value)) : typeof value === 'string' ? value.trim() : '';
  const number = Number(literal);
  if (!decimal.test(literal) || !Number.isFinite(number)) return null;
  const plain = literal.length <= exactDigits && !/e/i.test(literal);
  return plain ? literal : String(number);
}

export function ownProperty(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
