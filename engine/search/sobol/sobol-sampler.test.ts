import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPhilox } from '../../math/philox.ts'
import { JOE_KUO_ROWS, SOBOL_DIMENSIONS } from './direction-numbers.ts'
import { placesOf, pointAt } from './sobol-sampler.ts'

/** Whether x is a generator modulo the polynomial over two elements: its order is 2^degree - 1. */
function isPrimitive(degree: number, inner: number): boolean {
  const polynomial = 2 ** degree + inner * 2 + 1
  let power = 1
  for (let order = 1; order < 2 ** degree; order++) {
    power *= 2
    if (power >= 2 ** degree) power ^= polynomial
    if (power === 1) return order === 2 ** degree - 1
  }
  return degree === 1
}

test('each dimension has a primitive polynomial of its own, and first numbers that are odd and small enough', () => {
  expect(SOBOL_DIMENSIONS).toBe(128)
  expect(new Set(JOE_KUO_ROWS.map((row) => row.split(' ').slice(0, 2).join(' '))).size).toBe(127)
  for (const row of JOE_KUO_ROWS) {
    const [degree, inner, ...first] = row.split(' ').map(Number) as [number, number, ...number[]]
    expect([row, isPrimitive(degree, inner), first.length]).toEqual([row, true, degree])
    for (const [i, number] of first.entries()) {
      expect([number % 2, number < 2 ** (i + 1)]).toEqual([1, true])
    }
  }
})

test('the first points are those of the literature', () => {
  const points = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => {
    // Antonov and Saleev go through the same points in the order of a Gray code.
    const gray = n ^ (n >> 1)
    return [0, 1, 2].map((dimension) => pointAt(gray, dimension) / 2 ** 32)
  })
  expect(points).toEqual([
    [0, 0, 0],
    [0.5, 0.5, 0.5],
    [0.75, 0.25, 0.25],
    [0.25, 0.75, 0.75],
    [0.375, 0.375, 0.625],
    [0.875, 0.875, 0.125],
    [0.625, 0.125, 0.875],
    [0.125, 0.625, 0.375],
  ])
})

test('of the first 2^k points each 2^k-th part of any dimension has one, and of the first two dimensions each box of that size', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.integer({ min: 0, max: 8 }), (seed, k) => {
      const philox = createPhilox(seed)
      const points = Array.from({ length: 2 ** k }, (_, n) => placesOf(philox, n, 130))
      for (let dimension = 0; dimension < 128; dimension++) {
        const parts = points.map((point) => Math.floor(point[dimension]! * 2 ** k))
        expect(new Set(parts).size).toBe(2 ** k)
      }
      for (let a = 0; a <= k; a++) {
        const boxes = points.map(
          ([x, y]) => `${Math.floor(x! * 2 ** a)} ${Math.floor(y! * 2 ** (k - a))}`,
        )
        expect(new Set(boxes).size).toBe(2 ** k)
      }
    }),
    { numRuns: 20 },
  )
})

test('another seed is another sequence, and all places are below 1', () => {
  const first = placesOf(createPhilox(1n), 5, 140)
  expect(placesOf(createPhilox(1n), 5, 140)).toEqual(first)
  expect(placesOf(createPhilox(2n), 5, 140).filter((place, i) => place === first[i])).toEqual([])
  expect(first.every((place) => place >= 0 && place < 1)).toBe(true)
})
