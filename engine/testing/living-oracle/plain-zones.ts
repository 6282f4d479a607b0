/** Which zone a site lies in, and what zones are, from docs/scenarios.md. */
import type { ScenarioDocument } from '../../scenario/scenario-schema.ts'
import type { Ground, Place } from './plain-places.ts'

export interface PlainZone {
  readonly name: string
  readonly divisor: number
  readonly phase: number
  /** Name of its rule; undefined for the scenario's own. */
  readonly rule: string | undefined
  readonly isSettled: boolean
}

type ZoneDocument = NonNullable<ScenarioDocument['zones']>[number]

/** All zones, what lies in no box last. */
export function zonesOf({ zones = [], bits }: ScenarioDocument): readonly PlainZone[] {
  const listed = zones.map(
    ({ name, rule, settled = false, clock }): PlainZone => ({
      name,
      divisor: clock?.divisor ?? 1,
      phase: clock?.phase ?? 0,
      rule,
      isSettled: settled,
    }),
  )
  const isSettled = zones.length === 0 ? bits !== undefined : listed.every((zone) => zone.isSettled)
  const rest: PlainZone = { name: 'rest', divisor: 1, phase: 0, rule: undefined, isSettled }
  return zones.some(({ center }) => center !== undefined) ? listed : [...listed, rest]
}

const isWithin = (at: number, from: number, cells: number) => at >= from && at < from + cells

/** Whether a place lies in a box, whose axes that are left out are 1 cell at 0. */
export function isInBox(
  { x, y, z }: Place,
  {
    at = [],
    size,
  }: { readonly at?: readonly number[] | undefined; readonly size: readonly number[] },
): boolean {
  return [x, y, z].every((where, axis) => isWithin(where, at[axis] ?? 0, size[axis] ?? 1))
}

/** The number of a place's zone. */
export function zoneAt(place: Place, zones: readonly ZoneDocument[], ground: Ground): number {
  if (zones[0]?.center !== undefined) return nearestCenter(place, zones, ground)
  const zone = zones.findIndex(({ box }) => isInBox(place, box!))
  return zone === -1 ? zones.length : zone
}

const BOLT = { x: 6, y: 6, z: 4 } as const

/** The zone whose center is nearest to the middle of the bolt's cells, the first of equals. */
function nearestCenter(place: Place, zones: readonly ZoneDocument[], ground: Ground): number {
  const distances = zones.map(({ center = [] }) => {
    let sum = 0
    for (const [i, axis] of (['x', 'y', 'z'] as const).entries()) {
      const first = Math.floor(place[axis] / BOLT[axis]) * BOLT[axis]
      const last = Math.min(first + BOLT[axis], ground.size[axis]) - 1
      const straight = Math.abs((first + last) / 2 - (center[i] ?? 0))
      const around = ground.isTorus ? ground.size[axis] - straight : Infinity
      sum += Math.min(straight, around) ** 2
    }
    return sum
  })
  return distances.indexOf(Math.min(...distances))
}
