/**
 * The bit-sliced kernel: 128 cells at a time, one bit of each in a vector, in WebAssembly that is
 * made for the rule and the world.
 *
 * It runs rules of counts and configurations whose logic is not too large, with a few planes of
 * bits for rules of more than two states. Next states are written beside the state they are made
 * from, so threads and tiles never wait for each other within a tick.
 */

import type { PlaneName } from '../../../rules/program/plane-name.ts'
import type { ProgramForm } from '../../../rules/program/program-form.ts'
import { KernelUnsupportedError, PlaneError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { HelperTeam } from '../helper-team.ts'
import { type CompiledSlices, compileSlices } from './compiled-slices.ts'
import type { MemoryMap } from './memory-map.ts'
import { RowTraffic } from './row-traffic.ts'
import { SlicedCounts } from './sliced-counts.ts'
import { createSlicedDigest, type SlicedDigest } from './sliced-digest.ts'
import type { SlicedExports } from './sliced-module.ts'
import { SLICED_LIMITS } from './sliced-plan.ts'
import { createLoneTally, orderTally, type Tally } from './tally-work.ts'

/** The most ticks that one call of the module makes. */
const MAX_TICKS_A_CALL = 2 ** 30

/**
 * Builds a bit-sliced kernel with all cells 0.
 *
 * @param form what the rule's program comes down to.
 * @throws {KernelUnsupportedError} when the rule is not one of counts or configurations, its logic
 * is too large or the world needs more memory than there is; and what `assertSetup` throws.
 */
export function createBitSlicedKernel(
  setup: KernelSetup,
  form: ProgramForm,
  limits = SLICED_LIMITS,
): Kernel {
  assertSetup(setup)
  const refuse = (reason: string) =>
    new KernelUnsupportedError({ backend: 'wasm', rule: setup.rule.canonical, reason })
  if (form.kind !== 'counting' && form.kind !== 'configuration') {
    throw refuse('cells of bits run rules of counts and configurations only')
  }
  const compiled = compileSlices(setup, form, limits)
  const { plan } = compiled
  const { pages } = plan.map
  try {
    const shared = plan.threads > 1
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
    return new BitSlicedKernel(setup, compiled, memory)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw refuse(`the world needs ${Math.ceil(pages / 16)} MiB, which there are not`)
  }
}

class BitSlicedKernel implements Kernel {
  readonly backend = 'wasm'
  readonly #setup: KernelSetup
  readonly #map: MemoryMap
  readonly #exports: SlicedExports
  readonly #traffic: RowTraffic
  readonly #createDigest: () => SlicedDigest | undefined
  /** Made when it is first asked for. */
  #digest: SlicedDigest | undefined
  readonly #counts: SlicedCounts
  readonly #createLoneTally: () => (order: number) => void
  /** Made when one thread is first asked to count. */
  #loneTally: ((order: number) => void) | undefined
  readonly #team: HelperTeam | undefined
  /** Which of the two states is. */
  #front: 0 | 1 = 0
  #hasBorder = false
  /** That of the state. */
  #tick = 0
  /** Tells whether the other state is that of one tick before. */
  #hasBefore = false

  constructor(setup: KernelSetup, { plan, module }: CompiledSlices, memory: WebAssembly.Memory) {
    const { layout, map } = plan
    const instance = new WebAssembly.Instance(module, { env: { memory } })
    // What the module exports is what `buildSlicedModule` says it does.
    this.#exports = instance.exports as unknown as SlicedExports
    this.#setup = setup
    this.#map = map
    new Uint32Array(memory.buffer, map.links, plan.links.length).set(plan.links)
    this.#traffic = new RowTraffic(layout, this.#exports, map, memory)
    this.#createDigest = () => createSlicedDigest(plan, memory)
    this.#createLoneTally = () => createLoneTally(plan, memory)
    this.#counts = new SlicedCounts(plan, memory, (tally) => this.#tally(tally))
    const { threads } = setup
    if (threads !== undefined && plan.threads > 1) {
      this.#team = new HelperTeam(threads, module, memory, map.team, plan.threads)
    }
  }

  write(cells: Uint8Array, tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#traffic.write(this.#state, cells, firstCell)
    this.#hasBorder = false
    this.#counts.forget()
    // What is painted on the state of this tick leaves the other state that of the tick before.
    if (tick !== this.#tick) this.#hasBefore = false
    this.#tick = tick
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#team?.assertWhole()
    this.#traffic.read(this.#state, into, firstCell)
  }

  writePlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  readPlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  advance(ticks: number): void | Promise<void> {
    const helpersUp = this.#team?.whenUp()
    if (helpersUp !== undefined) return helpersUp.then(() => this.#run(ticks))
    this.#run(ticks)
  }

  digest(): bigint | undefined {
    this.#team?.assertWhole()
    this.#digest ??= this.#createDigest()
    return this.#digest?.(this.#state)
  }

  countStates(): Float64Array | undefined {
    this.#team?.assertWhole()
    return this.#counts.countStates()
  }

  countChanged(): number | undefined {
    if (!this.#hasBefore) return undefined
    this.#team?.assertWhole()
    return this.#counts.countChanged()
  }

  dispose(): void {
    this.#team?.dispose()
  }

  get #state(): number {
    return this.#map.states[this.#front]
  }

  #run(ticks: number): void {
    if (ticks < 1) return
    this.#hasBefore = false
    this.#counts.forget()
    if (!this.#hasBorder) this.#exports.fillBorder(this.#state)
    this.#hasBorder = true
    for (let left = ticks; left > 0; left -= MAX_TICKS_A_CALL) {
      const now = Math.min(left, MAX_TICKS_A_CALL)
      const work = (members: number) => this.#exports.run(members, now, this.#front)
      if (this.#team === undefined) work(1)
      else this.#team.run(work)
      if (now % 2 === 1) this.#front = this.#front === 0 ? 1 : 0
    }
    this.#tick += ticks
    this.#hasBefore = true
  }

  /** Lets all threads count, and gives how many they are. */
  #tally(tally: Tally): number {
    const order = orderTally(tally, this.#front)
    if (this.#team !== undefined) {
      return this.#team.run((members) => this.#exports.run(members, 0, order))
    }
    this.#loneTally ??= this.#createLoneTally()
    this.#loneTally(order)
    return 1
  }
}
