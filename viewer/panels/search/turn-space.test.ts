import { expect, test } from 'vitest'
import { CUBE_EDGES, turnPoint } from './turn-space.ts'

test('seen straight, the first axis goes to the right and the third up, and the second away', () => {
  const straight = { around: 0, toward: 0 }
  expect(turnPoint([1, 0.5, 0.5], straight)).toMatchObject({ right: 0.5, up: 0 })
  expect(turnPoint([0.5, 0.5, 1], straight)).toMatchObject({ right: 0, up: 0.5 })
  expect(turnPoint([0.5, 1, 0.5], straight)).toMatchObject({ right: 0, up: 0, near: -0.5 })
})

test('a turn changes no distance from the middle', () => {
  const { right, up, near } = turnPoint([0.9, 0.2, 0.7], { around: 1.1, toward: 0.4 })
  expect(Math.hypot(right, up, near)).toBeCloseTo(Math.hypot(0.4, 0.3, 0.2), 12)
})

test('a cube has twelve edges, each of length 1 and none twice', () => {
  const lengths = CUBE_EDGES.map(([a, b]) => Math.hypot(...a.map((value, i) => b[i]! - value)))
  expect(lengths).toEqual(Array(12).fill(1))
  expect(new Set(CUBE_EDGES.map((edge) => JSON.stringify(edge))).size).toBe(12)
})
