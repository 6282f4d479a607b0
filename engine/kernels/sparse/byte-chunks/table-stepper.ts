/**
 * Steps chunks of rules that come down to tables, with a kernel of bounded worlds: a chunk and what
 * lies around it is a world of its own, in which all but the outermost cells come out right.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../../lattice/size.ts'
import { BOX } from '../../../lattice/topology.ts'
import { createCpuKernel } from '../../cpu/cpu-kernel.ts'
import type { Kernel } from '../../kernel.ts'
import type { UnboundedSetup } from '../../unbounded-kernel.ts'
import { growBox } from './chunk-grid.ts'
import type { StepChunk } from './chunk-stepper.ts'
import { copyCells } from './copy-cells.ts'

/** A bounded world for chunks of one size. */
interface Bench {
  readonly kernel: Kernel
  readonly size: Size
  readonly cells: Uint8Array
}

/** @throws {KernelUnsupportedError} when the rule does not come down to tables. */
export function createTableStepper({ rule, seed }: UnboundedSetup, reach: Reach): StepChunk {
  const benches = new Map<string, Bench>()
  const benchFor = (size: Size): Bench => {
    const key = `${size.x} ${size.y} ${size.z}`
    const known = benches.get(key)
    if (known !== undefined) return known
    const kernel = createCpuKernel({ size, topology: BOX, rule, seed })
    const bench = { kernel, size, cells: new Uint8Array(countCells(size)) }
    benches.set(key, bench)
    return bench
  }
  return (box, halo, tick, into) => {
    const { x, y, z, size: grown } = growBox(box, reach)
    // Lattices of two kinds of sites want a world that begins at a site of the first kind.
    const shift = (x + y + z) & 1
    const { kernel, size, cells } = benchFor({ ...grown, x: grown.x + shift })
    const inBench = (first: number) => ({ cells, size, first })
    copyCells({ cells: halo, size: grown, first: 0 }, inBench(shift), grown)
    kernel.write(cells, tick)
    kernel.advance(1)
    kernel.read(cells)
    const first = reach.x + shift + size.x * (reach.y + size.y * reach.z)
    copyCells(inBench(first), { cells: into, size: box.size, first: 0 }, box.size)
  }
}
