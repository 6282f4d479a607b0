import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countCells } from '../lattice/size.ts'
import { createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { terminateBit } from './bit-actions.ts'
import { type BitColumns, COLUMN_NAMES, createColumns } from './bit-columns.ts'
import { identify } from './bit-identity.ts'
import { BITS_PER_BOLT, BITS_PER_ZONE, BOLTS_PER_ZONE, HEX_DIRECTIONS } from './clustering.ts'
import { BitGoneError } from './errors.ts'
import { THUNDERBIT_ATTRIBUTES } from './thunderbit-attributes.ts'

const COORD = { x: 1, y: 2, z: 3 }

test('a view has every attribute of the contract, and each says when its bit is gone', () => {
  const { store } = createBits()
  const bit = unwrap(spawnFreely(store, COORD))
  const names = Object.keys(THUNDERBIT_ATTRIBUTES) as (keyof typeof bit)[]
  for (const name of names) expect(() => bit[name]).not.toThrow()
  terminateBit(store, bit, 'done')
  expect([bit.status, bit.presence]).toEqual(['terminated', 'vacant'])
  spawnFreely(store, COORD)
  for (const name of names) expect(() => bit[name], name).toThrow(BitGoneError)
})

describe('identity', () => {
  test('is a UUID of version 8, another for each site, generation and seed', () => {
    const ids = new Set<string>()
    for (const seed of [0n, 1n, 2n ** 63n]) {
      for (let cell = 0; cell < 200; cell++) {
        for (const generation of [1, 2, 2 ** 32 - 1]) {
          const id = identify(seed, cell, generation)
          expect(id).toMatch(
            /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
          )
          ids.add(id)
        }
      }
    }
    expect(ids.size).toBe(3 * 200 * 3)
  })

  test('is the same in every run of a world', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (seed) => {
        const idIn = () => unwrap(spawnFreely(createBits({ seed }).store, COORD)).id
        expect(idIn()).toBe(idIn())
      }),
      { numRuns: 20 },
    )
  })

  test('no two bits of a whole zone share it', () => {
    const ids = new Set<string>()
    for (let cell = 0; cell < BITS_PER_ZONE; cell++) ids.add(identify(7n, cell, 1))
    expect(ids.size).toBe(BITS_PER_ZONE)
  })
})

test("the contract's clustering constants follow from the lattice", () => {
  expect([HEX_DIRECTIONS, BITS_PER_BOLT, BOLTS_PER_ZONE, BITS_PER_ZONE]).toEqual([
    12, 144, 1728, 248_832,
  ])
})

test('a bit takes 21 bytes here, and 63 with a kernel that keeps its planes twice', () => {
  const bytesOf = (columns: BitColumns) =>
    COLUMN_NAMES.reduce((sum, name) => sum + columns[name].byteLength, 0)
  const { store, world, planes } = createBits()
  const cells = countCells(world.size)
  expect(bytesOf(store.columns)).toBe(21 * cells)
  expect(bytesOf(createColumns(1000))).toBe(21_000)
  expect(store.traces.countBytes()).toBe(0)
  const { parameters } = store.planeLists
  const stateBytes = planes.find({ kind: 'state', name: '' })!.byteLength / cells
  const lanes = parameters.map((plane) => planes.find(plane)!.byteLength / cells)
  const kernelBytes = 2 * (stateBytes + lanes.reduce((sum, bytes) => sum + bytes, 4))
  expect(21 + kernelBytes).toBeLessThanOrEqual(64)
})
