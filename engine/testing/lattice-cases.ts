/** That a kernel of lattices does what the reference kernel does. */
import fc from 'fast-check'
import type { CreateLatticeKernel } from '../kernels/lattice-kernel.ts'
import { createReferenceLatticeKernel } from '../kernels/reference/reference-lattice-kernel.ts'
import { assertSame } from './case.ts'
import { anyLatticeWorld, type LatticeWorld, runLatticeWorld } from './lattices.ts'

/** The property that a kernel does with every lattice what the reference kernel does. */
export function runsLatticesAsReference(
  createKernel: CreateLatticeKernel,
  worlds: fc.Arbitrary<LatticeWorld> = anyLatticeWorld,
): fc.IAsyncProperty<[LatticeWorld]> {
  return fc.asyncProperty(worlds, async (world) => {
    const found = await runLatticeWorld(createKernel, world)
    assertSame(found, await runLatticeWorld(createReferenceLatticeKernel, world))
  })
}
