/** How bits are found. Thunderbit contract, section 6. A bit that is terminated is found no more. */
import { OUTSIDE } from '../lattice/site-resolver.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { FORWARDING, NEVER_SPAWNED, TERMINATED } from './bit-columns.ts'
import { accept, type Outcome, refuse } from './bit-failure.ts'
import type { BitStore } from './bit-store.ts'
import { cellOfSite } from './bit-world.ts'
import type { Thunderbit } from './thunderbit.ts'
import { viewBit } from './thunderbit-view.ts'

/**
 * The bit that lives at a coordinate, and in the zone of this id if one is given.
 *
 * Refuses with `outside_world`, `wrong_zone`, `no_such_bit` or `bit_terminated`.
 */
export function byCoord(store: BitStore, coord: GridPoint, zoneId?: string): Outcome<Thunderbit> {
  const cell = cellOfSite(store.world, coord)
  if (cell === OUTSIDE) return refuse('outside_world', { coord })
  const wanted = store.zoneOf(cell).id
  if (zoneId !== undefined && zoneId !== wanted) {
    return refuse('wrong_zone', { coord, zoneId, wanted })
  }
  const status = store.columns.status[cell]
  if (status === NEVER_SPAWNED) return refuse('no_such_bit', { coord })
  if (status === TERMINATED) return refuse('bit_terminated', { coord })
  return accept(viewBit(store, cell))
}

/**
 * The bits that live in a zone, in flat order; it looks at the zone's sites only.
 *
 * Refuses with `no_such_zone`.
 */
export function byZone(store: BitStore, zoneId: string): Outcome<readonly Thunderbit[]> {
  const zone = store.findZone(zoneId)
  if (zone === undefined) return refuse('no_such_zone', { zoneId })
  const bits: Thunderbit[] = []
  if (store.zoneCounts.bitsOf(zone) === 0) return accept(bits)
  store.world.zoneMap.eachRun(zone, (first, cells) => {
    for (let cell = first; cell < first + cells; cell++) {
      if (store.isOccupied(cell)) bits.push(viewBit(store, cell))
    }
  })
  return accept(bits)
}

/** The bits that forward for a CAChannel, in flat order; none for a channel that nobody is in. */
export function activeInChannel(store: BitStore, channelId: string): readonly Thunderbit[] {
  return cellsInChannel(store, channelId).map((cell) => viewBit(store, cell))
}

/** Where they are: flat indices, ascending. */
export function cellsInChannel(store: BitStore, channelId: string): readonly number[] {
  const { channel, presence } = store.columns
  const number = store.channels.numberOf(channelId)
  const cells: number[] = []
  let left = number === 0 ? 0 : store.channels.countBits(number)
  for (let cell = channel.indexOf(number); left > 0; cell = channel.indexOf(number, cell + 1)) {
    left--
    if (presence[cell] === FORWARDING) cells.push(cell)
  }
  return cells
}
