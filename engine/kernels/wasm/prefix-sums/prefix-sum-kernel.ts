/**
 * The kernel for Larger than Life and its like: generated WebAssembly that counts the live cells of
 * large neighborhoods from running sums, at a cost that does not depend on the radius (squares,
 * diamonds, segments) or grows with the radius only (circles).
 *
 * Everything that is known when a kernel is built goes into its code: the rule, the world's size,
 * and where in the memory everything lies.
 */
import type { CountingForm, ProgramForm } from '../../../rules/program/program-form.ts'
import { KernelUnsupportedError, PlaneError } from '../../errors.ts'
import type { Kernel, KernelSetup, PlaneName } from '../../kernel.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { generateSumModule } from './sum-module.ts'
import { planSums, type SumPlan } from './sum-plan.ts'
import { findSumShape, type SumShape } from './sum-shape.ts'
import { readRows, writeRows } from './world-rows.ts'

/** Pages of 64 KiB that a memory may have. */
const MAX_PAGES = 65_536

/** Ticks of one call into the module; their number is an i32 there. */
const MAX_TICKS_OF_CALL = 2 ** 30

/**
 * Builds a kernel with all cells 0 at tick 0.
 *
 * @param form what the rule's program comes down to.
 * @throws {KernelUnsupportedError} when the rule does not count the live cells of a square, a
 * diamond, a circle or a segment, or the world does not fit into the memory of a module; and what
 * `assertSetup` throws.
 */
export function createPrefixSumKernel(setup: KernelSetup, form: ProgramForm): Kernel {
  assertSetup(setup)
  if (form.kind !== 'counting') throw unsupported(setup, 'it wants a rule that counts live cells')
  const shape = findSumShape(form.neighborhood)
  if (shape === undefined) {
    throw unsupported(setup, 'it wants a square, a diamond, a circle or a segment of some radius')
  }
  return new PrefixSumKernel(setup, form, shape)
}

class PrefixSumKernel implements Kernel {
  readonly backend = 'wasm'
  readonly #setup: KernelSetup
  readonly #plan: SumPlan
  readonly #advance: (ticks: number, phase: number) => void
  #planes: readonly Uint8Array[]
  /** Which of the planes holds the cells. */
  #phase = 0

  constructor(setup: KernelSetup, form: CountingForm, shape: SumShape) {
    const plan = planSums(setup.size, setup.topology.kind === 'torus', form, shape)
    const { bytes, pages, planes, writeTo } = generateSumModule(plan)
    const memory = allocate(setup, pages)
    writeTo(memory.buffer)
    const module = new WebAssembly.Module(bytes)
    this.#setup = setup
    this.#plan = plan
    this.#advance = exportedAdvance(new WebAssembly.Instance(module, { env: { memory } }))
    this.#planes = planes.map((address) => new Uint8Array(memory.buffer, address, plan.rows.bytes))
  }

  write(cells: Uint8Array, _tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    writeRows(this.#plan.rows, this.#planes[this.#phase]!, cells, firstCell)
  }

  read(into: Uint8Array, firstCell = 0): void {
    readRows(this.#plan.rows, this.#planes[this.#phase]!, into, firstCell)
  }

  writePlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  readPlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  advance(ticks: number): void {
    for (let left = ticks; left > 0; left -= MAX_TICKS_OF_CALL) {
      const call = Math.min(left, MAX_TICKS_OF_CALL)
      this.#advance(call, this.#phase)
      this.#phase ^= call & 1
    }
  }

  dispose(): void {
    this.#planes = []
  }
}

function allocate(setup: KernelSetup, pages: number): WebAssembly.Memory {
  const gigabytes = ((pages * 65_536) / 2 ** 30).toFixed(1)
  const { x, y, z } = setup.size
  const place = `a world of ${x} x ${y} x ${z} cells`
  if (pages > MAX_PAGES) throw unsupported(setup, `${place} would take ${gigabytes} GiB of 4`)
  try {
    return new WebAssembly.Memory({ initial: pages })
  } catch {
    throw unsupported(setup, `the ${gigabytes} GiB for ${place} cannot be had`)
  }
}

function unsupported({ rule }: KernelSetup, reason: string): KernelUnsupportedError {
  return new KernelUnsupportedError({ backend: 'wasm', rule: rule.canonical, reason })
}

function exportedAdvance({ exports }: WebAssembly.Instance) {
  const { advance } = exports
  if (typeof advance !== 'function') throw new Error('the module has no advance')
  return (ticks: number, phase: number): void => advance(ticks, phase)
}
