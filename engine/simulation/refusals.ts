/** Orders of bits that were refused: the first of a run are kept, and all are counted, by what and why. */
import type { BitFailure } from '../bits/bit-failure.ts'
import type { RoutingFailure } from '../routing/routing-failure.ts'
import type { LivingOrder } from '../scenario/living-run.ts'

/** An order that the store or a policy refused, at one site. */
export interface Refusal {
  readonly tick: number
  readonly order: LivingOrder['kind']
  readonly cell: number
  /** Who asked for a spawn; undefined for other orders. */
  readonly actor: string | undefined
  readonly failure: BitFailure | RoutingFailure
}

/** How many orders of a kind were refused for one reason. */
export interface RefusalSum {
  readonly order: LivingOrder['kind']
  readonly code: Refusal['failure']['code']
  /** What `policy_denied` gives as its reason, or OTHER_REASONS; undefined with other codes. */
  readonly reason: string | undefined
  readonly count: number
}

/** What reasons beyond the first MAX_REASONS are counted under. */
export const OTHER_REASONS = 'other'

/** So many reasons are told apart: policies may give a new one for each site. */
const MAX_REASONS = 100

/** So many refusals are kept; all are counted. */
const MAX_REFUSALS = 1000

/** The list of a run, which goes back with it. */
export class Refusals {
  readonly #kept: Refusal[] = []
  readonly #sums = new Map<string, RefusalSum>()
  readonly #reasons = new Set<string>()
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

  /** Sums of those since the start or the last restored moment, in the order in which they came up. */
  get sums(): readonly RefusalSum[] {
    return [...this.#sums.values()]
  }

  /** Counts one, and keeps it where there is room. */
  add(refusal: Refusal): void {
    this.#count++
    this.#addToSum(refusal)
    this.#newest = refusal
    if (this.#kept.length < MAX_REFUSALS) this.#kept.push(refusal)
  }

  /** Begins anew: nothing was refused. */
  clear(): void {
    this.#kept.length = 0
    this.#count = 0
    this.#clearSums()
    this.#newest = undefined
  }

  /** Forgets those after a tick, up to which there had been `count` in all, and begins the sums anew. */
  restore(tick: number, count: number): void {
    this.#count = count
    this.#newest = undefined
    const later = this.#kept.findIndex((refusal) => refusal.tick > tick)
    if (later !== -1) this.#kept.length = later
    this.#clearSums()
  }

  #addToSum({ order, failure }: Refusal): void {
    const { code } = failure
    const reason = code === 'policy_denied' ? this.#tellApart(failure.details.reason) : undefined
    const key = JSON.stringify([order, code, reason])
    const count = (this.#sums.get(key)?.count ?? 0) + 1
    this.#sums.set(key, { order, code, reason, count })
  }

  #tellApart(reason: string): string {
    if (!this.#reasons.has(reason) && this.#reasons.size >= MAX_REASONS) return OTHER_REASONS
    this.#reasons.add(reason)
    return reason
  }

  #clearSums(): void {
    this.#sums.clear()
    this.#reasons.clear()
  }
}
