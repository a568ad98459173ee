import { expect, test } from '@jest/globals';
import { partitionOf } from './partition.js';

test('a partition never changes: these are written into databases', () => {
  expect(partitionOf(1, 'user-1', 16)).toBe(partitionOf(1, 'user-1', 16));
  expect([partitionOf(1, 'user-1', 16), partitionOf(2, 'user-1', 16), partitionOf(1, 'Zoë 🙂', 64)]).toEqual([
    1, 2, 52,
  ]);
});

test.each([[16], [64]])('ids in a row spread evenly over %d partitions', (count) => {
  const counts = new Array<number>(count).fill(0);
  const ids = 1_000 * count;
  for (let id = 0; id < ids; id += 1) counts[partitionOf(2, `user_${id}`, count)]! += 1;
  for (const n of counts) expect(Math.abs(n - 1_000)).toBeLessThan(150);
});
