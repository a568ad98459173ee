import { expect, test } from '@jest/globals';
import { paceOf } from './application.js';

test.each([
  // state, total, scanned, ms at work, rate, seconds left
  ['waiting', 100, 0, 0, null, null],
  ['running', 100, 0, 500, null, null],
  ['running', 100, 25, 500, 50, 1.5],
  ['running', 100, 120, 500, 240, 0],
  ['paused', 300, 100, 2_000, 50, 4],
  ['waiting', 0, 0, 0, null, 0],
  ['done', 100, 100, 500, 200, 0],
  ['done', 0, 0, 3, null, 0],
  ['cancelled', 100, 25, 500, 50, null],
  ['superseded', 100, 0, 0, null, null],
] as const)('%s, %p of them %p done in %p ms', (state, total, scanned, workedMs, rate, remainingSeconds) => {
  expect(paceOf({ state, total, scanned, workedMs })).toEqual({ rate, remainingSeconds });
});
