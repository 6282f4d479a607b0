/** The birth of a bit, in five steps. Thunderbit contract, section 2.2. */
import { OUTSIDE } from '../lattice/site-resolver.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { clipReason, isHeard } from './bit-events.ts'
import { accept, type BitFailure, type Outcome, refuse } from './bit-failure.ts'
import type { BitStore } from './bit-store.ts'
import { cellOfSite } from './bit-world.ts'
import { NOBODY, type SpawnContext, type Verdict } from './spawn-context.ts'
import type { Thunderbit } from './thunderbit.ts'
import { checkAttributes, type SpawnAttributes } from './thunderbit-attributes.ts'
import { viewBit } from './thunderbit-view.ts'

/**
 * Spawns a bit: the site is vacant, the policies allow it, its state is set, the world knows of it
 * and the event bus is told.
 *
 * It refuses with `outside_world`, `wrong_zone`, `coord_occupied`, `zone_full`, `policy_denied` or
 * `invalid_attribute`. A bit that is to be traced when no more can be is spawned untraced, since
 * what is watched must not decide what happens.
 */
export function spawnBit(
  store: BitStore,
  coord: GridPoint,
  attributes?: SpawnAttributes,
  context: SpawnContext = NOBODY,
): Outcome<Thunderbit> {
  const cell = cellOfSite(store.world, coord)
  if (cell === OUTSIDE) return refuse('outside_world', { coord })
  const zone = store.zoneOf(cell)
  const { zoneId } = context
  if (zoneId !== undefined && zoneId !== zone.id) {
    return refuse('wrong_zone', { coord, zoneId, wanted: zone.id })
  }
  if (store.isOccupied(cell)) return refuse('coord_occupied', { coord })
  const denial = findDenial(store, cell, coord, context)
  if (denial !== undefined) return { ok: false, failure: denial }
  const checked = checkAttributes(store.world, attributes)
  if (!checked.ok) return checked
  store.settle(cell, checked.value)
  if (isHeard(store.bus, 'bit.spawned', cell)) {
    const { x, y, z } = coord
    const site = Object.freeze({ x, y, z })
    const bitId = store.idOf(cell)
    const { tick } = store
    store.bus.publishEvent({ type: 'bit.spawned', tick, bitId, coord: site, zoneId: zone.id }, cell)
  }
  return accept(viewBit(store, cell))
}

/** What the policies have against a bit; undefined where they allow it. */
function findDenial(
  store: BitStore,
  cell: number,
  coord: GridPoint,
  context: SpawnContext,
): BitFailure | undefined {
  const { policies, parentId, actor, initialField } = context
  const zone = store.world.zoneMap.zoneOfCell(cell)
  const { id: zoneId } = store.world.zones[zone]!
  const bitsInZone = store.zoneCounts.bitsOf(zone)
  const sitesInZone = store.world.zoneMap.countCells(zone)
  const { tick } = store
  if (policies === undefined) {
    return refuse('policy_denied', { zoneId, reason: 'no policy is in force' }).failure
  }
  let verdict: Verdict
  try {
    const request = { coord, zoneId, bitsInZone, sitesInZone, tick, parentId, actor, initialField }
    verdict = policies(Object.freeze(request))
  } catch (error) {
    const reason = `the policy failed: ${error instanceof Error ? error.message : String(error)}`
    verdict = { decision: 'deny', code: 'policy_denied', reason }
  }
  if (verdict?.decision === 'allow') return undefined
  const reason = clipReason(String(verdict?.reason ?? 'the policy gave no verdict'))
  const code = verdict?.code === 'zone_full' ? 'zone_full' : 'policy_denied'
  return refuse(code, { zoneId, reason }).failure
}
