/** The tally of a census: what was found in how many soups, and where first. */
import type { UnsettledReason } from './growth.ts'
import type { CensusObject } from './object-code.ts'

/** Why something that was left could not be called by a code. */
export type UnknownReason =
  /** Alone it is not periodic within the limit: a wall holds it, or its period is longer. */
  | 'not periodic alone'
  /** It reaches half around the world or more, so that nothing like it could be alone. */
  | 'around the world'

/** What was found of one soup. */
export interface SoupOutcome {
  /** Number of the soup. */
  readonly soup: number
  readonly seed: bigint
  /** The tick at which it was seen to have settled, or the last one. */
  readonly tick: number
  /** Undefined where it settled. */
  readonly unsettled: UnsettledReason | undefined
  /** Cells that live at the end. */
  readonly population: number
  /** Objects left, each kind once; empty where it did not settle. */
  readonly objects: readonly { readonly object: CensusObject; readonly count: number }[]
  readonly unknown: readonly UnknownReason[]
}

export interface TalliedObject extends CensusObject {
  readonly count: number
  /** In how many soups it was found. */
  readonly soups: number
  /** Number and seed of the first soup that it was found in. */
  readonly firstSoup: number
  readonly firstSeed: bigint
}

/** An occurrence that has no code: an unsettled soup, or something left in one. */
export interface TalliedReason {
  readonly reason: UnsettledReason | UnknownReason
  readonly count: number
  readonly firstSoup: number
  readonly firstSeed: bigint
}

/**
 * Most kinds of objects that are kept. Beyond it further kinds are counted together, so that a census
 * of any length takes bounded memory.
 */
const MAX_KINDS = 100_000

/** Adds soups up. They are to come in the order of their numbers. */
export class CensusTally {
  soups = 0
  settled = 0
  /** Objects of all kinds. */
  objects = 0
  /** Objects of kinds that were no longer kept. */
  unlisted = 0
  /** Ticks until soups had settled, added up. */
  settledTicks = 0
  readonly #kinds = new Map<string, TalliedObject>()
  readonly #reasons = new Map<string, TalliedReason>()

  add({ soup, seed, tick, unsettled, objects, unknown }: SoupOutcome): void {
    this.soups++
    const reasons = unsettled === undefined ? unknown : [unsettled, ...unknown]
    for (const reason of reasons) {
      const known = this.#reasons.get(reason)
      const first = known ?? { firstSoup: soup, firstSeed: seed }
      this.#reasons.set(reason, { ...first, reason, count: (known?.count ?? 0) + 1 })
    }
    if (unsettled !== undefined) return
    this.settled++
    this.settledTicks += tick
    for (const { object, count } of objects) {
      this.objects += count
      const known = this.#kinds.get(object.code)
      if (known === undefined && this.#kinds.size >= MAX_KINDS) {
        this.unlisted += count
        continue
      }
      const first = known ?? { ...object, count: 0, soups: 0, firstSoup: soup, firstSeed: seed }
      const counted = { ...first, count: first.count + count, soups: first.soups + 1 }
      this.#kinds.set(object.code, counted)
    }
  }

  /** Kinds of objects, the most frequent first, by code where they are as frequent. */
  listObjects(): readonly TalliedObject[] {
    return [...this.#kinds.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
  }

  /** Reasons, by name. */
  listReasons(): readonly TalliedReason[] {
    return [...this.#reasons.values()].sort((a, b) => (a.reason < b.reason ? -1 : 1))
  }
}
