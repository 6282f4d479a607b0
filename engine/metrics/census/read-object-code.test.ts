import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCellSet, keyOfSet } from './cell-set.ts'
import { CensusError } from './errors.ts'
import { describeObject } from './object-code.ts'
import { readObjectCode } from './read-object-code.ts'
import { IDENTITY } from './symmetries.ts'

const along = (max: number) => fc.integer({ min: 0, max })
const anyCells = fc
  .uniqueArray(fc.tuple(along(60), along(12), along(4), fc.integer({ min: 1, max: 3 })), {
    minLength: 1,
    maxLength: 30,
    selector: ([x, y, z]) => `${x},${y},${z}`,
  })
  .map((cells) =>
    buildCellSet(
      cells.flatMap((cell) => cell.slice(0, 3)),
      cells.map(([, , , state]) => state),
    ),
  )

test('a code is the pattern: what is read from it is what was written', () => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const orbit = { period: 3, displacement: [0, 0, 0], phases: [cells] } as const
      const { code } = describeObject(orbit, [IDENTITY], 4)
      expect(keyOfSet(readObjectCode(code))).toBe(keyOfSet(cells))
    }),
  )
})

test('the glider of Life, and a cube of eight cells', () => {
  expect([...readObjectCode('xq4_153').sites]).toEqual([
    0, 0, 0, 1, 0, 0, 2, 0, 0, 2, 1, 0, 1, 2, 0,
  ])
  expect(readObjectCode('xs8_33_33').count).toBe(8)
})

test('whatever else there is in a text, it is refused by name, or is cells', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^x[spq]\d_[0-9a-z_.]*$/)), (text) => {
      try {
        expect(readObjectCode(text).count).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(CensusError)
      }
    }),
  )
})
