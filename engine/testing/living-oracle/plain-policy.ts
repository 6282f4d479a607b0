/** Who may spawn, of the policies that need no Cedar: nobody, or everybody as long as there is room. */
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'
import type { PlainZone } from './plain-zones.ts'

const CELLS_OF_A_ZONE = 248_832

export interface PlainPolicy {
  /** Whether one more bit may be spawned in a zone. */
  lets(zone: number): boolean
  enter(zone: number): void
  leave(zone: number): void
  /** How many bits live in a zone. */
  bitsIn(zone: number): number
}

export function policyOf(
  policies: ScenarioDocument['policies'],
  zones: readonly PlainZone[],
): PlainPolicy {
  const bits = zones.map(() => 0)
  const room = (zone: number) =>
    policies?.capacities?.[zones[zone]!.name] ?? policies?.capacity ?? CELLS_OF_A_ZONE
  return {
    lets: (zone) => policies?.use?.includes('permit-all') === true && bits[zone]! < room(zone),
    enter(zone) {
      bits[zone]!++
    },
    leave(zone) {
      bits[zone]!--
    },
    bitsIn: (zone) => bits[zone]!,
  }
}
