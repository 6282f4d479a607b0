/**
 * A kernel for worlds without an end that goes over to whichever of two back ends is the faster.
 *
 * Chunks are best where much is new, HashLife where much repeats, and which it is changes while a
 * pattern settles. So now and then the one that rests is given the state and tried for a few
 * ticks. Both give the same bits; a wrong choice costs time and nothing else.
 */
import { countCells } from '../lattice/size.ts'
import { splitBox, type WorldBox } from '../lattice/world-box.ts'
import { KernelUnsupportedError } from './errors.ts'
import type { QuadTable } from './hashlife/quad-table.ts'
import type { BackendName } from './kernel.ts'
import type { UnboundedKernel } from './unbounded-kernel.ts'

/** Work that is done before the first trial; each later one waits four times as long. */
const FIRST_TRIAL_AFTER_MS = 100
const TRIAL_BACKOFF = 4

/** A trial takes as many ticks as the kernel in charge does in this time, up to a bound. */
const TRIAL_MS = 20
const MAX_TRIAL_TICKS = 4096

/** A state that spans more than this is not copied over. */
const MAX_COPIED_CELLS = 2 ** 26

/** Cells copied at once. */
const PART_CELLS = 2 ** 22

/**
 * Joins two kernels of the same empty world; both are owned by the new one.
 *
 * @param first is in charge at the beginning.
 * @param createOther makes the other one when it is first tried.
 * @param now a clock in milliseconds.
 */
export function createAdaptiveKernel(
  first: UnboundedKernel,
  createOther: () => UnboundedKernel,
  now: () => number,
): UnboundedKernel {
  return new AdaptiveKernel(first, createOther, now)
}

class AdaptiveKernel implements UnboundedKernel {
  readonly #createOther: () => UnboundedKernel
  readonly #now: () => number
  #current: UnboundedKernel
  /** The one that rests; its state means nothing. */
  #other: UnboundedKernel | undefined
  #workMs = 0
  #nextTrialMs = FIRST_TRIAL_AFTER_MS
  /** Of the kernel in charge, over its last call. */
  #ticksPerMs = 0

  constructor(first: UnboundedKernel, createOther: () => UnboundedKernel, now: () => number) {
    this.#current = first
    this.#createOther = createOther
    this.#now = now
  }

  get backend(): BackendName {
    return this.#current.backend
  }

  get background(): number {
    return this.#current.background
  }

  get tick(): number {
    return this.#current.tick
  }

  clear(tick: number, background?: number): void {
    this.#current.clear(tick, background)
    this.#workMs = 0
    this.#nextTrialMs = FIRST_TRIAL_AFTER_MS
  }

  write(box: WorldBox, cells: Uint8Array): void {
    this.#current.write(box, cells)
  }

  read(box: WorldBox, into: Uint8Array): void {
    this.#current.read(box, into)
  }

  async advance(ticks: number): Promise<void> {
    let left = ticks
    if (this.#workMs >= this.#nextTrialMs && left > 0) {
      this.#nextTrialMs *= TRIAL_BACKOFF
      left -= await this.#tryOther(left)
    }
    const start = this.#now()
    await this.#current.advance(left)
    const tookMs = this.#now() - start
    this.#workMs += tookMs
    if (left > 0) this.#ticksPerMs = left / Math.max(tookMs, 1e-3)
  }

  load(table: QuadTable, tick: number): void {
    if (this.#current.load === undefined) {
      this.#other ??= this.#createOther()
      ;[this.#current, this.#other] = [this.#other, this.#current]
    }
    this.#current.load?.(table, tick)
  }

  save(): QuadTable {
    if (this.#current.save !== undefined) return this.#current.save()
    this.#other ??= this.#createOther()
    if (!this.#copyTo(this.#other) || this.#other.save === undefined) {
      throw new KernelUnsupportedError({
        backend: this.#current.backend,
        rule: 'this one',
        reason: 'what is alive spans too many cells to be made a quadtree',
      })
    }
    return this.#other.save()
  }

  bounds(): WorldBox | undefined {
    return this.#current.bounds()
  }

  population(): bigint | undefined {
    return this.#current.population()
  }

  dispose(): void {
    this.#current.dispose()
    this.#other?.dispose()
  }

  /** Tries the other kernel and puts it in charge if it is faster; gives the ticks it then did. */
  async #tryOther(left: number): Promise<number> {
    const wanted = Math.floor(this.#ticksPerMs * TRIAL_MS)
    const ticks = Math.min(left, MAX_TRIAL_TICKS, Math.max(1, wanted))
    try {
      this.#other ??= this.#createOther()
      if (!this.#copyTo(this.#other)) return 0
      const start = this.#now()
      await this.#other.advance(ticks)
      const tookMs = this.#now() - start
      if (ticks / Math.max(tookMs, 1e-3) <= this.#ticksPerMs) return 0
    } catch {
      // It cannot hold or run this state: the one in charge stays.
      return 0
    }
    ;[this.#current, this.#other] = [this.#other, this.#current]
    this.#other.clear(0)
    return ticks
  }

  #copyTo(other: UnboundedKernel): boolean {
    const box = this.#current.bounds()
    if (box !== undefined && countCells(box.size) > MAX_COPIED_CELLS) return false
    other.clear(this.#current.tick, this.#current.background)
    if (box === undefined) return true
    for (const part of splitBox(box, PART_CELLS)) {
      const cells = new Uint8Array(countCells(part.size))
      this.#current.read(part, cells)
      other.write(part, cells)
    }
    return true
  }
}
