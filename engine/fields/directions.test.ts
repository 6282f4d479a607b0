import { expect, test } from 'vitest'
import { facesOf, stepOf } from './directions.ts'

test('directions count the neighbors from 1 on in the order z, y, x', () => {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7].map((direction) => stepOf(direction, facesOf(3), false))
  expect(steps).toEqual([
    undefined,
    [0, 0, -1],
    [0, -1, 0],
    [-1, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    undefined,
  ])
})

test('on odd sites the tetrahedral directions are mirrored', () => {
  const tetrahedral = { kind: 'named', name: 'tetrahedral-3d' } as const
  for (const direction of [1, 2, 3, 4]) {
    const even = stepOf(direction, tetrahedral, false)!
    const odds = [1, 2, 3, 4].map((each) => stepOf(each, tetrahedral, true)!.join())
    expect(odds).toContain(even.map((step) => 0 - step).join())
    expect(odds).not.toContain(even.join())
  }
})
