/** `bind` of the Thunderbit contract, section 13: the path that is to join two bits. */
import type { ChannelBits, Standing } from './channel-bits.ts'
import { hasRoomFor } from './epochs.ts'
import { checkNames } from './names.ts'
import { type RoutingOutcome, refuseRouting } from './routing-failure.ts'
import type { RoutingState } from './routing-state.ts'

/** The most sites that a search for a path comes to. */
export const MAX_BIND_SITES = 2 ** 18

/** What to do so that two bits are bound: assign all of `path`, then announce `names`. */
export interface BindPlan {
  /** Cells from the first bit to the second, both included. */
  readonly path: readonly number[]
  /** Identities of the two ends, by cell. */
  readonly names: readonly { readonly name: string; readonly cell: number }[]
}

/**
 * Finds a shortest path between two bits over active bits that are free or in the channel already,
 * each seeing the next and seen by it; of several, the one whose cells come first in order. Changes
 * nothing; the announcements of the plan will not be refused once its path is assigned.
 *
 * Refuses with `invalid_value` where both are one, `no_path`, `channel_taken` where only bits of
 * another channel stand in the way, `search_too_large`, `name_taken`, `too_many_names`,
 * `too_many_names_of_member`.
 */
export function planBind(
  { channels }: RoutingState,
  bits: ChannelBits,
  index: number,
  { from, to }: { readonly from: number; readonly to: number },
): RoutingOutcome<BindPlan> {
  const channel = channels[index]!
  const between = { channel: channel.config.name, from, to }
  if (from === to) {
    const wanted = 'another bit than the first is wanted'
    return refuseRouting('invalid_value', { attribute: 'to', found: 'the first one', wanted })
  }
  const path = findPath(bits, index, from, to, ['free', 'member'])
  if (path === 'too_large') {
    return refuseRouting('search_too_large', { ...between, maxSites: MAX_BIND_SITES })
  }
  if (path === undefined) {
    const other = findPath(bits, index, from, to, ['free', 'member', 'taken'])
    if (other === undefined || other === 'too_large') return refuseRouting('no_path', between)
    const cell = other.find((site) => bits.standingOf(index, site) === 'taken')!
    return refuseRouting('channel_taken', { ...between, cell })
  }
  if (!hasRoomFor(channel, [from, to])) {
    return refuseRouting('not_a_member', { channel: channel.config.name, cell: to })
  }
  const names = [from, to].map((cell) => ({ name: bits.identityOf(cell), cell }))
  const holders = names.map((name) => ({ ...name, generation: bits.generationOf(name.cell) }))
  const checked = checkNames(channel, bits, index, holders)
  return checked.ok ? { ok: true, value: { path, names } } : checked
}

/** Breadth-first search, lowest cells first; undefined where no path leads there. */
function findPath(
  bits: ChannelBits,
  index: number,
  from: number,
  to: number,
  open: readonly Standing[],
): readonly number[] | undefined | 'too_large' {
  const isOpen = (cell: number) => open.includes(bits.standingOf(index, cell))
  if (!isOpen(from) || !isOpen(to)) return undefined
  const cameFrom = new Map([[from, from]])
  // A Map gives entries that are added while it is gone through, in the order they came.
  for (const cell of cameFrom.keys()) {
    if (cell === to) return traceBack(cameFrom, to)
    const seen = Array.from(bits.sitesSeenFrom(cell)).sort((a, b) => a - b)
    for (const next of seen) {
      if (cameFrom.has(next) || !isOpen(next) || !isSeen(bits, cell, next)) continue
      if (cameFrom.size >= MAX_BIND_SITES) return 'too_large'
      cameFrom.set(next, cell)
    }
  }
  return undefined
}

/** Tells whether the bit at a cell is seen by the one at another. */
function isSeen(bits: ChannelBits, cell: number, by: number): boolean {
  return Array.from(bits.sitesSeenFrom(by)).includes(cell)
}

function traceBack(cameFrom: ReadonlyMap<number, number>, to: number): readonly number[] {
  const path = [to]
  for (let cell = to; cameFrom.get(cell) !== cell; ) {
    cell = cameFrom.get(cell)!
    path.push(cell)
  }
  return path.reverse()
}
