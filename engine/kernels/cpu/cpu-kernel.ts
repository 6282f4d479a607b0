/**
 * The CPU kernel: one byte a cell, in plain JavaScript, for every rule that comes down to a table.
 *
 * A tick fills the border, gathers what each row of cells sees and steps the row into the other
 * plane; then the planes change places. Nothing is allocated on the way. It is the yardstick that
 * packed and parallel kernels are measured by, so it packs nothing.
 */
import { countCells } from '../../lattice/size.ts'
import type { PlaneName } from '../../rules/program/plane-name.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { KernelUnsupportedError, PlaneError } from '../errors.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertCells, assertSetup } from '../setup-check.ts'
import { buildGatherPlan, type GatherPlan, type TableForm } from './gather-plan.ts'
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
 * @throws {KernelUnsupportedError} when the rule is not one of counts, configurations or sums, or
 * the world is so long and thin that its border could not be held; and what `assertSetup` throws
 * for worlds and programs that cannot be.
 */
export function createCpuKernel(setup: KernelSetup): Kernel {
  assertSetup(setup)
  const form = recognizeForm(setup.rule.program)
  if (form.kind === 'general') {
    throw new KernelUnsupportedError({
      backend: 'cpu',
      rule: setup.rule.canonical,
      reason: 'it runs rules of counts, sums and configurations of one neighborhood only',
    })
  }
  return new CpuKernel(setup, form)
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

  constructor(setup: KernelSetup, form: TableForm) {
    const { size } = setup
    const plan = buildGatherPlan(setup, form)
    const { countsSelf } = plan.gatherer
    this.#setup = setup
    this.#plan = plan
    this.#plane = new Uint8Array(plan.layout.length)
    this.#nextPlane = new Uint8Array(plan.layout.length)
    if (form.kind === 'totalistic') {
      this.#stepRow = createTotalisticStepper(form.next, size.x)
    } else if (form.states === 2) {
      this.#stepRow = createTwoStateStepper(form, countsSelf, size.x)
    } else {
      this.#states = new Uint8Array(countCells(size))
      this.#stepRow = createMultiStateStepper(form, countsSelf, size.x, this.#states)
    }
  }

  write(cells: Uint8Array, _tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    const states = this.#states
    const plane = this.#plane
    states?.set(cells, firstCell)
    this.#forEachRun(firstCell, cells.length, (at, cell, length) => {
      const from = cell - firstCell
      if (states === undefined) plane.set(cells.subarray(from, from + length), at)
      else for (let i = 0; i < length; i++) plane[at + i] = cells[from + i] === 1 ? 1 : 0
    })
  }

  read(into: Uint8Array, firstCell = 0): void {
    if (this.#states !== undefined) {
      into.set(this.#states.subarray(firstCell, firstCell + into.length))
      return
    }
    const plane = this.#plane
    this.#forEachRun(firstCell, into.length, (at, cell, length) =>
      into.set(plane.subarray(at, at + length), cell - firstCell),
    )
  }

  writePlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  readPlane(plane: PlaneName): void {
    throw new PlaneError(plane)
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

  /** Visits a range of cells row by row: index in a plane, flat index and length of each run. */
  #forEachRun(
    firstCell: number,
    count: number,
    visit: (at: number, cell: number, length: number) => void,
  ): void {
    const { size, origin, strideY, strideZ } = this.#plan.layout
    const end = firstCell + count
    for (let cell = firstCell; cell < end; ) {
      const x = cell % size.x
      const row = Math.floor(cell / size.x)
      const length = Math.min(size.x - x, end - cell)
      const y = row % size.y
      const z = Math.floor(row / size.y)
      visit(origin + x + y * strideY + z * strideZ, cell, length)
      cell += length
    }
  }
}
