import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildNeighborhood, type NamedNeighborhood } from '../lattice/neighborhood.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import { createBits } from '../testing/bit-worlds.ts'
import { spawnFreely } from '../testing/spawn-freely.ts'
import { unwrap } from '../testing/unwrap.ts'
import { activateBit, suspendBit, terminateBit } from './bit-actions.ts'
import { STATE_PLANE } from './bit-planes.ts'
import { SpatialIndex } from './spatial-index.ts'

const SIZE = { x: 4, y: 3, z: 2 }

test('neighbors are the sites around, in the order z, y, x, found one by one', () => {
  const anyName = fc.constantFrom<NamedNeighborhood[]>(
    'moore-3d',
    'von-neumann-3d',
    'hex12-3d',
    'tetrahedral-3d',
    'elementary',
  )
  const anySite = fc.record({ x: fc.nat(3), y: fc.nat(2), z: fc.nat(1) })
  const anyTopology = fc.constantFrom<Topology[]>(BOX, TORUS)
  const anyStates = fc.array(fc.nat(1), { minLength: 24, maxLength: 24 })
  fc.assert(
    fc.property(anyName, anySite, anyTopology, anyStates, (name, site, topology, states) => {
      const { world, planes } = createBits({ size: SIZE, topology })
      for (const [cell, state] of states.entries()) planes.writeAt(STATE_PLANE, cell, state)
      const stateAt = (x: number, y: number, z: number) => {
        const [wx, wy, wz] = [(x + 8) % 4, (y + 6) % 3, (z + 4) % 2]
        const isInside = wx === x && wy === y && wz === z
        return isInside || topology === TORUS ? states[wx + 4 * (wy + 3 * wz)] : 0
      }
      const spec = { kind: 'named' as const, name }
      const { offsets, oddOffsets } = buildNeighborhood(spec)
      const isOdd = (site.x + site.y + site.z) % 2 === 1
      const list = (isOdd && oddOffsets) || offsets
      const expected = Array.from({ length: list.length / 3 }, (_, i) =>
        stateAt(site.x + list[3 * i]!, site.y + list[3 * i + 1]!, site.z + list[3 * i + 2]!),
      )
      const index = new SpatialIndex(world, planes)
      expect([...index.getNeighborStates(site, spec)]).toEqual(expected)
      const around = [...index.getStatesAround(site, spec)]
      expect(around).toHaveLength(expected.length + 1)
      expect(around.reduce((a, b) => a + b)).toBe(
        expected.reduce<number>((a, b) => a + b!, stateAt(site.x, site.y, site.z)!),
      )
    }),
    { numRuns: 60 },
  )
})

test('vacant and terminated sites read 0, a suspended bit is seen, outside is 0', () => {
  const { store, world, planes } = createBits({ size: SIZE, components: ['energy'] })
  const attributes = { state: { value: 1, components: [9] } }
  const bits = [0, 1].map((x) => unwrap(spawnFreely(store, { x, y: 0, z: 0 }, attributes)))
  for (const bit of bits) activateBit(store, bit)
  suspendBit(store, bits[0]!, 'a test')
  const index = new SpatialIndex(world, planes)
  const coords = [-1, 0, 1, 2].map((x) => ({ x, y: 0, z: 0 }))
  expect([...index.getStates(coords)]).toEqual([0, 1, 1, 0])
  terminateBit(store, bits[1]!, 'a test')
  expect([...index.getStates(coords)]).toEqual([0, 1, 0, 0])
  expect([...index.getStates(coords, 1)]).toEqual([0, 9, 0, 0])
})
