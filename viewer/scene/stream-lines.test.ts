import { expect, test } from 'vitest'
import { buildVectorArrows, traceLines } from './stream-lines.ts'
import { sample, slopeOf, stepsOf } from './vector-field.ts'

const SIZE = { x: 32, y: 16, z: 1 }
const WHOLE = { min: [0, 0, 0], max: [32, 16, 1] } as const

/** A field by its value at each site. */
const fieldOf = (valueAt: (x: number, y: number) => number) =>
  Int32Array.from({ length: 32 * 16 }, (_, cell) => valueAt(cell % 32, Math.floor(cell / 32)))

test('the slope of a ramp is the ramp, also between cells', () => {
  const slope = slopeOf(
    fieldOf((x, y) => 100 * x - 30 * y),
    SIZE,
    false,
  )
  expect(slope(5, 5, 0)).toEqual([100, -30, 0])
  expect(sample(slope, [7.3, 8.9, 0.5], true).map(Math.round)).toEqual([100, -30, 0])
})

test('across the edge of a torus the slope looks at the other side', () => {
  const slope = slopeOf(
    fieldOf((x) => (x === 31 ? 8 : 0)),
    SIZE,
    true,
  )
  expect(slope(0, 3, 0)).toEqual([-4, 0, 0])
})

test('arrows point to where there is more, the longest of length 1, and still places have none', () => {
  const arrows = buildVectorArrows(
    slopeOf(
      fieldOf((x) => (x < 16 ? 0 : x * x)),
      SIZE,
      false,
    ),
    SIZE,
    4,
    WHOLE,
  )
  expect(arrows.every(({ step }) => step[0] > 0 && step[1] === 0)).toBe(true)
  expect(Math.max(...arrows.map(({ step }) => Math.hypot(...step)))).toBeCloseTo(1)
  expect(arrows.every(({ at }) => at[0] >= 12)).toBe(true)
})

test('lines climb to the peak and end there', () => {
  const hill = fieldOf((x, y) => -((x - 20) ** 2) - (y - 8) ** 2)
  const lines = traceLines(slopeOf(hill, SIZE, false), SIZE, 4, WHOLE)
  expect(lines.length).toBeGreaterThan(20)
  for (const line of lines) {
    const [from, to] = [line[0]!, line.at(-1)!]
    const away = ([x, y]: readonly number[]) => Math.hypot(x! - 20.5, y! - 8.5)
    expect(away(to)).toBeLessThan(away(from))
    expect(away(to)).toBeLessThan(2)
  }
})

test('a line in a slice of a solid world stays in its layer', () => {
  const size = { x: 8, y: 8, z: 8 }
  const values = Int32Array.from(
    { length: 512 },
    (_, cell) => (cell % 8) + 50 * Math.floor(cell / 64),
  )
  const part = { min: [0, 0, 3], max: [8, 8, 4] } as const
  const lines = traceLines(slopeOf(values, size, false), size, 2, part)
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(line.every((at) => at[2] === 3.5)).toBe(true)
})

test('steps of directions are of length 1, and neutral cells have none', () => {
  const directions = {
    even: [
      [1, 1, 0],
      [0, -1, 0],
    ],
    odd: [
      [1, 1, 0],
      [0, -1, 0],
    ],
  } as const
  const steps = stepsOf(
    fieldOf((x) => (x === 0 ? 0 : 1 + (x & 1))),
    SIZE,
    directions,
  )
  expect(steps(0, 0, 0)).toEqual([0, 0, 0])
  expect(steps(1, 0, 0)).toEqual([0, -1, 0])
  expect(Math.hypot(...steps(2, 0, 0))).toBeCloseTo(1)
})
