import { compile } from '#libs/rules';
import { describe, expect, it, test } from '@jest/globals';
import type { RuleSet, VersionedRule } from '../mapping/rule-sets.service.js';
import { attribute, readDelta, type TrackEvent } from './attribution.js';

const rule = (id: string, featureId: string, name: string): VersionedRule => ({
  id,
  version: 1,
  featureId,
  conditions: [{ kind: 'event_name', operator: 'equals', value: name }],
});

const set = (rules: VersionedRule[], ...features: string[]): RuleSet => ({
  revision: '1',
  features: new Set(features),
  rules: compile(rules),
});

const event = (properties: unknown, name = 'Sent'): TrackEvent => ({
  id: '1',
  environment: 1,
  identity: 'u1',
  name,
  properties,
  deltaDigits: null,
  occurredAt: 0,
  receivedAt: 0,
});

describe('attribute', () => {
  const rules = set(
    [rule('r1', 'messages', 'Sent'), rule('r2', 'sends', 'Sent'), rule('r3', 'messages', 'Sent')],
    'direct',
    'messages',
    'sends',
  );

  it('takes properties.featureId and does not ask the rules', () => {
    expect(attribute(event({ featureId: 'direct', delta: 2 }), rules)).toEqual({
      kind: 'mapped',
      usage: [{ featureId: 'direct', delta: '2', rule: null }],
    });
  });

  it('leaves an event that asks for an unknown feature unmapped, even where a rule would match', () => {
    expect(attribute(event({ featureId: 'nope' }), rules)).toEqual({
      kind: 'unmapped',
      reason: 'unknown_feature',
      featureId: 'nope',
    });
  });

  it('gives one record per distinct feature and names the oldest rule', () => {
    expect(attribute(event({}), rules)).toEqual({
      kind: 'mapped',
      usage: [
        { featureId: 'messages', delta: '1', rule: { id: 'r1', version: 1 } },
        { featureId: 'sends', delta: '1', rule: { id: 'r2', version: 1 } },
      ],
    });
  });

  it('leaves an event that no rule takes unmapped', () => {
    expect(attribute(event({}, 'Other'), rules)).toEqual({
      kind: 'unmapped',
      reason: 'no_rule',
      featureId: null,
    });
  });

  it('refuses a delta that is no number whatever the rules say', () => {
    for (const properties of [
      { delta: 'many' },
      { delta: 'many', featureId: 'direct' },
      { delta: 'many', featureId: 'nope' },
    ]) {
      expect(attribute(event(properties), rules)).toEqual({
        kind: 'unmapped',
        reason: 'invalid_delta',
        featureId: null,
      });
    }
  });

  test.each([[null], [''], [undefined]])('asks the rules where featureId is %p', (featureId) => {
    expect(attribute(event({ featureId }), rules).kind).toBe('mapped');
  });

  it('takes a number as a feature id by its text', () => {
    expect(attribute(event({ featureId: 7 }), set([], '7')).kind).toBe('mapped');
  });

  it('reads own properties only', () => {
    expect(attribute(event(Object.create({ featureId: 'direct' })), set([], 'direct')).kind).toBe('unmapped');
  });
});

describe('readDelta', () => {
  test.each<[unknown, string | null, string | null]>([
    // value, digits in the store, delta
    [undefined, null, '1'],
    [1, null, '1'],
    [0, null, '0'],
    [-3, null, '-3'],
    [2.5, null, '2.5'],
    ['4', null, '4'],
    [' 4.50 ', null, '4.50'],
    ['-1e3', null, '-1000'],
    ['.5', null, '.5'],
    [12345678901234567000, '12345678901234567891', '12345678901234567891'],
    [0.1, '0.1000000000000000055', '0.1000000000000000055'],
    ['9007199254740993', null, '9007199254740993'],
    [null, null, null],
    ['', null, null],
    ['many', null, null],
    ['0x10', null, null],
    ['Infinity', null, null],
    ['1e999', null, null],
    ['1,5', null, null],
    [true, null, null],
    [[1], null, null],
    [{}, null, null],
  ])('%p with digits %p is %p', (value, digits, delta) => {
    expect(readDelta(value === undefined ? {} : { delta: value }, digits)).toBe(delta);
  });

  it('is 1 where the properties are no object', () => {
    for (const properties of [null, undefined, 'text', 5, [{ delta: 2 }]])
      expect(readDelta(properties, null)).toBe('1');
  });
});
