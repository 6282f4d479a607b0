import { describe, expect, test } from 'vitest'
import { createNearestResolver, createSiteResolver, OUTSIDE } from './site-resolver.ts'
import { BOX, TORUS, type Topology } from './topology.ts'

/** The world's sites as letters in flat order, with a border of one site around them. */
function drawWithBorder(width: number, height: number, topology: Topology): string[] {
  const resolve = createSiteResolver({ x: width, y: height, z: 1 }, topology)
  return Array.from({ length: height + 2 }, (_, row) =>
    Array.from({ length: width + 2 }, (__, column) => {
      const site = resolve(column - 1, row - 1, 0)
      return site === OUTSIDE ? '.' : String.fromCharCode('a'.charCodeAt(0) + site)
    }).join(''),
  )
}

// Each drawing follows from how Golly joins the edges of a bounded grid. Of a shifted Klein bottle's
// two equivalent mirrors it is the one that Golly runs with: crossing takes x to w - 2 - x.
test.each<[string, number, number, Topology, string]>([
  [':P4,3', 4, 3, BOX, '...... .abcd. .efgh. .ijkl. ......'],
  [':T4,3', 4, 3, TORUS, 'lijkli dabcda hefghe lijkli dabcda'],
  [
    ':T4+1,3',
    4,
    3,
    { kind: 'shifted-torus', along: 'x', shiftCells: 1 },
    'klijkl dabcda hefghe lijkli abcdab',
  ],
  [
    ':T4,3+1',
    4,
    3,
    { kind: 'shifted-torus', along: 'y', shiftCells: 1 },
    'hijkla labcde defghi hijkla labcde',
  ],
  [
    ':K4*,3',
    4,
    3,
    { kind: 'klein', along: 'x', shiftCells: 0 },
    'ilkjil dabcda hefghe lijkli adcbad',
  ],
  [
    ':K4,3*',
    4,
    3,
    { kind: 'klein', along: 'y', shiftCells: 0 },
    'dijkla labcdi hefghe dijkla labcdi',
  ],
  [
    ':K4*+1,3',
    4,
    3,
    { kind: 'klein', along: 'x', shiftCells: 1 },
    'lkjilk dabcda hefghe lijkli dcbadc',
  ],
  [
    ':K3,4*+1',
    3,
    4,
    { kind: 'klein', along: 'y', shiftCells: 1 },
    'ljklj iabcg fdefd cghia ljklj iabcg',
  ],
  [':C4,3', 4, 3, { kind: 'cross-surface' }, 'alkjid labcdi hefghe dijkla idcbal'],
  [':S3', 3, 3, { kind: 'sphere' }, 'aadgc aabcg bdefh cghii gcfii'],
])('%s meets itself as in Golly', (_, width, height, topology, drawing) => {
  expect(drawWithBorder(width, height, topology)).toEqual(drawing.split(' '))
})

const surfaces: readonly Topology[] = [
  TORUS,
  { kind: 'shifted-torus', along: 'x', shiftCells: 2 },
  { kind: 'shifted-torus', along: 'y', shiftCells: -1 },
  { kind: 'klein', along: 'x', shiftCells: 0 },
  { kind: 'klein', along: 'x', shiftCells: 1 },
  { kind: 'klein', along: 'y', shiftCells: 0 },
  { kind: 'cross-surface' },
]

describe.each(surfaces.map((topology) => [JSON.stringify(topology), topology] as const))(
  '%s',
  (_, topology) => {
    const size = { x: 4, y: 5, z: 1 }
    const resolve = createSiteResolver(size, topology)
    /** The 3 x 3 sites around a place, each by the site it names, in one of the eight attitudes. */
    const around = (x: number, y: number, step: (i: number, j: number) => [number, number]) =>
      [-1, 0, 1].flatMap((j) =>
        [-1, 0, 1].map((i) => {
          const [dx, dy] = step(i, j)
          return resolve(x + dx, y + dy, 0)
        }),
      )
    const attitudes = [1, -1].flatMap((mx) =>
      [1, -1].map((my) => (i: number, j: number): [number, number] => [mx * i, my * j]),
    )

    test('is the same surface wherever one looks at it from: a copy far off has the same neighbors', () => {
      for (let y = -13; y <= 17; y++) {
        for (let x = -13; x <= 17; x++) {
          const site = resolve(x, y, 0)
          const home = around(site % size.x, Math.floor(site / size.x), (i, j) => [i, j]).join()
          expect(attitudes.map((step) => around(x, y, step).join())).toContain(home)
        }
      }
    })

    test('names every site equally often', () => {
      const visits = new Uint32Array(20)
      for (let y = 0; y < 20; y++) for (let x = 0; x < 16; x++) visits[resolve(x, y, 0)]!++
      expect(new Set(visits)).toEqual(new Set([16]))
    })
  },
)

test('a torus wraps in all three dimensions, several times around if need be', () => {
  const resolve = createSiteResolver({ x: 3, y: 2, z: 4 }, TORUS)
  expect(resolve(-7, 5, -9)).toBe(resolve(2, 1, 3))
  expect(resolve(2, 1, 3)).toBe(2 + 3 * (1 + 2 * 3))
})

test('a 1-D torus has an end on each side', () => {
  const resolve = createSiteResolver({ x: 5, y: 1, z: 1 }, TORUS)
  expect([-1, 5, 0].map((x) => resolve(x, 0, 0))).toEqual([4, 0, 0])
})

describe('a world whose sites look at the nearest', () => {
  test('is the same inside and across edges that meet, and has no outside', () => {
    const sizes = [
      { x: 3, y: 4, z: 2 },
      { x: 1, y: 5, z: 1 },
    ]
    for (const size of sizes) {
      for (const topology of [BOX, TORUS]) {
        const plain = createSiteResolver(size, topology)
        const nearest = createNearestResolver(size, topology)
        const clamp = (n: number, cells: number) => Math.min(Math.max(n, 0), cells - 1)
        for (let x = -3; x < size.x + 3; x++) {
          for (let y = -3; y < size.y + 3; y++) {
            for (let z = -3; z < size.z + 3; z++) {
              const site = plain(x, y, z)
              const inside = plain(clamp(x, size.x), clamp(y, size.y), clamp(z, size.z))
              expect(nearest(x, y, z)).toBe(site === OUTSIDE ? inside : site)
            }
          }
        }
      }
    }
  })

  test('stays in the layer of a surface, crossing its edges as it does', () => {
    const size = { x: 4, y: 4, z: 1 }
    const klein = { kind: 'klein', along: 'x', shiftCells: 0 } as const
    const plain = createSiteResolver(size, klein)
    const nearest = createNearestResolver(size, klein)
    expect(nearest(1, -1, 1)).toBe(plain(1, -1, 0))
    expect(nearest(1, -1, -2)).toBe(plain(1, -1, 0))
  })
})
