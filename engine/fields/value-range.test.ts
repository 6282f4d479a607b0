import { expect, test } from 'vitest'
import { fitRange, type RangedChannel, roundUp, scaleToBytes } from './value-range.ts'

const channel = (low: number, high: number): RangedChannel => ({ low, high, fractionBits: 14 })

test.each([
  [0, 1],
  [0.03, 0.05],
  [1, 1],
  [1.01, 2],
  [4.2, 5],
  [7.9, 10],
])('%d is rounded up to %d', (value, rounded) => {
  expect(roundUp(value)).toBe(rounded)
})

test('a range starts at 0, or has it in the middle', () => {
  const values = Int32Array.of(0, 3 * 2 ** 14, -(2 ** 12))
  expect(fitRange(values, channel(0, 8))).toEqual({ low: 0, high: 5 })
  expect(fitRange(values, channel(-8, 8))).toEqual({ low: -5, high: 5 })
  expect(fitRange(Int32Array.of(-(2 ** 14)), channel(-8, 0))).toEqual({ low: -1, high: 0 })
})

test('values become places in the range, and what lies beyond is cut off', () => {
  const bytes = new Uint8Array(5)
  const values = Int32Array.of(-9, -1, 0, 1, 9).map((value) => value * 2 ** 14)
  scaleToBytes(values, { low: -1, high: 1 }, 14, bytes)
  expect([...bytes]).toEqual([0, 0, 128, 255, 255])
})
