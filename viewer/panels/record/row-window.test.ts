import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findRowWindow, keepInPlace, ROW_HEIGHT } from './row-window.ts'

test('every row that is seen is there, of ten thousand no more than a few dozen', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(300_000), fc.nat(1000), (count, top, height) => {
      const { from, to } = findRowWindow(count, top, height)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(count)
      for (let row = 0; row < count; row++) {
        const isSeen = (row + 1) * ROW_HEIGHT > top && row * ROW_HEIGHT < top + height
        if (isSeen) expect(row >= from && row < to).toBe(true)
      }
      if (count > 200) expect(to - from).toBeLessThanOrEqual(height / ROW_HEIGHT + 30)
      else expect(to - from).toBe(count)
    }),
    { numRuns: 60 },
  )
})

test('the row at the top stays there when others come in above it', () => {
  const rows = ['d', 'c', 'b', 'a']
  expect(keepInPlace(rows, ['f', 'e', ...rows], ROW_HEIGHT + 5)).toBe(3 * ROW_HEIGHT + 5)
  expect(keepInPlace(['f', 'e', ...rows], rows, 3 * ROW_HEIGHT)).toBe(ROW_HEIGHT)
})

test('a list at its beginning shows what is new, and one whose row is gone stays where it is', () => {
  expect(keepInPlace(['b', 'a'], ['c', 'b', 'a'], 0)).toBeUndefined()
  expect(keepInPlace(['c', 'b', 'a'], ['c', 'a'], ROW_HEIGHT)).toBeUndefined()
  expect(keepInPlace(['b', 'a'], ['b', 'a'], ROW_HEIGHT)).toBeUndefined()
})
