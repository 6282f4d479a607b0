import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertSame } from '../testing/case.ts'
import { ZoneCentersError } from './errors.ts'
import { countCells, flatIndexOf, type Size } from './size.ts'
import { BOX, TORUS, type Topology } from './topology.ts'
import { createVoronoiZones, MAX_ZONES } from './voronoi-zones.ts'
import { cellsOfZone, createBoxZones, nameBoxZones, writeZones, type ZoneMap } from './zone-map.ts'
import { BOLT_SIZE, boltOf, countZones, type GridPoint, ZONE_SIZE, zoneOf } from './zones.ts'

const axis = fc.integer({ min: 1, max: 30 })
const anySize = fc.record({ x: axis, y: axis, z: axis })
const siteIn = (size: Size) =>
  fc.record({
    x: fc.integer({ min: 0, max: size.x - 1 }),
    y: fc.integer({ min: 0, max: size.y - 1 }),
    z: fc.integer({ min: 0, max: size.z - 1 }),
  })
const anyCenters = anySize.chain((size) =>
  fc.record({
    size: fc.constant(size),
    centers: fc.array(siteIn(size), { minLength: 1, maxLength: 6 }),
    topology: fc.constantFrom<Topology>(BOX, TORUS),
  }),
)

function* sitesOf(size: Size): Generator<GridPoint> {
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) for (let x = 0; x < size.x; x++) yield { x, y, z }
  }
}

/** The middle of all cells that a bolt has, found by listing them. */
function middleOf(size: Size, bolt: GridPoint): GridPoint {
  const along = (name: 'x' | 'y' | 'z') => {
    const cells = Array.from(
      { length: BOLT_SIZE[name] },
      (_, i) => bolt[name] * BOLT_SIZE[name] + i,
    )
    const inside = cells.filter((at) => at < size[name])
    return inside.reduce((sum, at) => sum + at, 0) / inside.length
  }
  return { x: along('x'), y: along('y'), z: along('z') }
}

/** The square of the shortest way to any image of a center. */
function squaredDistance(size: Size, topology: Topology, a: GridPoint, b: GridPoint): number {
  const along = (name: 'x' | 'y' | 'z') => {
    const shifts = topology.kind === 'torus' ? [-1, 0, 1] : [0]
    return Math.min(...shifts.map((shift) => (a[name] - b[name] - shift * size[name]) ** 2))
  }
  return along('x') + along('y') + along('z')
}

function expectPartition(map: ZoneMap): void {
  const owners = new Int32Array(countCells(map.size)).fill(-1)
  let cells = 0
  for (let zone = 0; zone < map.count; zone++) {
    const listed = [...cellsOfZone(map, zone)]
    expect(listed.filter((cell, i) => i > 0 && cell <= listed[i - 1]!)).toEqual([])
    expect(map.countCells(zone)).toBe(listed.length)
    expect(listed.filter((cell) => owners[cell] !== -1)).toEqual([])
    for (const cell of listed) owners[cell] = zone
    cells += listed.length
  }
  expect(cells).toBe(countCells(map.size))
  assertSame(
    owners.map((_, cell) => map.zoneOfCell(cell)),
    owners,
  )
  const plane = new Int32Array(owners.length)
  writeZones(map, plane)
  assertSame(plane, owners)
}

describe('zones around centers', () => {
  test('each bolt belongs to the nearest center, the first listed of several', () => {
    fc.assert(
      fc.property(anyCenters, ({ size, centers, topology }) => {
        const map = createVoronoiZones(size, topology, centers)
        const strays = [...sitesOf(size)].filter((site) => {
          const middle = middleOf(size, boltOf(site))
          const distances = centers.map((center) => squaredDistance(size, topology, middle, center))
          const nearest = distances.indexOf(Math.min(...distances))
          return map.zoneOfSite(site.x, site.y, site.z) !== nearest
        })
        expect(strays).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  test('they share out the world, each in flat order', () => {
    fc.assert(
      fc.property(anyCenters, ({ size, centers, topology }) =>
        expectPartition(createVoronoiZones(size, topology, centers)),
      ),
      { numRuns: 30 },
    )
  })

  test('on a torus the way around counts', () => {
    const size = { x: 60, y: 6, z: 4 }
    const centers = [
      { x: 2, y: 2, z: 1 },
      { x: 40, y: 2, z: 1 },
    ]
    expect(createVoronoiZones(size, TORUS, centers).zoneOfSite(57, 0, 0)).toBe(0)
    expect(createVoronoiZones(size, BOX, centers).zoneOfSite(57, 0, 0)).toBe(1)
  })

  test('of two centers in one place the second owns nothing', () => {
    const size = { x: 12, y: 6, z: 4 }
    const center = { x: 3, y: 3, z: 2 }
    const map = createVoronoiZones(size, BOX, [center, center])
    expect([map.countCells(0), map.countCells(1)]).toEqual([288, 0])
  })

  const size = { x: 10, y: 10, z: 10 }
  test.each([
    ['none', []],
    ['too many', Array.from({ length: MAX_ZONES + 1 }, () => ({ x: 0, y: 0, z: 0 }))],
    ['one outside', [{ x: 10, y: 0, z: 0 }]],
    ['one between sites', [{ x: 0.5, y: 0, z: 0 }]],
    ['one nowhere', [{ x: Number.NaN, y: 0, z: 0 }]],
  ])('refuses %s', (_, centers) => {
    expect(() => createVoronoiZones(size, BOX, centers)).toThrow(ZoneCentersError)
  })
})

describe('zones as boxes', () => {
  test.each([
    { x: 100, y: 5, z: 50 },
    { x: 72, y: 72, z: 1 },
    { x: 1, y: 1, z: 1 },
    { x: 7, y: 145, z: 49 },
  ])('they share out $x x $y x $z, as the grid of zones has them', (size) => {
    const map = createBoxZones(size)
    expectPartition(map)
    for (const site of sitesOf(size)) {
      const expected = flatIndexOf(
        countZones(size),
        ...(Object.values(zoneOf(site)) as [number, number, number]),
      )
      expect(map.zoneOfSite(site.x, site.y, site.z)).toBe(expected)
    }
  })

  test('each has a name by its place', () => {
    const size = { ...ZONE_SIZE, x: 73 }
    expect(nameBoxZones(size)).toEqual(['zone-0-0-0', 'zone-1-0-0'])
  })
})
