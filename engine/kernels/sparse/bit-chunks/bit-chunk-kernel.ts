/**
 * The sparse kernel of two-state rules: chunks of one bit a cell, in WebAssembly.
 *
 * What decides its speed is in `flat-step-code.ts`, and in `spread-code.ts` what makes cost follow
 * activity.
 */
import type { BitForm } from '../../../forge/bit-step.ts'
import { reachOf } from '../../../lattice/neighborhood.ts'
import type { WorldBox } from '../../../lattice/world-box.ts'
import { KernelMemoryError } from '../../errors.ts'
import type { UnboundedKernel, UnboundedSetup } from '../../unbounded-kernel.ts'
import type { BackgroundRule } from '../background-rule.ts'
import { SparseRangeError } from '../errors.ts'
import { KeptDigest } from '../kept-digest.ts'
import { assertStates, assertTick, assertWindow } from '../world-window.ts'
import { type ChunkLayout, LANES, planChunks } from './chunk-layout.ts'
import { buildChunkModule, type ChunkModule } from './chunk-module.ts'
import { OUT_OF_RANGE } from './chunk-store-code.ts'
import { ChunkWorld, type Parity } from './chunk-world.ts'

/** Blank chunks are freed once in so many ticks. */
const SWEEP_TICKS = 16

/** The list of what to compute is sorted once in so many ticks. */
const SORT_TICKS = 64

/** Builds the kernel of an empty world. */
export function createBitChunkKernel(
  setup: UnboundedSetup,
  form: BitForm,
  rule: BackgroundRule,
  maxBytes: number,
): UnboundedKernel {
  return new BitChunkKernel(setup, form, rule, maxBytes)
}

class BitChunkKernel implements UnboundedKernel {
  readonly backend = 'sparse'
  readonly #setup: UnboundedSetup
  readonly #form: BitForm
  readonly #rule: BackgroundRule
  readonly #maxBytes: number
  readonly #layout: ChunkLayout
  /** Modules by the backgrounds they know. */
  readonly #modules = new Map<string, ChunkModule>()
  #world: ChunkWorld
  #tick = 0
  #background = 0
  /** The backgrounds of the last tick but one and the last, as far as they are known. */
  #past: readonly [number | undefined, number | undefined] = [undefined, undefined]
  /** Tells whether the background has ever been alive. */
  #hasLived = false
  /** Tells whether some chunk that is needed is not there, since it could not be made. */
  #isIncomplete = false
  /** What is known of the present state; undefined once it is another. */
  #bounds: { readonly box: WorldBox | undefined } | undefined
  /** Made when it is first asked for. */
  #digest: KeptDigest | undefined

  constructor(setup: UnboundedSetup, form: BitForm, rule: BackgroundRule, maxBytes: number) {
    this.#setup = setup
    this.#form = form
    this.#rule = rule
    this.#maxBytes = maxBytes
    this.#layout = planChunks(setup.size, setup.topology, reachOf(form.neighborhood).z > 0)
    this.#world = this.#start(0, 0)
  }

  get tick(): number {
    return this.#tick
  }

  get background(): number {
    return this.#background
  }

  clear(tick: number, background = 0): void {
    this.#world = this.#start(assertTick(tick), background)
    this.#tick = tick
    this.#background = background
    this.#past = [undefined, undefined]
    this.#hasLived = background === 1
    this.#isIncomplete = false
    this.#digest?.forget()
    this.#bounds = undefined
  }

  write(box: WorldBox, cells: Uint8Array): void {
    assertWindow(this.#setup.size, box, cells)
    assertStates(2, cells)
    this.#digest?.forget()
    this.#bounds = undefined
    const isWritten = this.#world.write(box, cells, this.#parity, this.#background)
    if (!isWritten) throw this.#takeFailure()
    if (this.#world.exports.failure.value !== 0) this.#isIncomplete = true
  }

  read(box: WorldBox, into: Uint8Array): void {
    assertWindow(this.#setup.size, box, into)
    this.#world.read(box, into, this.#parity, this.#background, 1 - this.#background)
  }

  advance(ticks: number, isOver?: () => boolean): void {
    this.#bounds = undefined
    const end = assertTick(this.#tick + assertTick(ticks))
    while (this.#tick < end) {
      if (this.#isIncomplete) this.#complete()
      this.#tick += this.#countIdleTicks(end)
      if (this.#tick < end) this.#advanceOne()
      if (isOver?.()) return
    }
  }

  filledBoxes(): Iterable<WorldBox> {
    return this.#world.filledBoxes(this.#parity)
  }

  bounds(): WorldBox | undefined {
    this.#bounds ??= { box: this.#world.bounds(this.#parity) }
    return this.#bounds.box
  }

  population(): bigint | undefined {
    return this.#background === 0 ? this.#world.countCells(this.#parity) : undefined
  }

  tellsNextChange(): boolean {
    return true
  }

  countChanged(): number | undefined {
    const [, last] = this.#past
    return last === this.#background ? Number(this.#world.countChanged()) : undefined
  }

  digest(): bigint {
    const { size, rule } = this.#setup
    const { rowVectors, planes } = this.#layout
    this.#digest ??= new KeptDigest(size, { rows: LANES * rowVectors, planes }, rule.states)
    return this.#digest.at(this.#tick, this.#background, ([columns], powers, isFirst) =>
      this.#world.turnColumns(columns!, powers, this.#parity, isFirst),
    )
  }

  dispose(): void {
    this.clear(0)
  }

  get #parity(): Parity {
    return this.#tick % 2 === 0 ? 0 : 1
  }

  #start(tick: number, background: number): ChunkWorld {
    const orbit = this.#rule.orbit(background, tick)
    const key = [...orbit].sort().join()
    let module = this.#modules.get(key)
    if (module === undefined) {
      module = buildChunkModule(this.#layout, this.#form, orbit, this.#maxBytes)
      this.#modules.set(key, module)
    }
    return new ChunkWorld(module)
  }

  /** Ticks up to `end` in which nothing happens: an even number, so that backgrounds blink on. */
  #countIdleTicks(end: number): number {
    const background = this.#background
    const after = this.#rule.next(background, this.#tick)
    const isSteady =
      this.#past[0] === background && this.#rule.next(after, this.#tick + 1) === background
    if (!isSteady || !this.#world.isIdle(this.#parity)) return 0
    const ticks = end - this.#tick
    return ticks - (ticks % 2)
  }

  #advanceOne(): void {
    const { exports } = this.#world
    const background = this.#background
    const [beforeLast, last] = this.#past
    // Where the rule is not that of two ticks before, nothing says what can be left out.
    if (beforeLast !== undefined && beforeLast !== background) this.#complete()
    if (this.#hasLived) this.#world.setOutside(this.#parity, background === 0)
    exports.tick(this.#parity, background)
    this.#past = [last, background]
    this.#background = this.#rule.next(background, this.#tick)
    this.#hasLived ||= this.#background === 1
    this.#tick++
    if (this.#tick % SWEEP_TICKS === 0) exports.sweep()
    if (this.#tick % SORT_TICKS === 0) this.#world.sortList(this.#parity)
    if (exports.failure.value !== 0) {
      this.#isIncomplete = true
      this.#complete()
    }
  }

  /**
   * Puts all chunks into the list, and makes those that are needed.
   *
   * @throws {KernelMemoryError | SparseRangeError} when that cannot be; the state is right all the
   * same.
   */
  #complete(): void {
    const { exports } = this.#world
    exports.failure.value = 0
    exports.sweep()
    this.#world.reviveAll(this.#parity)
    if (exports.failure.value !== 0) {
      this.#isIncomplete = true
      throw this.#takeFailure()
    }
    this.#isIncomplete = false
  }

  #takeFailure(): Error {
    const { failure } = this.#world.exports
    const reasons = failure.value
    failure.value = 0
    if (reasons & OUT_OF_RANGE) {
      const what = `the world at tick ${this.#tick}`
      return new SparseRangeError({ what, found: 'reaches the last sites there are' })
    }
    const { backend } = this
    return new KernelMemoryError({ backend, maxBytes: this.#maxBytes, tick: this.#tick })
  }
}
