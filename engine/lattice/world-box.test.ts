import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells } from './size.ts'
import { intersectBoxes, splitBox, type WorldBox } from './world-box.ts'

const axis = fc.integer({ min: 1, max: 9 })
const anyBox: fc.Arbitrary<WorldBox> = fc.record({
  x: fc.integer({ min: -9, max: 9 }),
  y: fc.integer({ min: -9, max: 9 }),
  z: fc.integer({ min: -9, max: 9 }),
  size: fc.record({ x: axis, y: axis, z: axis }),
})

function listSites({ x, y, z, size }: WorldBox): string[] {
  const sites: string[] = []
  for (let dz = 0; dz < size.z; dz++) {
    for (let dy = 0; dy < size.y; dy++) {
      for (let dx = 0; dx < size.x; dx++) sites.push(`${x + dx},${y + dy},${z + dz}`)
    }
  }
  return sites
}

test('the parts of a box are its sites in flat order, none larger than asked', () => {
  fc.assert(
    fc.property(anyBox, fc.integer({ min: 1, max: 200 }), (box, maxCells) => {
      const parts = [...splitBox(box, maxCells)]
      for (const part of parts) expect(countCells(part.size)).toBeLessThanOrEqual(maxCells)
      expect(parts.flatMap(listSites)).toEqual(listSites(box))
    }),
  )
})

test('two boxes share the sites that lie in both', () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const inB = new Set(listSites(b))
      const shared = intersectBoxes(a, b)
      const expected = listSites(a).filter((site) => inB.has(site))
      expect(shared === undefined ? [] : listSites(shared)).toEqual(expected)
    }),
  )
})
