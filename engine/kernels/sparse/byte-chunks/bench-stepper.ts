/**
 * Steps chunks with a kernel of bounded worlds: a chunk and what lies around it is a world of its
 * own, in which all but the outermost cells come out right.
 */
import type { Reach } from '../../../lattice/neighborhood.ts'
import { countCells, type Size } from '../../../lattice/size.ts'
import { BOX } from '../../../lattice/topology.ts'
import type { Kernel } from '../../kernel.ts'
import type { UnboundedSetup } from '../../unbounded-kernel.ts'
import { createWasmKernel } from '../../wasm/wasm-kernel.ts'
import { growBox } from './chunk-grid.ts'
import type { StepChunk } from './chunk-stepper.ts'
import { copyCells } from './copy-cells.ts'

/** A bounded world for chunks of one size. */
interface Bench {
  readonly kernel: Kernel
  readonly size: Size
  readonly cells: Uint8Array
}

/** For rules to which it does not matter where a cell is; see `isPlaceless`. */
export function createBenchStepper({ rule, seed }: UnboundedSetup, reach: Reach): StepChunk {
  const benches = new Map<string, Bench>()
  const benchFor = (size: Size): Bench => {
    const key = `${size.x} ${size.y} ${size.z}`
    const known = benches.get(key)
    if (known !== undefined) return known
    const kernel = createWasmKernel({ size, topology: BOX, rule, seed })
    const bench = { kernel, size, cells: new Uint8Array(countCells(size)) }
    benches.set(key, bench)
    return bench
  }
  return (box, halo, tick, into) => {
    const { x, y, z, size: grown } = growBox(box, reach)
    // Lattices of two kinds of sites want a world that begins at a site of the first kind.
    const shift = (x + y + z) & 1
    const { kernel, size, cells } = benchFor({ ...grown, x: grown.x + shift })
    if (shift === 1) copyCells(cellsIn(halo, grown), cellsIn(cells, size, 1), grown)
    kernel.write(shift === 1 ? cells : halo, tick)
    kernel.advance(1)
    kernel.read(cells)
    const first = reach.x + shift + size.x * (reach.y + size.y * reach.z)
    copyCells(cellsIn(cells, size, first), cellsIn(into, box.size), box.size)
  }
}

const cellsIn = (cells: Uint8Array, size: Size, first = 0) => ({ cells, size, first })
