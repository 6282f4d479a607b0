import { describe, expect, test } from 'vitest'
import { NeighborhoodError } from './errors.ts'
import {
  buildNeighborhood,
  countNeighbors,
  MAX_RADIUS_CELLS,
  type NamedNeighborhood,
  type NeighborhoodSpec,
  reachOf,
} from './neighborhood.ts'

const named = (name: NamedNeighborhood): NeighborhoodSpec => ({ kind: 'named', name })

const COUNTS: Record<NamedNeighborhood, number> = {
  elementary: 2,
  'moore-2d': 8,
  'von-neumann-2d': 4,
  'hexagonal-2d': 6,
  'moore-3d': 26,
  'von-neumann-3d': 6,
  'corners-3d': 8,
  'edges-3d': 12,
  'hexahedral-3d': 12,
  'hex12-3d': 12,
  'tetrahedral-3d': 4,
}
const everyName = Object.keys(COUNTS) as NamedNeighborhood[]

const everySpec: NeighborhoodSpec[] = [
  ...everyName.map(named),
  ...(['segment', 'square', 'diamond', 'circle'] as const).flatMap((kind) =>
    [1, 2, 3, 5, 10].map((radiusCells) => ({ kind, radiusCells })),
  ),
  {
    kind: 'offsets',
    dimensions: 3,
    offsets: [
      [2, 0, 1],
      [-2, 0, -1],
      [0, 3, 0],
      [0, -3, 0],
    ],
  },
]

/** Offsets as strings; `sign` -1 gives those of the opposite directions. */
function listOffsets(offsets: Int32Array, sign = 1): string[] {
  const signed = Array.from(offsets, (distance) => sign * distance + 0)
  return Array.from({ length: offsets.length / 3 }, (_, i) => signed.slice(3 * i, 3 * i + 3).join())
}

test.each(Object.entries(COUNTS))('%s has %i neighbors', (name, count) => {
  expect(countNeighbors(named(name as NamedNeighborhood))).toBe(count)
})

describe.each(everySpec.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
  const table = buildNeighborhood(spec)
  const offsets = listOffsets(table.offsets)

  test('if you are my neighbor, I am yours', () => {
    // On a bipartite lattice the neighbor is of the other parity and looks the other way.
    const theirs = listOffsets(table.oddOffsets ?? table.offsets, -1)
    expect(new Set(theirs)).toEqual(new Set(offsets))
  })

  test('lists each site once, never the cell itself, by z, then y, then x', () => {
    expect(new Set(offsets).size).toBe(offsets.length)
    expect(offsets).not.toContain('0,0,0')
    const keys = Array.from({ length: table.count }, (__, i) => {
      const [dx, dy, dz] = table.offsets.subarray(3 * i)
      return dx! + 1000 * (dy! + 1000 * dz!)
    })
    expect(keys).toEqual(keys.toSorted((a, b) => a - b))
  })

  test('is counted and measured without its table', () => {
    expect(countNeighbors(spec)).toBe(table.count)
    const farthest = [0, 1, 2].map((axis) =>
      Math.max(...table.offsets.filter((__, i) => i % 3 === axis).map(Math.abs)),
    )
    expect(Object.values(reachOf(spec))).toEqual(farthest)
  })
})

test("the contract's hex-12 is its list", () => {
  const list = '1,0,0 -1,0,0 0,1,0 0,-1,0 1,1,0 -1,-1,0 1,-1,0 -1,1,0 0,0,1 0,0,-1 1,0,1 -1,0,-1'
  const { offsets } = buildNeighborhood(named('hex12-3d'))
  expect(new Set(listOffsets(offsets))).toEqual(new Set(list.split(' ')))
})

test("Golly's hexahedral twelve are its list", () => {
  const half = ['1,0,0', '0,1,0', '0,0,1', '1,-1,0', '1,0,-1', '0,1,-1']
  const { offsets } = buildNeighborhood(named('hexahedral-3d'))
  expect(new Set(listOffsets(offsets))).toEqual(new Set(listOffsets(offsets, -1)))
  for (const offset of half) expect(listOffsets(offsets)).toContain(offset)
})

test('hexagonal neighbors are the eight without the other diagonal', () => {
  const { offsets } = buildNeighborhood(named('hexagonal-2d'))
  expect(listOffsets(offsets)).toEqual(['-1,-1,0', '0,-1,0', '-1,0,0', '1,0,0', '0,1,0', '1,1,0'])
})

test('tetrahedral corners are mirrored on odd sites', () => {
  const { offsets, oddOffsets } = buildNeighborhood(named('tetrahedral-3d'))
  expect(listOffsets(offsets)).toEqual(['1,-1,-1', '-1,1,-1', '-1,-1,1', '1,1,1'])
  expect(listOffsets(oddOffsets!)).toEqual(['-1,-1,-1', '1,1,-1', '1,-1,1', '-1,1,1'])
})

test('the largest radius is counted without listing a million sites', () => {
  expect(countNeighbors({ kind: 'square', radiusCells: MAX_RADIUS_CELLS })).toBe(1_002_000)
  expect(countNeighbors({ kind: 'diamond', radiusCells: MAX_RADIUS_CELLS })).toBe(501_000)
  // Gauss' circle problem: 37 lattice points with x^2 + y^2 <= 12, and 97 with <= 30.
  expect(countNeighbors({ kind: 'circle', radiusCells: 3 })).toBe(36)
  expect(countNeighbors({ kind: 'circle', radiusCells: 5 })).toBe(96)
})

test.each([0, -1, 1.5, Number.NaN, MAX_RADIUS_CELLS + 1])('refuses radius %d', (radiusCells) => {
  expect(() => buildNeighborhood({ kind: 'square', radiusCells })).toThrow(NeighborhoodError)
  expect(() => countNeighbors({ kind: 'circle', radiusCells })).toThrow(NeighborhoodError)
})

test.each([
  ['an empty list', 3, []],
  ['the centre', 3, [[0, 0, 0]]],
  [
    'a repeated offset',
    3,
    [
      [1, 0, 0],
      [1, 0, 0],
    ],
  ],
  ['a fraction', 3, [[0.5, 0, 0]]],
  ['an offset out of reach', 3, [[65, 0, 0]]],
  ['z in a 2-D list', 2, [[1, 0, 1]]],
  ['y in a 1-D list', 1, [[1, 1, 0]]],
  ['too many', 3, Array.from({ length: 4097 }, (_, i) => [1 + (i % 64), i >> 6, 1])],
] as const)('refuses %s in an explicit list', (_, dimensions, offsets) => {
  const spec = { kind: 'offsets', dimensions, offsets } as unknown as NeighborhoodSpec
  expect(() => buildNeighborhood(spec)).toThrow(NeighborhoodError)
  expect(() => countNeighbors(spec)).toThrow(NeighborhoodError)
})
