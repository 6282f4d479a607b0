/** What a bit of a living world takes, from the arrays of its store and the memory of its kernel. */
import { createColumns } from '../../engine/bits/bit-columns.ts'
import { layOutPlanes } from '../../engine/kernels/wasm/int-lanes/lane-layout.ts'
import { planLattice } from '../../engine/kernels/wasm/int-lanes/lane-plan.ts'
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { LatticeProgram } from '../../engine/rules/program/lattice-program.ts'
import { countMirrorBytes } from '../../engine/simulation/plane-mirror.ts'

/** Bytes a site; borders and what rows are rounded up by included, traces not. */
export interface BytesOfBit {
  readonly store: number
  readonly kernel: number
  /** What views and commands look at beside the kernel. */
  readonly mirror: number
  /** What store and kernel may take: 64, 12 more a channel, 8 more a further component. */
  readonly budget: number
}

/** Counts the bytes of a world of this size in which every site may have a bit. */
export function countBytesOfBit(size: Size, lattice: LatticeProgram): BytesOfBit {
  const cells = countCells(size)
  const columns = Object.values(createColumns(cells))
  const count = (kind: string) => lattice.planes.filter(({ plane }) => plane.kind === kind).length
  return {
    store: columns.reduce((sum, { byteLength }) => sum + byteLength, 0) / cells,
    kernel: layOutPlanes(size, lattice, planLattice(lattice)).end / cells,
    mirror: countMirrorBytes(lattice),
    budget: 64 + 12 * count('channel') + 8 * count('component'),
  }
}
