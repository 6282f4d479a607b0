/**
 * A kernel for worlds without an end that goes over to whichever of two back ends is the faster.
 *
 * Chunks are best where much is new, HashLife where much repeats, and which it is changes while a
 * pattern settles. So now and then the one that rests is given the state and tried for a few
 * ticks. Both give the same bits; a wrong choice costs time and nothing else.
 */
import { countCells } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { KernelMemoryError, KernelUnsupportedError } from './errors.ts'
import type { QuadTable } from './hashlife/quad-table.ts'
import type { BackendName } from './kernel.ts'
import { SparseRangeError } from './sparse/errors.ts'
import type { UnboundedKernel } from './unbounded-kernel.ts'

/** Work goes on in slices of about this long, so that there is something to compare. */
const SLICE_MS = 25
const MAX_SLICE_TICKS = 2 ** 50

/** Work that is done before the first trial; each later one waits four times as long. */
const FIRST_TRIAL_AFTER_MS = 5
const TRIAL_BACKOFF = 4

/** What a trial may take: a share of the work so far, within bounds that keep a pause short. */
const TRIAL_SHARE = 0.1
const MIN_TRIAL_MS = 10
const MAX_TRIAL_MS = 50

/** Where this much is left at the present speed, a trial takes its time. */
const LONG_MS = 60_000

/** Copying a state over may take so much of the work so far, or this long: longer for a long run. */
const COPY_SHARE = 0.1
const MIN_COPY_MS = 10
const MIN_LONG_COPY_MS = 100

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
  #sliceTicks = 1
  /** Spent on a slice that was broken off before its first tick. */
  #unfinishedMs = 0
  /** Of the kernel in charge, over its last slice. */
  #ticksPerMs = 0
  /** Tells whether the other kernel has gone on where one had no memory or numbers left. */
  #isRescued = false
  /** Tells whether the kernel in charge keeps digests and is asked for them. */
  #isDigested = false
  /** Tells whether the kernel in charge has promised to know what the next tick changes. */
  #isPromised = false

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
    this.#startSlices(1)
    this.#isRescued = false
    this.#isDigested = false
    this.#isPromised = false
  }

  write(box: WorldBox, cells: Uint8Array): void {
    this.#current.write(box, cells)
  }

  read(box: WorldBox, into: Uint8Array): void {
    this.#current.read(box, into)
  }

  async advance(ticks: number, isOver?: () => boolean): Promise<void> {
    const end = this.tick + ticks
    // Whoever goes on for more than a tick does not ask for each digest.
    if (ticks > 1) {
      this.#isDigested = false
      this.#isPromised = false
    }
    while (this.tick < end) {
      if (this.#isTrialDue()) {
        this.#nextTrialMs = TRIAL_BACKOFF * Math.max(this.#nextTrialMs, this.#workMs)
        await this.#tryOther(end, this.#ticksPerMs, isOver)
      } else {
        await this.#advanceSlice(end, isOver)
      }
      if (isOver?.()) return
    }
    this.#isPromised = false
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
    this.#copyTo(this.#other, Number.POSITIVE_INFINITY)
    if (this.#other.save === undefined) {
      throw new KernelUnsupportedError({
        backend: this.#current.backend,
        rule: 'this one',
        reason: 'neither of its kernels holds quadtrees',
      })
    }
    return this.#other.save()
  }

  bounds(): WorldBox | undefined {
    return this.#current.bounds()
  }

  filledBoxes(): Iterable<WorldBox> {
    return this.#current.filledBoxes()
  }

  population(): bigint | undefined {
    return this.#current.population()
  }

  digest(): bigint | undefined {
    const digest = this.#current.digest?.()
    this.#isDigested = digest !== undefined
    return digest
  }

  tellsNextChange(): boolean {
    this.#isPromised = this.#current.tellsNextChange?.() ?? false
    return this.#isPromised
  }

  countChanged(): number | undefined {
    return this.#current.countChanged?.()
  }

  dispose(): void {
    this.#current.dispose()
    this.#other?.dispose()
  }

  #startSlices(ticks: number): void {
    this.#sliceTicks = ticks
    this.#unfinishedMs = 0
    this.#ticksPerMs = 0
  }

  /** Digests take longer than ticks where they are not kept, so whoever keeps them stays. */
  #isTrialDue(): boolean {
    if (this.#isDigested || this.#isPromised) return false
    return this.#ticksPerMs > 0 && this.#workMs >= this.#nextTrialMs
  }

  #isLongTo(end: number): boolean {
    return (end - this.tick) / this.#ticksPerMs > LONG_MS
  }

  /** Goes on for a slice; where memory or numbers end, the other kernel may go on instead. */
  async #advanceSlice(end: number, isOver: (() => boolean) | undefined): Promise<void> {
    const from = this.tick
    const ticks = Math.min(end - from, this.#sliceTicks)
    const start = this.#now()
    try {
      await this.#current.advance(ticks, isOver)
    } catch (error) {
      const isFull = error instanceof KernelMemoryError || error instanceof SparseRangeError
      if (this.#isRescued || !isFull) throw error
      this.#isRescued = true
      if (!(await this.#tryOther(end, 0))) throw error
      return
    }
    const tookMs = this.#now() - start
    const done = this.tick - from
    this.#workMs += tookMs
    this.#unfinishedMs += tookMs
    if (done === 0) return
    this.#ticksPerMs = done / Math.max(this.#unfinishedMs, 1e-3)
    // Early slices are short, so that the first trials come when they are due.
    const sliceMs = Math.min(SLICE_MS, this.#nextTrialMs / 4)
    if (this.#unfinishedMs < sliceMs / 2 && done === this.#sliceTicks) {
      this.#sliceTicks = Math.min(2 * this.#sliceTicks, MAX_SLICE_TICKS)
    } else if (this.#unfinishedMs > 2 * sliceMs) {
      this.#sliceTicks = Math.max(1, this.#sliceTicks / 2)
    }
    this.#unfinishedMs = 0
  }

  /** Tries the other kernel, puts it in charge if it is faster than this, and tells whether. */
  async #tryOther(
    end: number,
    ticksPerMs: number,
    isUnwanted: () => boolean = () => false,
  ): Promise<boolean> {
    const from = this.tick
    const isLong = this.#isLongTo(end)
    const share = isLong ? MAX_TRIAL_MS : TRIAL_SHARE * this.#workMs
    const trialMs = Math.min(MAX_TRIAL_MS, Math.max(MIN_TRIAL_MS, share))
    this.#other ??= this.#createOther()
    const other = this.#other
    let isFaster = false
    let ticks = 1
    try {
      const leastMs = isLong ? MIN_LONG_COPY_MS : MIN_COPY_MS
      const mostMs = Math.max(leastMs, COPY_SHARE * this.#workMs)
      if (this.#copyTo(other, mostMs)) {
        const start = this.#now()
        const isOver = () => {
          const tookMs = this.#now() - start
          // Where much is left a trial is worth its time, also to those who call for short whiles.
          return tookMs >= trialMs || (!isLong && tookMs >= MIN_TRIAL_MS && isUnwanted())
        }
        for (; other.tick < end && !isOver(); ticks *= 2) {
          await other.advance(Math.min(ticks, end - other.tick), isOver)
        }
        const tookMs = this.#now() - start
        isFaster = (other.tick - from) / Math.max(tookMs, 1e-3) > ticksPerMs
      }
    } catch {
      // It cannot hold or run this state: the one in charge stays.
    }
    if (isFaster) {
      ;[this.#current, this.#other] = [other, this.#current]
      this.#startSlices(Math.max(1, ticks / 4))
    }
    this.#other?.clear(0)
    return isFaster
  }

  /** Gives the state to the other kernel; false where that would take too long. */
  #copyTo(other: UnboundedKernel, mostMs: number): boolean {
    const start = this.#now()
    other.clear(this.#current.tick, this.#current.background)
    for (const box of this.#current.filledBoxes()) {
      if (this.#now() - start > mostMs) return false
      const cells = new Uint8Array(countCells(box.size))
      this.#current.read(box, cells)
      other.write(box, cells)
    }
    return true
  }
}
