/**
 * Holds the ticks of a bounded world to a time limit: one that takes longer is undone.
 *
 * A kernel cannot be stopped amid a tick, so what is too late is seen at its end, and what the
 * kernel held before is written back. Ticks are made in slices that take an eighth to a quarter of
 * the limit, and the state is copied out before each; a slice that is too late is undone and made
 * again tick by tick. Time is a clock's that is handed in, and no state depends on it but through
 * the failure.
 */
import { countCells, type Size } from '../lattice/size.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'
import { TickLimitError, TickTimeoutError } from './errors.ts'

/** How long a tick may take, by which clock. */
export interface TickLimit {
  /** More than 0. */
  readonly timeoutMs: number
  /** A clock in milliseconds, from any start. */
  readonly now: () => number
}

/** What a guard needs of a `Kernel` or `LatticeKernel`. */
interface GuardedKernel<Name> {
  write(cells: Uint8Array, tick: number): void | Promise<void>
  read(into: Uint8Array): void | Promise<void>
  writePlane(plane: Name, values: Int32Array): void | Promise<void>
  readPlane(plane: Name, into: Int32Array): void | Promise<void>
  readTallies?(): BigInt64Array | Promise<BigInt64Array>
}

/** A state that was copied out; its arrays are filled again before every slice. */
interface KeptState<Name> {
  readonly cells: Uint8Array
  readonly planes: readonly { readonly name: Name; readonly values: Int32Array }[]
  tallies: BigInt64Array
}

/** What came of some ticks. */
export interface GuardedTicks {
  /** How many were made, and stand. */
  readonly made: number
  /** Why no more were. */
  readonly failure: TickTimeoutError | undefined
}

/** A slice that takes less than this share of the limit is followed by a longer one. */
const SHORT = 1 / 8
const LONG = 1 / 4

export class TickGuard<Name extends LatticePlaneName> {
  readonly #kernel: GuardedKernel<Name>
  readonly #limit: TickLimit
  readonly #size: Size
  readonly #names: readonly Name[]
  /** Made for the first slice. */
  #kept: KeptState<Name> | undefined
  #sliceTicks = 1
  #undone: BigInt64Array = new BigInt64Array(0)

  /**
   * Guards a kernel that stays its owner's.
   *
   * @param names all planes that ticks may change.
   * @throws {TickLimitError} unless the limit is a time.
   */
  constructor(kernel: GuardedKernel<Name>, size: Size, names: readonly Name[], limit: TickLimit) {
    const { timeoutMs } = limit
    if (!(timeoutMs > 0 && timeoutMs < Number.POSITIVE_INFINITY)) {
      throw new TickLimitError(`a number of milliseconds above 0 is wanted, not ${timeoutMs}`)
    }
    this.#kernel = kernel
    this.#limit = limit
    this.#size = size
    this.#names = names
  }

  /** What the kernel has tallied in ticks that were undone; empty where it tallies nothing. */
  get undoneTallies(): BigInt64Array {
    return this.#undone
  }

  /**
   * Makes ticks up to the first that takes too long.
   *
   * @param tick that the state is of.
   * @param make makes some of them on the kernel.
   */
  async advance(
    tick: number,
    ticks: number,
    make: (ticks: number) => void | Promise<void>,
  ): Promise<GuardedTicks> {
    const { timeoutMs, now } = this.#limit
    for (let made = 0; made < ticks; ) {
      const slice = Math.min(this.#sliceTicks, ticks - made)
      const kept = await this.#keep()
      const startMs = now()
      await make(slice)
      const tookMs = now() - startMs
      if (tookMs <= timeoutMs) {
        made += slice
        this.#adapt(tookMs)
        continue
      }
      await this.#undo(kept, tick + made)
      if (slice === 1) {
        const failure = new TickTimeoutError({ tick: tick + made, timeoutMs, tookMs })
        return { made, failure }
      }
      this.#sliceTicks = 1
    }
    return { made: ticks, failure: undefined }
  }

  #adapt(tookMs: number): void {
    const { timeoutMs } = this.#limit
    if (tookMs < SHORT * timeoutMs) this.#sliceTicks *= 2
    else if (tookMs > LONG * timeoutMs) {
      this.#sliceTicks = Math.max(1, Math.floor(this.#sliceTicks / 2))
    }
  }

  async #keep(): Promise<KeptState<Name>> {
    const cells = countCells(this.#size)
    this.#kept ??= {
      cells: new Uint8Array(cells),
      planes: this.#names.map((name) => ({ name, values: new Int32Array(cells) })),
      tallies: new BigInt64Array(0),
    }
    const kept = this.#kept
    await this.#kernel.read(kept.cells)
    for (const { name, values } of kept.planes) await this.#kernel.readPlane(name, values)
    kept.tallies = await this.#tallies()
    return kept
  }

  async #undo({ cells, planes, tallies }: KeptState<Name>, tick: number): Promise<void> {
    const now = await this.#tallies()
    this.#undone = now.map((count, i) => count - tallies[i]! + (this.#undone[i] ?? 0n))
    await this.#kernel.write(cells, tick)
    for (const { name, values } of planes) await this.#kernel.writePlane(name, values)
  }

  async #tallies(): Promise<BigInt64Array> {
    return (await this.#kernel.readTallies?.()) ?? new BigInt64Array(0)
  }
}
