/** An endless world in which a few cells are alone. */
import { createSparseKernel } from '../../kernels/sparse/sparse-kernel.ts'
import type { UnboundedKernel } from '../../kernels/unbounded-kernel.ts'
import { BOX } from '../../lattice/topology.ts'
import type { Rule } from '../../rules/rule.ts'
import { boundsOf, buildCellSet, type CellSet, layOut, listLiveCells } from './cell-set.ts'

/** Bytes that a world of a census may take. */
const MAX_BYTES = 2 ** 28

export class LoneWorld {
  readonly #kernel: UnboundedKernel

  /** @throws {KernelUnsupportedError} where the rule cannot run in an endless world. */
  constructor(rule: Rule) {
    const size = { x: 0, y: rule.dimensions > 1 ? 0 : 1, z: rule.dimensions > 2 ? 0 : 1 }
    this.#kernel = createSparseKernel({ size, topology: BOX, rule, seed: 0n, maxBytes: MAX_BYTES })
  }

  /** Forgets what was there; tick 0. */
  start(cells: CellSet): void {
    this.#kernel.clear(0)
    if (cells.count === 0) return
    const box = boundsOf(cells)
    this.#kernel.write(box, layOut(cells, box))
  }

  /** @throws {KernelMemoryError} when the state no longer fits. */
  advance(ticks: number): void {
    // Kernels of endless worlds only wait where they go over to another; this one does not.
    void this.#kernel.advance(ticks)
  }

  /** Cells that live now. */
  population(): number {
    return Number(this.#kernel.population() ?? 0n)
  }

  read(): CellSet {
    const sites: number[] = []
    const states: number[] = []
    for (const box of this.#kernel.filledBoxes()) {
      const cells = new Uint8Array(box.size.x * box.size.y * box.size.z)
      this.#kernel.read(box, cells)
      listLiveCells(box, cells, sites, states)
    }
    return buildCellSet(sites, states)
  }

  dispose(): void {
    this.#kernel.dispose()
  }
}
