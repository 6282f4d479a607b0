import { expect, test } from 'vitest'
import { buildZoneShell, buildZoneWalls } from './zone-walls.ts'

const size = { x: 4, y: 3, z: 2 }
const halves = Uint8Array.from({ length: 24 }, (_, i) => (i % 4 < 2 ? 0 : 1))

/** Sum of the areas of triangles that lie across an axis. */
function areaOf(walls: Float32Array): number {
  let area = 0
  for (let i = 0; i < walls.length; i += 9) {
    const [a, b, c] = [0, 3, 6].map((at) => walls.subarray(i + at, i + at + 3))
    const u = [0, 1, 2].map((n) => b![n]! - a![n]!)
    const v = [0, 1, 2].map((n) => c![n]! - a![n]!)
    const cross = [0, 1, 2].map(
      (n) => u[(n + 1) % 3]! * v[(n + 2) % 3]! - u[(n + 2) % 3]! * v[(n + 1) % 3]!,
    )
    area += Math.hypot(...cross) / 2
  }
  return area
}

test('two halves have one wall between them, as large as the face of a cell for each pair', () => {
  const { walls } = buildZoneWalls(halves, size)
  expect(areaOf(walls)).toBe(3 * 2)
  for (let i = 0; i < walls.length; i += 3) expect(walls[i]).toBe(2)
})

test('the wall has four edges, and the world none of its own', () => {
  const { edges } = buildZoneWalls(halves, size)
  const between = Array.from({ length: edges.length / 6 }, (_, i) =>
    edges.subarray(6 * i, 6 * i + 6),
  )
  const ofWall = between.filter((segment) => segment[0] === 2 && segment[3] === 2)
  expect(ofWall).toHaveLength(4)
  expect(between).toHaveLength(4)
})

test('each zone is named in its middle, and one without cells nowhere', () => {
  const { middles } = buildZoneWalls(halves, size)
  expect(middles[0]).toEqual([1, 1.5, 1])
  expect(middles[1]).toEqual([3, 1.5, 1])
  expect(middles[2]).toBeUndefined()
})

test('a zone by itself is closed on all sides, the faces of the world included', () => {
  const { walls, edges } = buildZoneShell(halves, 1, size)
  expect(areaOf(walls)).toBe(2 * (2 * 3 + 2 * 2 + 3 * 2))
  // The twelve edges of a box.
  expect(edges.length / 6).toBe(12)
  for (let i = 0; i < walls.length; i += 3) expect(walls[i]).toBeGreaterThanOrEqual(2)
  expect(buildZoneShell(halves, 2, size).walls).toHaveLength(0)
})
