import { expect, test } from 'vitest'
import { createProgramBuilder } from '../../../rules/program/program-builder.ts'
import { layOutPlanes } from './lane-layout.ts'
import { planLattice } from './lane-plan.ts'
import { latticeOfRule } from './rule-lattice.ts'
import { countUsefulThreads, partOf, shareWork } from './thread-share.ts'

const builder = createProgramBuilder({ dimensions: 2, states: 2 })
const neighborhood = { kind: 'named', name: 'moore-2d' } as const
const seen = builder.partition({ kind: 'neighborhood', neighborhood, withCenter: false })
const lattice = latticeOfRule(builder.finish(builder.site(seen, 0)))
const plan = planLattice(lattice)

const sizes = [
  { x: 1, y: 1, z: 1 },
  { x: 1000, y: 1, z: 1 },
  { x: 500, y: 3, z: 1 },
  { x: 30, y: 41, z: 5 },
]

test.each(sizes)(
  'shares of $x x $y x $z cells take each cell once, however many there are',
  (size) => {
    const layout = layOutPlanes(size, lattice, plan)
    for (let count = 1; count <= 9; count++) {
      const times = new Uint8Array(size.x * size.y * size.z)
      for (let index = 0; index < count; index++) {
        const [, rows, cells] = shareWork(layout, index, count)
        for (let row = rows[0]; row < rows[1]; row++) {
          for (let x = cells[0]; x < cells[1]; x++) times[row * size.x + x]!++
        }
        expect(cells[0] % 16).toBe(0)
      }
      expect(times.every((n) => n === 1)).toBe(true)
    }
  },
)

test.each(sizes)(
  'shares of $x x $y x $z cells take each run and each row of the grid once',
  (size) => {
    const layout = layOutPlanes(size, lattice, plan)
    for (let count = 1; count <= 9; count++) {
      const everyIndex = Array.from({ length: count }, (_, index) => index)
      for (const [parts, total] of [
        [everyIndex.map((index) => partOf(1001, index, count)), 1001],
        [everyIndex.map((index) => shareWork(layout, index, count)[0]), (size.y + 2) * size.z],
      ] as const) {
        expect(parts[0]![0]).toBe(0)
        expect(parts.at(-1)![1]).toBe(total)
        for (let i = 1; i < count; i++) expect(parts[i]![0]).toBe(parts[i - 1]![1])
      }
    }
  },
)

test('small worlds are left to one thread', () => {
  expect(countUsefulThreads(layOutPlanes({ x: 60, y: 60, z: 1 }, lattice, plan), 8)).toBe(1)
  expect(countUsefulThreads(layOutPlanes({ x: 600, y: 600, z: 1 }, lattice, plan), 8)).toBe(8)
})
