import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOX, TORUS } from '../../lattice/topology.ts'
import { createNodeThreads } from '../../node/kernel-threads.ts'
import { assertSame } from '../../testing/case.ts'
import { buildFieldLattice } from '../../testing/field-lattice.ts'
import { describeLatticeConformance } from '../../testing/lattice-conformance.ts'
import { anyLargeLatticeWorld, drawLatticeWorld, runLatticeWorld } from '../../testing/lattices.ts'
import { tries } from '../../testing/tries.ts'
import { KernelUnsupportedError } from '../errors.ts'
import type { CreateLatticeKernel } from '../lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../reference/reference-lattice-kernel.ts'
import { createWasmLatticeKernel } from './wasm-lattice-kernel.ts'

const onThreads =
  (count: number): CreateLatticeKernel =>
  (setup) =>
    createWasmLatticeKernel({ ...setup, threads: createNodeThreads(count) })

describeLatticeConformance('wasm', createWasmLatticeKernel, tries(300))

test.each([2, 3])('%i threads do what one does', (count) =>
  fc.assert(
    fc.asyncProperty(anyLargeLatticeWorld, async (world) => {
      const expected = await runLatticeWorld(createWasmLatticeKernel, world)
      assertSame(await runLatticeWorld(onThreads(count), world), expected)
    }),
    { numRuns: tries(20) },
  ),
)

describe('bits in seven channels', () => {
  test.each([
    ['a box', BOX, { x: 20, y: 9, z: 7 }],
    ['a box of whole chunks', BOX, { x: 32, y: 5, z: 3 }],
    ['a torus', TORUS, { x: 19, y: 8, z: 5 }],
  ] as const)('do in %s what the reference kernel does', async (_, topology, size) => {
    const lattice = buildFieldLattice()
    const world = drawLatticeWorld({ setup: { size, topology, lattice, seed: 5n }, ticks: 5 })
    const expected = await runLatticeWorld(createReferenceLatticeKernel, world)
    assertSame(await runLatticeWorld(createWasmLatticeKernel, world), expected)
  })

  test.each([2, 3])('are tallied by %i threads as by one', async (count) => {
    const lattice = buildFieldLattice()
    const setup = { size: { x: 40, y: 30, z: 12 }, topology: BOX, lattice, seed: 5n }
    const world = drawLatticeWorld({ setup, ticks: 5 })
    const expected = await runLatticeWorld(createWasmLatticeKernel, world)
    assertSame(await runLatticeWorld(onThreads(count), world), expected)
  })
})

test('a lattice that does not fit into a memory is refused by the names of its passes', () => {
  const lattice = buildFieldLattice()
  const size = { x: 1024, y: 1024, z: 100 }
  const create = () => createWasmLatticeKernel({ size, topology: BOX, lattice, seed: 0n })
  expect(create).toThrow(KernelUnsupportedError)
  expect(create).toThrow(/rules, fields: in a world of 1024 x 1024 x 100 cells it would take/)
})

test('a kernel can be disposed of at any time, and twice', async () => {
  const lattice = buildFieldLattice()
  const setup = { size: { x: 40, y: 30, z: 12 }, topology: BOX, lattice, seed: 5n }
  for (const threads of [1, 2]) {
    const unused = await onThreads(threads)(setup)
    unused.dispose()
    unused.dispose()
    const used = await onThreads(threads)(setup)
    await used.advance(1)
    used.dispose()
    used.dispose()
  }
})
