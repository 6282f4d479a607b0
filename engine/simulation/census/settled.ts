/** What is found of one soup, whatever world it is in. */
import type { UnknownReason } from '../../metrics/census/census-tally.ts'
import type { UnsettledReason } from '../../metrics/census/growth.ts'
import type { CensusObject } from '../../metrics/census/object-code.ts'

export interface Settled {
  /** The tick at which it is seen to have settled, or the last one. */
  readonly tick: number
  readonly population: number
  readonly unsettled: UnsettledReason | undefined
  readonly objects: readonly CensusObject[]
  readonly unknown: readonly UnknownReason[]
}

/** A soup that has not settled. */
export function unsettledAt(tick: number, population: number, reason: UnsettledReason): Settled {
  return { tick, population, unsettled: reason, objects: [], unknown: [] }
}
