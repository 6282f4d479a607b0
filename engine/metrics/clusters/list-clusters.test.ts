import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX, TORUS } from '../../lattice/topology.ts'
import { connectivityOf } from './connectivity.ts'
import { labelClusters } from './label-clusters.ts'
import { listClusters } from './list-clusters.ts'

const anyState = fc.record({
  size: fc.record({
    x: fc.integer({ min: 1, max: 9 }),
    y: fc.integer({ min: 1, max: 7 }),
    z: fc.integer({ min: 1, max: 5 }),
  }),
  topology: fc.constantFrom(BOX, TORUS),
  seed: fc.array(fc.boolean(), { minLength: 315, maxLength: 315 }),
})

test('a row has a cell of its cluster, and its box is the smallest that holds all of it', () => {
  fc.assert(
    fc.property(anyState, ({ size, topology, seed }) => {
      const cells = Uint8Array.from({ length: size.x * size.y * size.z }, (_, i) => +seed[i]!)
      const state = { size, topology, cells }
      const connectivity = connectivityOf('faces6')
      const clusters = labelClusters(state, connectivity)
      const labels = clusters.paintLabels()
      const { rows, count } = listClusters(state, connectivity)
      expect(rows).toHaveLength(count)
      expect(rows.map((row) => row.cells)).toEqual([...clusters.sizes].sort((a, b) => b - a))
      for (const { site, box, cells: own } of rows) {
        const label = labels[site.x + size.x * (site.y + size.y * site.z)]!
        expect(clusters.sizes[label - 1]).toBe(own)
        for (const axis of ['x', 'y', 'z'] as const) {
          const taken = placesOf(labels, label, size, axis)
          const covered = Array.from({ length: box.size[axis] }, (_, i) => {
            return topology === TORUS ? (box[axis] + i) % size[axis] : box[axis] + i
          })
          expect(taken.every((place) => covered.includes(place))).toBe(true)
          expect(taken).toContain(covered[0])
          expect(taken).toContain(covered.at(-1))
          expect(covered.length).toBe(shortest(taken, size[axis], topology === TORUS))
        }
      }
    }),
  )
})

test('the largest come first, no more than are asked for', () => {
  const cells = Uint8Array.of(1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0)
  const state = { size: { x: 11, y: 1, z: 1 }, topology: BOX, cells }
  const { rows, count } = listClusters(state, connectivityOf('line2'), 2)
  expect(count).toBe(4)
  expect(rows.map(({ cells: own, site }) => [own, site.x])).toEqual([
    [3, 8],
    [2, 2],
  ])
})

type Axis = 'x' | 'y' | 'z'

function placesOf(
  labels: Int32Array,
  label: number,
  size: Readonly<Record<Axis, number>>,
  axis: Axis,
): readonly number[] {
  const cells = [...labels.keys()].filter((cell) => labels[cell] === label)
  const place = (cell: number) =>
    axis === 'x'
      ? cell % size.x
      : axis === 'y'
        ? Math.floor(cell / size.x) % size.y
        : Math.floor(cell / (size.x * size.y))
  return [...new Set(cells.map(place))].sort((a, b) => a - b)
}

/** The length of the shortest stretch that holds these places, by trying every beginning. */
function shortest(taken: readonly number[], length: number, isJoined: boolean): number {
  const starts = isJoined ? taken : taken.slice(0, 1)
  const lengths = starts.map((start) => {
    return 1 + Math.max(...taken.map((place) => (place - start + length) % length))
  })
  return Math.min(...lengths)
}
