import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pickCell, pickOnPlane, toCellRay } from './pick-cell.ts'

const shape = { x: 5, y: 4, z: 3 }
const whole = { min: [0, 0, 0], max: [5, 4, 3] } as const

test('a ray finds the nearest cell that is not 0, from every side', () => {
  const axis = fc.constantFrom(0, 1, 2)
  const site = fc.tuple(fc.nat(4), fc.nat(3), fc.nat(2))
  fc.assert(
    fc.property(
      fc.array(site, { minLength: 1 }),
      axis,
      fc.boolean(),
      (sites, along, isBackward) => {
        const cells = new Uint8Array(60)
        for (const [x, y, z] of sites) cells[x + 5 * (y + 4 * z)] = 1
        const [x, y, z] = sites[0]!
        const at = [x + 0.5, y + 0.5, z + 0.5]
        const start = at.map((each, i) => (i === along ? (isBackward ? 20 : -20) : each))
        const step = [0, 1, 2].map((i) => (i === along ? (isBackward ? -1 : 1) : 1e-9))
        const ray = {
          origin: [start[0]!, start[1]!, start[2]!] as const,
          direction: [step[0]!, step[1]!, step[2]!] as const,
        }
        const inLine = sites.filter((each) =>
          each.every((n, i) => i === along || n === sites[0]![i]),
        )
        const places = inLine.map((each) => each[along]!)
        const nearest = isBackward ? Math.max(...places) : Math.min(...places)
        const wanted = [x, y, z].map((n, i) => (i === along ? nearest : n))
        expect(pickCell(ray, cells, shape, whole)?.cell).toEqual(wanted)
      },
    ),
  )
})

test('what is cut away is not met, and an empty world neither', () => {
  const ray = { origin: [9, 1.5, 1.5], direction: [-1, 1e-9, 1e-9] } as const
  const cells = new Uint8Array(60)
  cells[4 + 5 * (1 + 4)] = 1
  expect(pickCell(ray, cells, shape, whole)?.cell).toEqual([4, 1, 1])
  expect(pickCell(ray, cells, shape, { min: [0, 0, 0], max: [4, 4, 3] })).toBeUndefined()
  expect(pickCell(ray, new Uint8Array(60), shape, whole)).toBeUndefined()
})

test('a plane is met at the cell below the ray, in a scene whose y is up', () => {
  const plane = { axis: 'z', layer: 1, depth: 1 } as const
  const ray = toCellRay({ x: -2.4, y: 1.9, z: 40 }, { x: 0, y: 0, z: -1 }, shape)
  expect(pickOnPlane(ray, shape, plane)?.cell).toEqual([0, 0, 1])
  const beside = toCellRay({ x: 3, y: 0, z: 40 }, { x: 0, y: 0, z: -1 }, shape)
  expect(pickOnPlane(beside, shape, plane)).toBeUndefined()
})
