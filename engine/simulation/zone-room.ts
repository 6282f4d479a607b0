/** How much room a zone has for bits, and what would come of a spawn in it. */
import type { BitStore } from '../bits/bit-store.ts'
import { siteOfCell } from '../bits/bit-world.ts'
import type { GridPoint } from '../lattice/zones.ts'
import type { Verdict } from '../policy/verdict.ts'
import { buildSpawnRequest, type SpawnScope } from './spawn-verdict.ts'

/** How full a zone is. */
export interface ZoneRoom {
  readonly bits: number
  readonly active: number
  /** The most bits that it may hold. */
  readonly capacity: number
  /** What would come of a spawn; undefined where no site is vacant. */
  readonly trial: { readonly site: GridPoint; readonly verdict: Verdict } | undefined
}

/**
 * How full a zone is, and what the policies say to a bit with nothing special at its first vacant
 * site. Nobody is told, no verdict is kept, and nothing changes.
 */
export function describeZoneRoom(zone: number, actor: string, scope: SpawnScope): ZoneRoom {
  const { store, policy } = scope
  const { id } = store.world.zones[zone]!
  const cell = findVacant(zone, store)
  const coord = cell === undefined ? undefined : siteOfCell(store.world, cell)
  return {
    bits: store.zoneCounts.bitsOf(zone),
    active: store.zoneCounts.activeOf(zone),
    capacity: policy.capacityOf(id),
    trial: coord && {
      site: coord,
      verdict: policy.checkSpawn(buildSpawnRequest({}, actor, zone, coord, scope)),
    },
  }
}

function findVacant(zone: number, store: BitStore): number | undefined {
  let vacant: number | undefined
  store.world.zoneMap.eachRun(zone, (first, cells) => {
    for (let cell = first; vacant === undefined && cell < first + cells; cell++) {
      if (!store.isOccupied(cell)) vacant = cell
    }
  })
  return vacant
}
