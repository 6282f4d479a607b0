import { expect, test } from 'vitest'
import { blockEdge, buildArrows } from './direction-grid.ts'

const size = { x: 8, y: 4, z: 1 }
const whole = { min: [0, 0, 0], max: [8, 4, 1] } as const
const steps = [
  [-1, 0, 0],
  [1, 1, 0],
] as const
const same = { even: steps, odd: steps }

test('cells that point one way make one arrow of full length in the middle of their block', () => {
  const arrows = buildArrows(new Int32Array(32).fill(1), size, same, 4, whole)
  expect(arrows).toEqual([
    { at: [2, 2, 0.5], step: [-1, 0, 0] },
    { at: [6, 2, 0.5], step: [-1, 0, 0] },
  ])
  const [slanted] = buildArrows(new Int32Array(32).fill(2), size, same, 8, whole)
  expect(Math.hypot(...slanted!.step)).toBeCloseTo(1)
})

test('neutral cells have no arrow, and those that point against each other neither', () => {
  expect(buildArrows(new Int32Array(32), size, same, 4, whole)).toEqual([])
  const mirrored = { even: [[-1, 0, 0]], odd: [[1, 0, 0]] } as const
  expect(buildArrows(new Int32Array(32).fill(1), size, mirrored, 4, whole)).toEqual([])
})

test('no axis has more arrows than wished for', () => {
  expect(blockEdge({ x: 100, y: 10, z: 1 }, 40)).toBe(3)
  expect(blockEdge({ x: 5, y: 5, z: 5 }, 40)).toBe(1)
})
