/** The names that a channel knows, each in a slot that messages and links refer to by number. */
import { MAX_NAMES, MAX_NAMES_PER_MEMBER } from './ca-channel.ts'
import type { ChannelBits } from './channel-bits.ts'
import { type RoutingOutcome, refuseRouting } from './routing-failure.ts'
import type { ChannelState, Holder } from './routing-state.ts'

/** The slot of a name; -1 where the channel does not know it. */
export function findName({ names }: ChannelState, name: string): number {
  return names.findIndex((slot) => slot?.name === name)
}

/** The lowest slot that is free; it can be the next after the last. */
export function findFreeSlot({ names }: ChannelState): number {
  const free = names.indexOf(undefined)
  return free === -1 ? names.length : free
}

/** What is to be announced. */
export interface Announcement extends Holder {
  readonly name: string
}

/**
 * Checks that bits can answer to names beside those that are known; all of them, or it is refused
 * with `name_taken`, `too_many_names` or `too_many_names_of_member`.
 */
export function checkNames(
  channel: ChannelState,
  bits: ChannelBits,
  index: number,
  wanted: readonly Announcement[],
): RoutingOutcome<undefined> {
  const { config, names } = channel
  const isThere = ({ cell, generation }: Holder) =>
    bits.standingOf(index, cell) === 'member' && bits.generationOf(cell) === generation
  const known = names.filter((slot) => slot !== undefined)
  const news = wanted.filter(({ name, cell, generation }) => {
    const holder = known.find((slot) => slot.name === name)?.holder
    return holder?.cell !== cell || holder.generation !== generation
  })
  for (const { name } of news) {
    const holder = known.find((slot) => slot.name === name)?.holder
    if (holder !== undefined && isThere(holder)) {
      return refuseRouting('name_taken', { channel: config.name, name, cell: holder.cell })
    }
  }
  const unknown = news.filter(({ name }) => !known.some((slot) => slot.name === name))
  if (known.length + unknown.length > MAX_NAMES) {
    return refuseRouting('too_many_names', { channel: config.name, maxNames: MAX_NAMES })
  }
  const crowded = news.find(({ cell, generation }) => {
    const isOf = (holder?: Holder) => holder?.cell === cell && holder.generation === generation
    const count = known.filter(({ holder }) => isOf(holder)).length + news.filter(isOf).length
    return count > MAX_NAMES_PER_MEMBER
  })
  if (crowded !== undefined) {
    const { cell } = crowded
    const maxNames = MAX_NAMES_PER_MEMBER
    return refuseRouting('too_many_names_of_member', { channel: config.name, cell, maxNames })
  }
  return { ok: true, value: undefined }
}

/** Frees the slots of names that nobody answers to and nothing is for. */
export function freeNames({ links, members, names }: ChannelState): void {
  if (names.every((slot) => slot === undefined || slot.holder !== undefined)) return
  const needed = new Set(links.map(({ to }) => to))
  for (const { queue } of members.values()) for (const { to } of queue) needed.add(to)
  for (const [slot, name] of names.entries()) {
    if (name !== undefined && name.holder === undefined && !needed.has(slot)) {
      names[slot] = undefined
    }
  }
}
