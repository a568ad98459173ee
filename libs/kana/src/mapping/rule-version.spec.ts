import type { Conditions } from '#libs/rules';
import { expect, it } from '@jest/globals';
import { changesOf, type RuleVersion } from './rule-version.js';

const named: Conditions[number] = { kind: 'event_name', operator: 'equals', value: 'Sent' };
const pro: Conditions[number] = { kind: 'property', path: 'plan', operator: 'equals', value: 'pro' };
const five: Conditions[number] = { kind: 'property', path: 'n', operator: 'equals', value: 5 };
const fiveAsText: Conditions[number] = { ...five, value: '5' };

const version = (fields: Partial<RuleVersion>): RuleVersion => ({
  version: 1,
  name: 'A',
  featureId: 'f',
  enabled: true,
  deleted: false,
  conditions: [named],
  createdAt: '2026-01-01T00:00:00.000Z',
  ...fields,
});

it('says nothing of the first version, nor of one that is as the one before', () => {
  expect(changesOf(undefined, version({}))).toEqual([]);
  expect(changesOf(version({}), version({ version: 2, createdAt: '2026-02-01T00:00:00.000Z' }))).toEqual([]);
});

it('names every field that changed', () => {
  const after = version({ name: 'B', featureId: 'g', enabled: false, deleted: true });
  expect(changesOf(version({}), after)).toEqual([
    { field: 'name', from: 'A', to: 'B' },
    { field: 'featureId', from: 'f', to: 'g' },
    { field: 'enabled', from: true, to: false },
    { field: 'deleted', from: false, to: true },
  ]);
});

it('tells conditions apart by content and type, whatever their order, and counts twice what stands there twice', () => {
  const changes = (before: Conditions, after: Conditions) =>
    changesOf(version({ conditions: before }), version({ conditions: after }));
  expect(changes([named, pro], [pro, named])).toEqual([]);
  expect(changes([named, five], [named, fiveAsText])).toEqual([
    { field: 'conditions', added: [fiveAsText], removed: [five] },
  ]);
  expect(changes([pro, pro], [pro])).toEqual([{ field: 'conditions', added: [], removed: [pro] }]);
});
