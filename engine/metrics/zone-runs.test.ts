import { expect, test } from 'vitest'
import { createListedZones } from '../lattice/listed-zones.ts'
import { TORUS } from '../lattice/topology.ts'
import { createVoronoiZones } from '../lattice/voronoi-zones.ts'
import { cellsOfZone, createBoxZones } from '../lattice/zone-map.ts'
import { runsOfZones } from './zone-runs.ts'

const SIZE = { x: 80, y: 20, z: 6 }

test.each([
  ['boxes', createBoxZones(SIZE)],
  [
    'listed',
    createListedZones(SIZE, [{ origin: { x: 70, y: 3, z: 1 }, size: { x: 10, y: 5, z: 2 } }]),
  ],
  [
    'around centers',
    createVoronoiZones(SIZE, TORUS, [
      { x: 3, y: 4, z: 1 },
      { x: 50, y: 17, z: 5 },
      { x: 20, y: 9, z: 0 },
    ]),
  ],
])('the runs of zones are their cells, and no two of them could be one: %s', (_, map) => {
  const { runs, zones } = runsOfZones(map)
  for (let zone = 0; zone < map.count; zone++) {
    const cells: number[] = []
    for (let run = zones[zone]!; run < zones[zone + 1]!; run++) {
      const first = runs[2 * run]!
      expect(first).not.toBe((cells.at(-1) ?? -2) + 1)
      for (let i = 0; i < runs[2 * run + 1]!; i++) cells.push(first + i)
    }
    expect(cells).toEqual([...cellsOfZone(map, zone)])
  }
  expect(runsOfZones(map)).toBe(runsOfZones(map))
})
