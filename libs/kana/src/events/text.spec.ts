import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beginning, indexable, storableText } from './text.js';

describe('storableText', () => {
  test.each([
    ['plain', 'plain'],
    ['a\0b', 'a\ufffdb'],
    ['\ud83d', '\ufffd'],
    ['\ude00\ud83d', '\ufffd\ufffd'],
    ['😀', '😀'],
    ['😀\ud83d', '😀\ufffd'],
  ])('%j becomes %j', (text, expected) => {
    expect(storableText(text)).toBe(expected);
  });

  test('leaves nothing that PostgreSQL could not hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const stored = storableText(text);
        expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored);
        expect(stored).not.toContain('\0');
        expect(stored).toHaveLength(text.length);
      }),
    );
  });
});

describe('indexable', () => {
  test('leaves 255 characters as they are', () => {
    expect(indexable('x'.repeat(255))).toBe('x'.repeat(255));
  });

  test('keeps the beginning of a longer text and a hash of the whole', () => {
    const one = indexable('x'.repeat(256));
    expect(one).toMatch(/^x{190}…[0-9a-f]{64}$/);
    expect(one).toHaveLength(255);
    expect(indexable(`${'x'.repeat(256)}y`)).not.toBe(one);
    expect(indexable('x'.repeat(256))).toBe(one);
  });

  test('cuts no surrogate pair in two', () => {
    expect(indexable(`${'x'.repeat(189)}${'😀'.repeat(100)}`)).toMatch(/^x{189}…[0-9a-f]{64}$/);
    expect(indexable('😀'.repeat(200))).toMatch(/^(😀){95}…[0-9a-f]{64}$/u);
  });
});

describe('beginning', () => {
  test.each([
    ['x'.repeat(255), 'x'.repeat(255)],
    ['x'.repeat(300), 'x'.repeat(255)],
    [`${'x'.repeat(254)}😀`, 'x'.repeat(254)],
    [`${'x'.repeat(253)}😀y`, `${'x'.repeat(253)}😀`],
  ])('case %#', (text, expected) => {
    expect(beginning(text)).toBe(expected);
  });
});
