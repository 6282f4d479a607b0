/**
 * The kernel for Larger than Life and its like: generated WebAssembly that counts the live cells of
 * large neighborhoods from running sums, at a cost that does not depend on the radius (squares,
 * diamonds, segments) or grows with the radius only (circles).
 *
 * Everything that is known when a kernel is built goes into its code: the rule, the world's size,
 * and where in the memory everything lies.
 */

import type { PlaneName } from '../../../rules/program/plane-name.ts'
import type { CountingForm, ProgramForm } from '../../../rules/program/program-form.ts'
import { KernelUnsupportedError, PlaneError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import type { KernelThreads } from '../../kernel-threads.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { HelperTeam } from '../helper-team.ts'
import { MAX_MEMBERS } from '../thread-team.ts'
import { generateSumModule } from './sum-module.ts'
import { planSums, type SumPlan } from './sum-plan.ts'
import { findSumShape, type SumShape } from './sum-shape.ts'
import { readRows, writeRows } from './world-rows.ts'

/** Pages of 64 KiB that a memory may have. */
const MAX_PAGES = 65_536

/** Ticks of one call into the module; their number is an i32 there. */
const MAX_TICKS_OF_CALL = 2 ** 30

/** Cells of a thread's share, at least: some microseconds of work, as long as a barrier may take. */
const MIN_SHARE_CELLS = 2 ** 14

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
  readonly #run: (members: number, ticks: number, phase: number) => void
  readonly #team: HelperTeam | undefined
  #planes: readonly Uint8Array[]
  /** Which of the planes holds the cells. */
  #phase = 0

  constructor(setup: KernelSetup, form: CountingForm, shape: SumShape) {
    const plan = planSums(setup.size, setup.topology.kind === 'torus', form, shape)
    const threads = shareThreads(setup.threads, plan)
    const { bytes, pages, planes, team, writeTo } = generateSumModule(plan, threads?.count ?? 1)
    const memory = allocate(setup, pages, threads !== undefined)
    writeTo(memory.buffer)
    const module = new WebAssembly.Module(bytes)
    this.#setup = setup
    this.#plan = plan
    this.#run = exportedRun(new WebAssembly.Instance(module, { env: { memory } }))
    this.#planes = planes.map((address) => new Uint8Array(memory.buffer, address, plan.rows.bytes))
    if (threads !== undefined) this.#team = new HelperTeam(threads, module, memory, team)
  }

  write(cells: Uint8Array, _tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    writeRows(this.#plan.rows, this.#planes[this.#phase]!, cells, firstCell)
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#team?.assertWhole()
    readRows(this.#plan.rows, this.#planes[this.#phase]!, into, firstCell)
  }

  writePlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  readPlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  advance(ticks: number): void | Promise<void> {
    const helpersUp = this.#team?.whenUp()
    if (helpersUp !== undefined) return helpersUp.then(() => this.#tick(ticks))
    this.#tick(ticks)
  }

  dispose(): void {
    this.#team?.dispose()
    this.#planes = []
  }

  #tick(ticks: number): void {
    for (let left = ticks; left > 0; left -= MAX_TICKS_OF_CALL) {
      const call = Math.min(left, MAX_TICKS_OF_CALL)
      const work = (members: number) => this.#run(members, call, this.#phase)
      if (this.#team === undefined) work(1)
      else this.#team.run(work)
      this.#phase ^= call & 1
    }
  }
}

/**
 * As many of the threads as have something to gain: a share should be higher than what must be
 * summed up before it begins, and worth waiting for the others. Undefined for just one.
 */
function shareThreads(
  threads: KernelThreads | undefined,
  { rows, shape }: SumPlan,
): KernelThreads | undefined {
  if (threads === undefined) return undefined
  const height = rows.size.y * rows.size.z
  const minRows = Math.max(2 * shape.reachY + 1, MIN_SHARE_CELLS / rows.rowBytes)
  const count = Math.min(threads.count, MAX_MEMBERS, Math.floor(height / minRows))
  if (count < 2) return undefined
  return { count, start: (...what) => threads.start(...what) }
}

function allocate(setup: KernelSetup, pages: number, shared: boolean): WebAssembly.Memory {
  const gigabytes = ((pages * 65_536) / 2 ** 30).toFixed(1)
  const { x, y, z } = setup.size
  const place = `a world of ${x} x ${y} x ${z} cells`
  if (pages > MAX_PAGES) throw unsupported(setup, `${place} would take ${gigabytes} GiB of 4`)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  } catch {
    throw unsupported(setup, `the ${gigabytes} GiB for ${place} cannot be had`)
  }
}

function unsupported({ rule }: KernelSetup, reason: string): KernelUnsupportedError {
  return new KernelUnsupportedError({ backend: 'wasm', rule: rule.canonical, reason })
}

function exportedRun({ exports }: WebAssembly.Instance) {
  const { run } = exports
  if (typeof run !== 'function') throw new Error('the module has no run')
  return (members: number, ticks: number, phase: number): void => run(members, ticks, phase)
}
