import { expect, test } from 'vitest'
import { climb, rungOf, SPEEDS } from './speed-ladder.ts'

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

test('climbing stops at both ends', () => {
  expect(climb(1, -1)).toBe(1)
  expect(climb(10, 1)).toBe(20)
  expect(climb(500, 1)).toBeUndefined()
  expect(climb(undefined, 1)).toBeUndefined()
  expect(climb(undefined, -1)).toBe(500)
})
