import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSiteResolver, OUTSIDE } from '../../lattice/site-resolver.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../../lattice/topology.ts'
import { drawCells } from '../../testing/measured-states.ts'
import { tries } from '../../testing/tries.ts'
import type { Likeness } from './bands.ts'
import { countSizes, summarizeSizes } from './cluster-sizes.ts'
import {
  CONNECTIVITY_NAMES,
  type ConnectivityName,
  connectivityOf,
  parseConnectivity,
  widestConnectivity,
} from './connectivity.ts'
import { ClusterError } from './errors.ts'
import { type ClusteredState, type Clusters, labelClusters } from './label-clusters.ts'

/** Flood fill, the obvious way: whoever sees a cell of a cluster, or is seen by one, is in it. */
function floodFill(state: ClusteredState, name: ConnectivityName, likeness: Likeness): number[] {
  const { size, topology, cells } = state
  const resolve = createSiteResolver(size, topology)
  const { offsets } = connectivityOf(name)
  const neighbors: Set<number>[] = [...cells].map(() => new Set())
  for (let cell = 0; cell < cells.length; cell++) {
    const [x, y, z] = siteOf(size, cell)
    for (let i = 0; i < offsets.length; i += 3) {
      const other = resolve(x + offsets[i]!, y + offsets[i + 1]!, z + offsets[i + 2]!)
      if (other === OUTSIDE || cells[cell] === 0 || cells[other] === 0) continue
      if (likeness === 'same-state' && cells[cell] !== cells[other]) continue
      neighbors[cell]!.add(other)
      neighbors[other]!.add(cell)
    }
  }
  const labels = new Array<number>(cells.length).fill(0)
  let count = 0
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells[cell] === 0 || labels[cell] !== 0) continue
    count++
    const left = [cell]
    while (left.length > 0) {
      const at = left.pop()!
      if (labels[at] !== 0) continue
      labels[at] = count
      left.push(...neighbors[at]!)
    }
  }
  return labels
}

const siteOf = (size: Size, cell: number) =>
  [cell % size.x, Math.floor(cell / size.x) % size.y, Math.floor(cell / (size.x * size.y))] as const

/**
 * Labels as a flood fill has them, numbered by first cells, once the sizes are found to be those of the
 * labels.
 */
function numberByFirstCells({ count, sizes, paintLabels }: Clusters): number[] {
  const labels = [...paintLabels()]
  const counted = new Array<number>(count).fill(0)
  for (const label of labels) if (label !== 0) counted[label - 1]!++
  expect([...sizes]).toEqual(counted)
  const order = [...new Set([0, ...labels])]
  return labels.map((label) => (label === 0 ? 0 : order.indexOf(label)))
}

/**
 * Whether something goes around: some site is reached from itself by a walk on the endless grid that
 * ends elsewhere: to the loop, around and back, so at most twice as long as there are live cells.
 */
function goesAround({ size, topology, cells }: ClusteredState, name: ConnectivityName) {
  const resolve = createSiteResolver(size, topology)
  const { offsets } = connectivityOf(name)
  const around = { x: false, y: false, z: false }
  const labels = floodFill({ size, topology, cells }, name, 'alive')
  const live = labels.filter((label) => label !== 0).length
  for (let cell = 0; cell < cells.length; cell++) {
    if (labels[cell] === 0 || labels.indexOf(labels[cell]!) !== cell) continue
    const start = siteOf(size, cell)
    const seen = new Set([start.join()])
    let edge: (readonly [number, number, number])[] = [start]
    for (let step = 0; step <= 2 * live && edge.length > 0; step++) {
      const next: (readonly [number, number, number])[] = []
      for (const [x, y, z] of edge) {
        for (let i = 0; i < offsets.length; i += 3) {
          const to = [x + offsets[i]!, y + offsets[i + 1]!, z + offsets[i + 2]!] as const
          const site = resolve(...to)
          if (site === OUTSIDE || cells[site] === 0 || seen.has(to.join())) continue
          seen.add(to.join())
          next.push(to)
          if (site !== cell) continue
          if (to[0] !== start[0]) around.x = true
          if (to[1] !== start[1]) around.y = true
          if (to[2] !== start[2]) around.z = true
        }
      }
      edge = next
    }
  }
  return around
}

const namesOf = (dimensions: number) =>
  CONNECTIVITY_NAMES.filter((name) => connectivityOf(name).dimensions >= dimensions)

function anyCells(size: Size, states: number): fc.Arbitrary<Uint8Array> {
  const cell = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: states - 1 }))
  const { length } = { length: countCells(size) }
  return fc
    .array(cell, { minLength: length, maxLength: length })
    .map((cells) => Uint8Array.from(cells))
}

const axis = fc.integer({ min: 1, max: 9 })

const anySpace = fc.record({ x: axis, y: axis, z: fc.integer({ min: 1, max: 5 }) }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    topology: fc.constantFrom<Topology>(BOX, TORUS),
    cells: anyCells(size, 3),
  }),
)

const anySurface = fc
  .record({ x: axis, y: axis, kind: fc.integer({ min: 0, max: 6 }), shift: axis })
  .chain(({ x, y, kind, shift }) => {
    const topologies: Topology[] = [
      { kind: 'klein', along: 'x', shiftCells: x % 2 === 0 && shift % 2 === 0 ? 1 : 0 },
      { kind: 'klein', along: 'y', shiftCells: y % 2 === 0 && shift % 2 === 0 ? 1 : 0 },
      { kind: 'cross-surface' },
      { kind: 'sphere' },
      { kind: 'shifted-torus', along: 'x', shiftCells: shift % x },
      { kind: 'shifted-torus', along: 'y', shiftCells: -(shift % y) },
      TORUS,
    ]
    const topology = topologies[kind]!
    const size = { x, y: topology.kind === 'sphere' ? x : y, z: 1 }
    return fc.record({
      size: fc.constant(size),
      topology: fc.constant(topology),
      cells: anyCells(size, 3),
    })
  })

/** Rows of several words, where what is next to a cell lies in another. */
const anyWideSpace = fc
  .record({
    size: fc.record({
      x: fc.integer({ min: 30, max: 70 }),
      y: fc.integer({ min: 1, max: 5 }),
      z: fc.integer({ min: 1, max: 4 }),
    }),
    topology: fc.constantFrom<Topology>(BOX, TORUS),
    seed: fc.nat(1_000_000),
    density: fc.constantFrom(40, 85, 128, 200, 250),
  })
  .map(({ size, topology, seed, density }): ClusteredState => {
    return { size, topology, cells: drawCells(size, 2, seed, density) }
  })

test('clusters of rows that are wider than a word are those of a flood fill', () => {
  fc.assert(
    fc.property(anyWideSpace, (state) => {
      for (const name of namesOf(state.size.z > 1 ? 3 : state.size.y > 1 ? 2 : 1)) {
        const clusters = labelClusters(state, connectivityOf(name))
        expect(numberByFirstCells(clusters)).toEqual(floodFill(state, name, 'alive'))
      }
    }),
    { numRuns: 30 },
  )
})

describe.each(['alive', 'same-state'] as const)('clusters of cells that are %s', (likeness) => {
  test('are those of a flood fill, in boxes and on tori of every connectivity', () => {
    fc.assert(
      fc.property(anySpace, (state) => {
        for (const name of namesOf(state.size.z > 1 ? 3 : state.size.y > 1 ? 2 : 1)) {
          const clusters = labelClusters(state, connectivityOf(name), likeness)
          expect(numberByFirstCells(clusters)).toEqual(floodFill(state, name, likeness))
        }
      }),
      { numRuns: tries(150) },
    )
  })

  test('are those of a flood fill on every surface', () => {
    fc.assert(
      fc.property(anySurface, (state) => {
        for (const name of ['square4', 'moore8', 'hex6'] as const) {
          const clusters = labelClusters(state, connectivityOf(name), likeness)
          expect(numberByFirstCells(clusters)).toEqual(floodFill(state, name, likeness))
        }
      }),
      { numRuns: tries(300) },
    )
  })
})

const small = fc.integer({ min: 1, max: 4 })

test('a cluster percolates where walks on the endless grid come back elsewhere', () => {
  const anyTorus = fc
    .record({ x: small, y: fc.integer({ min: 1, max: 3 }), z: fc.integer({ min: 1, max: 2 }) })
    .chain((size) =>
      fc.record({
        size: fc.constant(size),
        topology: fc.constant(TORUS),
        cells: anyCells(size, 2),
      }),
    )
  fc.assert(
    fc.property(anyTorus, (state) => {
      for (const name of namesOf(state.size.z > 1 ? 3 : state.size.y > 1 ? 2 : 1)) {
        const { percolates } = labelClusters(state, connectivityOf(name))
        const { x, y, z } = goesAround(state, name)
        const { size } = state
        const expected = { x: x && size.x > 1, y: y && size.y > 1, z: z && size.z > 1 }
        expect(percolates).toEqual(expected)
      }
    }),
    { numRuns: tries(60) },
  )
})

test('twisted edges turn around what was crossed before them', () => {
  const anyTwisted = fc
    .record({ x: small, y: small, kind: fc.integer({ min: 0, max: 3 }) })
    .chain(({ x, y, kind }) => {
      const topology: Topology[] = [
        { kind: 'klein', along: 'x', shiftCells: 0 },
        { kind: 'klein', along: 'y', shiftCells: y % 2 === 0 ? 1 : 0 },
        { kind: 'shifted-torus', along: 'x', shiftCells: 1 },
        { kind: 'shifted-torus', along: 'y', shiftCells: -1 },
      ]
      const size = { x, y, z: 1 }
      return fc.record({
        size: fc.constant(size),
        topology: fc.constant(topology[kind]!),
        cells: anyCells(size, 2),
      })
    })
  fc.assert(
    fc.property(anyTwisted, (state) => {
      for (const name of ['square4', 'moore8'] as const) {
        const { percolates } = labelClusters(state, connectivityOf(name))
        const around = goesAround(state, name)
        expect(percolates.x || percolates.y).toBe(around.x || around.y)
      }
    }),
    { numRuns: tries(150) },
  )
})

const stateOf = (topology: Topology, rows: readonly string[]): ClusteredState => ({
  size: { x: rows[0]!.length, y: rows.length, z: 1 },
  topology,
  cells: Uint8Array.from([...rows.join('')].map((char) => (char === 'o' ? 1 : 0))),
})

test('a row around a cross-surface percolates, and a ring around its corner does not', () => {
  const moore = connectivityOf('moore8')
  const surface = { kind: 'cross-surface' } as const
  const row = ['.....', '.....', 'ooooo', '.....', '.....']
  expect(labelClusters(stateOf(surface, row), moore).percolates.x).toBe(true)
  const corner = ['..o..', '..o..', 'oo...', '.....', '.....']
  expect(labelClusters(stateOf(surface, corner), moore).percolates.x).toBe(false)
  const sphere = ['o.o.o', '.....', 'o.o.o', '.....', 'ooooo']
  expect(labelClusters(stateOf({ kind: 'sphere' }, sphere), moore).percolates.x).toBe(false)
})

test('in a box a cluster percolates that reaches from face to face', () => {
  const across = stateOf(BOX, ['..o..', 'oo.oo', '.....'])
  expect(labelClusters(across, connectivityOf('moore8')).percolates).toEqual({
    x: true,
    y: false,
    z: false,
  })
  const { percolates, count } = labelClusters(across, connectivityOf('square4'))
  expect([percolates.x, count]).toEqual([false, 3])
})

test('the cells on a corner of each kind are as many as the names say', () => {
  for (const name of CONNECTIVITY_NAMES) {
    const { offsets } = connectivityOf(name)
    expect(offsets.length / 3).toBe(Number(/\d+$/.exec(name)![0]))
    // What is next to a cell has that cell next to it.
    const listed = new Set<string>()
    for (let i = 0; i < offsets.length; i += 3) listed.add(offsets.slice(i, i + 3).join())
    for (const each of listed) {
      const opposite = each.split(',').map((n) => -Number(n) + 0)
      expect(listed).toContain(opposite.join())
    }
  }
})

test('sizes are summed up as their definitions say', () => {
  const sizes = Float64Array.of(1, 1, 2, 6)
  expect(summarizeSizes(sizes)).toEqual({
    largest: 6,
    mean: 2.5,
    secondMoment: 42 / 4,
    meanOfCell: 42 / 10,
  })
  expect(countSizes(sizes)).toEqual([
    [1, 2],
    [2, 1],
    [6, 1],
  ])
  expect(summarizeSizes(new Float64Array())).toEqual({
    largest: 0,
    mean: 0,
    secondMoment: 0,
    meanOfCell: 0,
  })
})

test('names are read whole or by their number, and others refused by name', () => {
  expect(['26', 'moore26', '6', 'hex6', '2'].map(parseConnectivity)).toEqual([
    'moore26',
    'moore26',
    'faces6',
    'hex6',
    'line2',
  ])
  expect([1, 2, 3].map((d) => widestConnectivity(d as 1 | 2 | 3))).toEqual([
    'line2',
    'moore8',
    'moore26',
  ])
  expect(() => parseConnectivity('7')).toThrow(ClusterError)
  expect(() => parseConnectivity('toString')).toThrow(ClusterError)
  const flat = stateOf(BOX, ['oo', 'oo'])
  expect(() => labelClusters(flat, connectivityOf('line2'))).toThrow(/1|line2/)
})
