import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCells, type Size } from '../lattice/size.ts'
import { TORUS, type Topology } from '../lattice/topology.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { assertSetup } from './setup-check.ts'
import { buildStandIn } from './stand-in-world.ts'

const MAX_CELLS = 2 ** 16

const anySide = fc.integer({ min: 2, max: 3000 })
const anySurface = fc
  .tuple(anySide, anySide, fc.constantFrom('x' as const, 'y' as const), fc.nat())
  .chain(([x, y, along, any]): fc.Arbitrary<readonly [Size, Topology]> => {
    const size = { x, y, z: 1 }
    const side = size[along]
    const shiftCells = (any % (side - 1)) + 1
    const twist = any % 2 === 1 && side % 2 === 0 ? 1 : 0
    return fc.constantFrom<readonly [Size, Topology]>(
      [size, { kind: 'box' }],
      [size, TORUS],
      [size, { kind: 'cross-surface' }],
      [{ ...size, y: x }, { kind: 'sphere' }],
      [size, { kind: 'klein', along, shiftCells: twist }],
      [size, { kind: 'shifted-torus', along, shiftCells }],
      [size, { kind: 'shifted-torus', along, shiftCells: -shiftCells }],
    )
  })

test('of every surface there is a smaller one of the same kind', () => {
  const { rule } = parseRule('B3/S23')
  fc.assert(
    fc.property(anySurface, ([size, topology]) => {
      const setup = { size, topology, rule, seed: 0n }
      const standIn = buildStandIn(setup, [rule.program], MAX_CELLS)
      assertSetup(standIn)
      expect(standIn.topology.kind).toBe(topology.kind)
      expect(countCells(standIn.size)).toBeLessThanOrEqual(MAX_CELLS)
      if (countCells(size) <= MAX_CELLS) expect(standIn).toBe(setup)
      else expect(countCells(standIn.size)).toBeGreaterThan(MAX_CELLS / 5)
    }),
  )
})

test('blocks still divide a torus that they divided', () => {
  const { rule } = parseRule('M0,8,4,3,2,5,9,7,1,6,10,11,12,13,14,15')
  fc.assert(
    fc.property(anySide, anySide, (halfX, halfY) => {
      const size = { x: 2 * halfX, y: 2 * halfY, z: 1 }
      assertSetup(
        buildStandIn({ size, topology: TORUS, rule, seed: 0n }, [rule.program], MAX_CELLS),
      )
    }),
  )
})

test('a cube stays one where its sides are powers of two', () => {
  const { rule } = parseRule('4555')
  const setup = { size: { x: 512, y: 512, z: 512 }, topology: TORUS, rule, seed: 0n }
  expect(buildStandIn(setup, [rule.program], 2 ** 24).size).toEqual({ x: 256, y: 256, z: 256 })
})
