import { describe, expect, it } from '@jest/globals';
import { candidates, type Condition } from './index.js';

const property = (path: string, operator: string, rest: object = {}) =>
  ({ kind: 'property', path, operator, ...rest }) as Condition;
const name = (operator: string, rest: object) => ({ kind: 'event_name', operator, ...rest }) as Condition;

describe('candidates', () => {
  it('pushes names, texts, booleans and elements', () => {
    expect(
      candidates([
        name('equals', { value: 'A' }),
        property('plan', 'equals', { value: 'pro' }),
        property('user.city', 'in', { values: ['Rome', 'Rome'] }),
        property('user.admin', 'is_true'),
        property('ok', 'equals', { value: false }),
        property('tags', 'includes', { value: 'a' }),
        property('tags', 'includes', { value: true }),
        property('a\\.b', 'equals', { value: '' }),
      ]),
    ).toEqual({
      names: ['A'],
      contains: { plan: 'pro', user: { city: 'Rome', admin: true }, ok: false, tags: ['a', true], 'a.b': '' },
    });
    expect(candidates([name('in', { values: ['A', 'B', 'A'] })])).toEqual({ names: ['A', 'B'] });
  });

  it('pushes nothing that jsonb sees otherwise', () => {
    const unpushed = [
      property('n', 'equals', { value: 5 }),
      property('n', 'in', { values: [5] }),
      property('tags', 'includes', { value: 5 }),
      property('items.0.sku', 'equals', { value: 'x' }),
      property('0', 'includes', { value: 'x' }),
      property('t', 'equals', { value: 'a\0' }),
      property('t', 'equals', { value: '\ud800' }),
      property('\udc00', 'equals', { value: 'a' }),
      property('p', 'in', { values: ['a', 'b'] }),
      property('p', 'not_equals', { value: 'a' }),
      property('p', 'not_in', { values: ['a'] }),
      property('p', 'contains', { value: 'a' }),
      property('p', 'exists'),
      property('p', 'not_includes', { value: 'a' }),
      name('starts_with', { value: 'a' }),
      name('not_equals', { value: 'a' }),
      name('in', { values: ['a', '\0'] }),
      name('equals', { value: '\udfff\ud800' }),
    ];
    for (const condition of unpushed) expect([condition, candidates([condition])]).toEqual([condition, {}]);
    expect(candidates([property('t', 'equals', { value: '😀' })])).toEqual({ contains: { t: '😀' } });
  });

  it('pushes what is left when several conditions narrow one path', () => {
    expect(
      candidates([
        property('p', 'in', { values: ['a', 'b', 5] }),
        property('p', 'in', { values: ['b', 'c', '5'] }),
      ]),
    ).toEqual({ contains: { p: 'b' } });
  });

  it('says when no event can match', () => {
    const contradictions = [
      [property('p', 'equals', { value: 'a' }), property('p', 'equals', { value: 'b' })],
      [property('p', 'equals', { value: 5 }), property('p', 'equals', { value: '5' })],
      [property('0', 'is_true'), property('0', 'is_false')],
      [property('p', 'equals', { value: 'a' }), property('p', 'includes', { value: 'a' })],
      [property('p', 'equals', { value: 'a' }), property('p.q', 'equals', { value: 'a' })],
      [property('p.q', 'equals', { value: 'a' }), property('p', 'includes', { value: 'a' })],
    ];
    for (const pair of contradictions) {
      expect([pair, candidates(pair)]).toEqual([pair, { impossible: true }]);
      expect([pair, candidates([...pair].reverse())]).toEqual([pair, { impossible: true }]);
    }
  });

  it('treats __proto__ as a key', () => {
    const { contains } = candidates([
      property('__proto__.x', 'equals', { value: 'a' }),
      property('y', 'is_true'),
    ]);
    expect(JSON.stringify(contains)).toBe('{"__proto__":{"x":"a"},"y":true}');
    expect({}).not.toHaveProperty('x');
  });
});
