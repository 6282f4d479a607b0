/**
 * The CPU kernel: one byte a cell, in plain JavaScript, for every rule, size and topology.
 *
 * A tick fills the border, gathers what each row of cells sees and steps the row into the other
 * plane; then the planes change places. Nothing is allocated on the way. It is the yardstick that
 * packed and parallel kernels are measured by, so it packs nothing.
 */
import { countCells } from '../../lattice/size.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertCells, assertSetup } from '../setup-check.ts'
import { buildGatherPlan, type GatherPlan } from './gather-plan.ts'
import { fillBorder } from './grid-layout.ts'
import {
  createMultiStateStepper,
  createTotalisticStepper,
  createTwoStateStepper,
  type StepRow,
} from './row-stepper.ts'

/**
 * Builds a CPU kernel with all cells 0.
 *
 * @throws {KernelUnsupportedError} when the rule's tables do not fit its neighborhood, or the
 * world is so long and thin that its border could not be held; and what `assertSetup` throws for
 * worlds that cannot be.
 */
export function createCpuKernel(setup: KernelSetup): Kernel {
  assertSetup('cpu', setup)
  return new CpuKernel(setup)
}

class CpuKernel implements Kernel {
  readonly backend = 'cpu'
  readonly #setup: KernelSetup
  readonly #plan: GatherPlan
  readonly #stepRow: StepRow
  /** What is counted: live cells as 0 and 1, or the states of a totalistic rule. */
  #plane: Uint8Array
  #nextPlane: Uint8Array
  /** The states in flat order where the plane does not hold them. */
  #states: Uint8Array | undefined

  constructor(setup: KernelSetup) {
    const { size, rule } = setup
    const plan = buildGatherPlan(setup)
    const { countsSelf } = plan.gatherer
    this.#setup = setup
    this.#plan = plan
    this.#plane = new Uint8Array(plan.layout.length)
    this.#nextPlane = new Uint8Array(plan.layout.length)
    if (rule.transition.kind === 'totalistic') {
      this.#stepRow = createTotalisticStepper(rule.transition.next, size.x)
    } else if (rule.states === 2) {
      this.#stepRow = createTwoStateStepper(rule, countsSelf, size.x)
    } else {
      this.#states = new Uint8Array(countCells(size))
      this.#stepRow = createMultiStateStepper(rule, countsSelf, size.x, this.#states)
    }
  }

  write(cells: Uint8Array): void {
    assertCells(this.#setup, cells)
    const states = this.#states
    const plane = this.#plane
    const { x: width } = this.#setup.size
    states?.set(cells)
    this.#forEachRow((row, cell) => {
      if (states === undefined) plane.set(cells.subarray(cell, cell + width), row)
      else for (let x = 0; x < width; x++) plane[row + x] = cells[cell + x] === 1 ? 1 : 0
    })
  }

  read(into: Uint8Array): void {
    if (this.#states !== undefined) {
      into.set(this.#states)
      return
    }
    const plane = this.#plane
    const { x: width } = this.#setup.size
    this.#forEachRow((row, cell) => into.set(plane.subarray(row, row + width), cell))
  }

  advance(ticks: number): void {
    for (let tick = 0; tick < ticks; tick++) this.#tick()
  }

  dispose(): void {
    this.#plane = this.#nextPlane = new Uint8Array(0)
    this.#states = undefined
  }

  #tick(): void {
    const { layout, gatherer, borderRuns } = this.#plan
    const { size, origin, strideY, strideZ } = layout
    const plane = this.#plane
    const nextPlane = this.#nextPlane
    fillBorder(plane, borderRuns)
    for (let z = 0, cell = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++, cell += size.x) {
        const keys = gatherer.gather(plane, y, z)
        this.#stepRow(keys, plane, nextPlane, origin + y * strideY + z * strideZ, cell)
      }
    }
    this.#plane = nextPlane
    this.#nextPlane = plane
  }

  /** Visits the rows in flat order: the index of each in a plane, and that of its first cell. */
  #forEachRow(visit: (row: number, cell: number) => void): void {
    const { size, origin, strideY, strideZ } = this.#plan.layout
    for (let z = 0, cell = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++, cell += size.x) {
        visit(origin + y * strideY + z * strideZ, cell)
      }
    }
  }
}
