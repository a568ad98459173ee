import { expect, test } from '@jest/globals';
import { mergePatches, readTraits } from './identify.js';

test('takes name, email and billingUserId and drops every other trait', () => {
  expect(readTraits({ name: 'N', email: 'E@x', billingUserId: 'cus_1', plan: 'pro', id: 7 })).toEqual({
    name: 'N',
    email: 'E@x',
    billingId: 'cus_1',
  });
});

test('accepts billingId, which the destination page itself sends, after billingUserId', () => {
  expect(readTraits({ billingId: 'cus_2' }).billingId).toBe('cus_2');
  expect(readTraits({ billingId: 'cus_2', billingUserId: 'cus_1' }).billingId).toBe('cus_1');
  expect(readTraits({ billingId: 'cus_2', billingUserId: '' }).billingId).toBe('cus_2');
});

test.each([[null], [''], ['  '], [5], [{}], [undefined]])('erases nothing with %p', (value) => {
  expect(readTraits({ name: value, email: value, billingUserId: value })).toEqual({
    name: null,
    email: null,
    billingId: null,
  });
});

test('reads own traits only and takes traits that are no object for none', () => {
  const none = { name: null, email: null, billingId: null };
  for (const traits of [null, undefined, 'x', 5, [], Object.create({ name: 'N' })])
    expect(readTraits(traits)).toEqual(none);
});

test('of two calls in order, the later wins where it says something', () => {
  const earlier = { name: 'A', email: 'a@x', billingId: null };
  expect(mergePatches(earlier, { name: 'B', email: null, billingId: 'cus_1' })).toEqual({
    name: 'B',
    email: 'a@x',
    billingId: 'cus_1',
  });
});
