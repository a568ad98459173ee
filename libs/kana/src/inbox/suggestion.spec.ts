import { describe, expect, it, test } from '@jest/globals';
import { newRuleSchema } from '../mapping/rule.js';
import { featureFor, ruleFor, similarFeature } from './suggestion.js';

const features = [
  { id: 'addon-packages', name: 'Add-on packages' },
  { id: 'messages', name: 'Messages' },
  { id: 'sms', name: 'Text messages to phones' },
  { id: 'f-17', name: 'Exported reports' },
];

describe('a feature is similar to', () => {
  test.each([
    [{ name: 'Message Sent', value: null }, 'messages'],
    [{ name: 'messageSent', value: null }, 'messages'],
    [{ name: 'Package Created', value: 'addon' }, 'addon-packages'],
    [{ name: 'Report Exported', value: null }, 'f-17'],
    [{ name: 'Report', value: null }, 'f-17'],
    [{ name: 'Signed Up', value: null }, undefined],
    [{ name: '', value: true }, undefined],
    [{ name: '!!!', value: 5 }, undefined],
  ])('%j: %s', (group, id) => {
    expect(similarFeature(group, features)?.id).toBe(id);
  });
});

describe('the suggested rule', () => {
  test.each([
    { name: '', path: null, value: null },
    { name: 'A', path: null, value: null },
    { name: 'x'.repeat(255), path: 'p'.repeat(255), value: 'v'.repeat(255) },
    { name: 'A', path: 'a\\.b.0', value: 5 },
    { name: 'A', path: 'a', value: false },
  ])('of %j is one that can be saved once it has a feature', (group) => {
    expect(newRuleSchema.safeParse({ ...ruleFor(group), featureId: 'f' }).error).toBeUndefined();
  });
});

it('offers no feature whose id no feature can have', () => {
  expect(featureFor('..')).toBeNull();
  expect(featureFor('seats')).toEqual({ id: 'seats', name: 'seats', type: 'CONSUMABLE' });
});
