import { expect, test } from 'vitest'
import { TopologyError } from './errors.ts'
import type { NeighborhoodSpec } from './neighborhood.ts'
import type { Size } from './size.ts'
import { BOX, TORUS, type Topology } from './topology.ts'
import { assertTopology, normalizeTopology, type WrittenTopology } from './topology-check.ts'

const MOORE: NeighborhoodSpec = { kind: 'named', name: 'moore-2d' }
const MOORE_3D: NeighborhoodSpec = { kind: 'named', name: 'moore-3d' }
const SEGMENT: NeighborhoodSpec = { kind: 'segment', radiusCells: 2 }
const LARGE: NeighborhoodSpec = { kind: 'square', radiusCells: 5 }
const KNIGHT: NeighborhoodSpec = { kind: 'offsets', dimensions: 2, offsets: [[1, 2, 0]] }

const plane = (x: number, y: number): Size => ({ x, y, z: 1 })
const SPHERE: Topology = { kind: 'sphere' }
const CROSS: Topology = { kind: 'cross-surface' }
const KLEIN_1: Topology = { kind: 'klein', along: 'x', shiftCells: 1 }

test.each<[Topology, Size, NeighborhoodSpec]>([
  [BOX, { x: 3, y: 4, z: 5 }, MOORE_3D],
  [TORUS, plane(7, 1), SEGMENT],
  [TORUS, plane(7, 9), LARGE],
  [SPHERE, plane(7, 7), MOORE],
  [CROSS, plane(7, 3), KNIGHT],
  [KLEIN_1, plane(4, 3), MOORE],
  [{ kind: 'shifted-torus', along: 'y', shiftCells: -2 }, plane(4, 3), MOORE],
])('%j fits %j under %j', (topology, size, neighborhood) => {
  expect(assertTopology(size, topology, neighborhood)).toBe(topology)
})

test.each<[Topology, Size, NeighborhoodSpec]>([
  [CROSS, { x: 4, y: 4, z: 2 }, MOORE],
  [CROSS, plane(4, 4), MOORE_3D],
  [CROSS, plane(4, 1), SEGMENT],
  [CROSS, plane(9, 9), LARGE],
  [SPHERE, plane(4, 5), MOORE],
  [SPHERE, plane(5, 5), KNIGHT],
  [KLEIN_1, plane(3, 4), MOORE],
  [{ kind: 'shifted-torus', along: 'x', shiftCells: 0 }, plane(4, 4), MOORE],
  [{ kind: 'shifted-torus', along: 'x', shiftCells: 4 }, plane(4, 5), MOORE],
  [{ kind: 'shifted-torus', along: 'x', shiftCells: 1.5 }, plane(4, 5), MOORE],
])('%j does not fit %j under %j', (topology, size, neighborhood) => {
  expect(() => assertTopology(size, topology, neighborhood)).toThrow(TopologyError)
})

test.each<[WrittenTopology, Topology]>([
  [{ kind: 'shifted-torus', along: 'x', shiftCells: 8 }, TORUS],
  [
    { kind: 'shifted-torus', along: 'x', shiftCells: -5 },
    { kind: 'shifted-torus', along: 'x', shiftCells: -1 },
  ],
  [
    { kind: 'klein', along: 'x', shiftCells: 3 },
    { kind: 'klein', along: 'x', shiftCells: 1 },
  ],
  [
    { kind: 'klein', along: 'x', shiftCells: 2 },
    { kind: 'klein', along: 'x', shiftCells: 1 },
  ],
  [
    { kind: 'klein', along: 'x', shiftCells: -4 },
    { kind: 'klein', along: 'x', shiftCells: 0 },
  ],
  [
    { kind: 'klein', along: 'y', shiftCells: 1 },
    { kind: 'klein', along: 'y', shiftCells: 0 },
  ],
  [SPHERE, SPHERE],
])('%j on 4 x 5 means %j', (written, normal) => {
  expect(normalizeTopology(plane(4, 5), written)).toEqual(normal)
})
