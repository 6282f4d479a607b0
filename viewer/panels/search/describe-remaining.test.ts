import { expect, test } from 'vitest'
import { describeRemaining } from './describe-remaining.ts'

test.each([
  [2, 100, 0, 'running'],
  [10, 100, 10, 'about 2 min left'],
  [10, 100, 1, 'about 9 s left'],
  [50, 100, 3600, 'about 60 min left'],
  [10, 1000, 3600, 'about 99 h left'],
])('after %i of %i trials in %i s: %s', (ended, most, seconds, words) => {
  expect(describeRemaining(ended, most, { atMs: 0, ended: 0 }, 1000 * seconds)).toBe(words)
})

test('trials of an earlier visit do not count', () => {
  expect(describeRemaining(53, 100, { atMs: 0, ended: 50 }, 3000)).toBe('about 47 s left')
  expect(describeRemaining(52, 100, { atMs: 0, ended: 50 }, 3000)).toBe('running')
  expect(describeRemaining(52, 100, undefined, 3000)).toBe('running')
})
