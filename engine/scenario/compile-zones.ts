/** From the zones of a scenario to a map of them and what each is. */
import { createListedZones } from '../lattice/listed-zones.ts'
import { createVoronoiZones } from '../lattice/voronoi-zones.ts'
import { EVERY_TICK } from '../lattice/zone-clock.ts'
import type { ZoneMap } from '../lattice/zone-map.ts'
import { compileBox, compileSite } from './compile-stroke.ts'
import type { FaultList } from './fault-list.ts'
import type { NamedRule, ZonePlan } from './living-run.ts'
import type { ZoneDocument } from './living-schema.ts'
import type { World } from './resolve-world.ts'

/** The zone of what lies in no box, or of the whole world where no zones are listed. */
const REST = 'rest'

/**
 * Which zone each cell belongs to; undefined where the zones cannot be, which is then on the list.
 */
export function compileZoneMap(
  zones: readonly ZoneDocument[] | undefined,
  { size, topology }: World,
  faults: FaultList,
): ZoneMap | undefined {
  if (zones === undefined) return createListedZones(size, [])
  const isCentered = zones[0]?.center !== undefined
  for (const [i, zone] of zones.entries()) {
    const given = [zone.box, zone.center].filter((place) => place !== undefined)
    if (given.length !== 1) faults.add(['zones', i], 'needs a box or a center')
    else if ((zone.center !== undefined) !== isCentered) {
      faults.add(
        ['zones', i],
        'needs what the first zone has: zones all have boxes, or all centers',
      )
    }
  }
  return faults.try(['zones'], () => {
    if (isCentered) {
      const centers = zones.map(({ center }) => compileSite(center ?? [], size))
      return createVoronoiZones(size, topology, centers)
    }
    const boxes = zones.map(({ box }) => {
      const { x, y, z, size: extent } = compileBox(box, size)
      return { origin: { x, y, z }, size: extent }
    })
    return createListedZones(size, boxes)
  })
}

/**
 * What each zone is. The rest is settled where all zones are that are listed, or, where none is,
 * when the world has bits.
 */
export function compileZones(
  documents: readonly ZoneDocument[],
  rules: readonly NamedRule[],
  zoneMap: ZoneMap | undefined,
  hasBits: boolean,
  faults: FaultList,
): readonly ZonePlan[] {
  const zones = documents.map((zone, i): ZonePlan => {
    const rule = findRule(rules, zone.rule)
    if (rule === -1) faults.add(['zones', i, 'rule'], 'is not the name of one of the rules')
    const { divisor, phase = 0 } = zone.clock ?? EVERY_TICK
    if (phase >= divisor) faults.add(['zones', i, 'clock', 'phase'], `needs to be below ${divisor}`)
    const isRepeated = documents.findIndex(({ name }) => name === zone.name) < i
    if (isRepeated) faults.add(['zones', i, 'name'], 'names a zone before it')
    if (zone.name === REST) faults.add(['zones', i, 'name'], 'is the name of what lies in no zone')
    return { name: zone.name, clock: { divisor, phase }, rule, isSettled: zone.settled ?? false }
  })
  if (zoneMap === undefined || zoneMap.count === zones.length) return zones
  const isSettled = zones.length === 0 ? hasBits : zones.every((zone) => zone.isSettled)
  return [...zones, { name: REST, clock: EVERY_TICK, rule: 0, isSettled }]
}

/** Room for bits is given to zones that there are. */
export function checkCapacities(
  capacities: Readonly<Record<string, number>> | undefined,
  zones: readonly ZonePlan[],
  faults: FaultList,
): void {
  const names = zones.map(({ name }) => name)
  for (const zone of Object.keys(capacities ?? {})) {
    if (names.includes(zone)) continue
    faults.add(['policies', 'capacities', zone], `names no zone: there ${listNames(names)}`)
  }
}

/** So many names are listed. */
const MAX_LISTED_NAMES = 8

function listNames(names: readonly string[]): string {
  const more = names.length - MAX_LISTED_NAMES
  const listed = names.slice(0, MAX_LISTED_NAMES).join(', ')
  return `${names.length === 1 ? 'is' : 'are'} ${listed}${more > 0 ? ` and ${more} more` : ''}`
}

/** The number of a rule by its name, the scenario's own where none is said; -1 where there is none. */
export function findRule(rules: readonly NamedRule[], name: string | undefined): number {
  return name === undefined ? 0 : rules.findIndex((rule) => rule.name === name)
}
