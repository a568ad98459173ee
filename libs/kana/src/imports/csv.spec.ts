import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { guarded, readHeader, readRow, unguarded } from './csv.js';

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'];

test.each(formulas)('%j gets a quote in front, and loses it again', (cell) => {
  expect(guarded(cell)).toBe(`'${cell}`);
  expect(unguarded(`'${cell}`)).toBe(cell);
});

test('a guarded cell begins like no formula, and gives back what was', () => {
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^[='+@\-\t\r]*\w*$/));
  fc.assert(
    fc.property(cell, (text) => {
      expect(guarded(text)).not.toMatch(/^[=+\-@\t\r]/);
      expect(unguarded(guarded(text))).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test('columns are found by name in any order and case, others passed over, missing ones left', () => {
  const header = readHeader([' Email', 'phone', 'ID ']);
  expect(header).toEqual({
    places: new Map([
      ['id', 2],
      ['email', 0],
    ]),
  });
  const { places } = header as { places: Map<'id' | 'email', number> };
  expect(readRow(places, ['a@x', '0123', 'u1'])).toEqual({
    kind: 'identify',
    id: 'u1',
    patch: { name: null, email: 'a@x', billingId: null },
  });
  expect(readRow(places, ['a@x'])).toMatchObject({ kind: 'customer', email: 'a@x', origin: null });
  expect(readHeader(['name', 'x'])).toHaveProperty('fault');
  expect(readHeader(['id', 'ID'])).toHaveProperty('fault');
});
