import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, pageOf } from './page.js';

const key = z.tuple([z.number()]);

test('a full page ends with a cursor that opens the next one', () => {
  const page = pageOf([1, 2, 3], 2, String, (row) => [row]);
  expect(page.data).toEqual(['1', '2']);
  expect(decodeCursor(page.nextCursor!, key)).toEqual([2]);
});

test('the last page has no cursor', () => {
  expect(pageOf([1, 2], 2, String, (row) => [row]).nextCursor).toBeNull();
  expect(pageOf([], 2, String, () => []).nextCursor).toBeNull();
});

test.each([
  ['not base64 !'],
  [Buffer.from('["x"]').toString('base64url')],
  [Buffer.from('{').toString('base64url')],
])('a cursor that no page gave is refused: %s', (cursor) => {
  expect(() => decodeCursor(cursor, key)).toThrow('The cursor is not one of this list.');
});
