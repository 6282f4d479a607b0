import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addStates, countStates, populationOf } from './count-states.ts'

test('every cell is counted once, in its state', () => {
  const anyCells = fc
    .tuple(fc.constantFrom(1, 2, 255), fc.nat(5000), fc.nat(7))
    .chain(([most, length, offset]) =>
      fc
        .array(fc.integer({ min: 0, max: most }), { minLength: length, maxLength: length })
        .map((states) => Uint8Array.from([...new Uint8Array(offset), ...states]).subarray(offset)),
    )
  fc.assert(
    fc.property(anyCells, (cells) => {
      const counts = countStates(cells)
      for (let state = 0; state < 256; state++) {
        expect(counts[state]).toBe(cells.reduce((sum, cell) => sum + (cell === state ? 1 : 0), 0))
      }
    }),
    { numRuns: 40 },
  )
})

test('a single cell in a third state among many is found', () => {
  const cells = new Uint8Array(4096).fill(1)
  cells[2000] = 200
  const counts = countStates(cells)
  expect([counts[0], counts[1], counts[200]]).toEqual([0, 4095, 1])
})

test('parts add up', () => {
  const counts = new Float64Array(256)
  const cells = new Uint8Array(10_000).fill(1)
  for (let part = 0; part < 3; part++) addStates(counts, cells)
  expect(populationOf(counts)).toBe(30_000)
})
