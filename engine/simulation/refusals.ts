/** Orders of bits that were refused: the first of a run are kept, and all are counted. */
import type { BitFailure } from '../bits/bit-failure.ts'
import type { RoutingFailure } from '../routing/routing-failure.ts'
import type { LivingOrder } from '../scenario/living-run.ts'

/** An order that the store or a policy refused, at one site. */
export interface Refusal {
  readonly tick: number
  readonly order: LivingOrder['kind']
  readonly cell: number
  readonly failure: BitFailure | RoutingFailure
}

/** So many refusals are kept; all are counted. */
const MAX_REFUSALS = 1000

/** The list of a run, which goes back with it. */
export class Refusals {
  readonly #kept: Refusal[] = []
  #count = 0
  #newest: Refusal | undefined

  /** The first since the start; those between the start and a restored moment are not kept. */
  get kept(): readonly Refusal[] {
    return this.#kept
  }

  /** The one that came last, kept or not; undefined where none has come since a restored moment. */
  get newest(): Refusal | undefined {
    return this.#newest
  }

  /** How many there were in all. */
  get count(): number {
    return this.#count
  }

  /** Counts one, and keeps it where there is room. */
  add(refusal: Refusal): void {
    this.#count++
    this.#newest = refusal
    if (this.#kept.length < MAX_REFUSALS) this.#kept.push(refusal)
  }

  /** Begins anew: nothing was refused. */
  clear(): void {
    this.#kept.length = 0
    this.#count = 0
    this.#newest = undefined
  }

  /** Forgets those after a tick, up to which there had been `count` in all. */
  restore(tick: number, count: number): void {
    this.#count = count
    this.#newest = undefined
    const later = this.#kept.findIndex((refusal) => refusal.tick > tick)
    if (later !== -1) this.#kept.length = later
  }
}
