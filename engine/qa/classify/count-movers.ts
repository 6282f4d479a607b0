/** Objects that travel, found by what they do to the period of a world. */
import type { EnsembleMembers } from '../../metrics/classify/decide-behavior.ts'
import type { MemberReport } from '../../simulation/classify/member-report.ts'

/** Periods beyond this are journeys around the world: small patches leave no oscillators as slow. */
const LONGEST_OSCILLATOR = 64

/** More of a world than this changes only where disorder goes on. */
const MAX_ACTIVITY = 0.01

/**
 * Counts members that leave an object which travels: amid stillness such a world comes back after as many ticks
 * as the object takes around it; alone in the world, the object is found moved.
 */
export function countMovers(
  members: readonly MemberReport[],
): NonNullable<EnsembleMembers['movers']> {
  return { tried: members.length, found: members.filter(isMover).length }
}

/** Whether a member leaves such an object. */
export function isMover({ measures: { period, activity, driftCells } }: MemberReport): boolean {
  const isAround = period !== null && period > LONGEST_OSCILLATOR && activity < MAX_ACTIVITY
  return isAround || (driftCells !== null && driftCells > 0)
}
