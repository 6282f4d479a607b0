import { expect, test } from 'vitest'
import { climb, rungOf, SPEEDS, speedsWith } from './speed-ladder.ts'

test('every rung finds itself', () => {
  SPEEDS.forEach((speed, rung) => {
    expect(rungOf(speed)).toBe(rung)
  })
})

test('a speed between two rungs stands on the lower one', () => {
  expect(SPEEDS[rungOf(25)]).toBe(20)
  expect(SPEEDS[rungOf(0.1)]).toBe(1)
  expect(SPEEDS[rungOf(9999)]).toBe(500)
})

test('a speed of its own stands between its neighbors, and climbing leaves from there', () => {
  expect(speedsWith(12).slice(2, 6)).toEqual([5, 10, 12, 20])
  expect(speedsWith(0.5).slice(0, 2)).toEqual([0.5, 1])
  expect(speedsWith(900).slice(-3)).toEqual([500, 900, undefined])
  expect(climb(12, 1)).toBe(20)
  expect(climb(12, -1)).toBe(10)
})

test('climbing stops at both ends', () => {
  expect(climb(1, -1)).toBe(1)
  expect(climb(10, 1)).toBe(20)
  expect(climb(500, 1)).toBeUndefined()
  expect(climb(undefined, 1)).toBeUndefined()
  expect(climb(undefined, -1)).toBe(500)
})
