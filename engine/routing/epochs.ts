/**
 * Epochs: when members or hops of a channel change, its routes are made anew.
 *
 * A Bloom filter forgets nothing, and distances that were true lead astray when a way is gone. So
 * all filters are cleared, and every name that somebody answers to starts from there again.
 * Messages wait where they are, within their time.
 */
import { tellMember } from './announcements.ts'
import { MAX_MEMBERS } from './ca-channel.ts'
import type { ChannelBits } from './channel-bits.ts'
import { buildGraph, type ChannelGraph } from './channel-graph.ts'
import { loseMessage } from './channel-tally.ts'
import { NOWHERE } from './message.ts'
import type { RoutingListener } from './routing-event.ts'
import { type ChannelState, createMember, type Holder, type Member } from './routing-state.ts'

/**
 * Looks at the bits of a channel where they may have changed, and begins an epoch where they have.
 *
 * @returns the hops between the members that there are now.
 */
export function followBits(
  channel: ChannelState,
  bits: ChannelBits,
  index: number,
  listener?: RoutingListener,
): ChannelGraph {
  if (channel.graph?.revision === bits.revision) return channel.graph
  const graph = buildGraph(bits, bits.membersOf(index).slice(0, MAX_MEMBERS))
  channel.graph = graph
  if (!isSameAs(channel, graph)) {
    channel.graphDigest = graph.digest
    beginEpoch(channel, graph, listener)
  }
  return graph
}

/**
 * The member at a cell, whom an order means; undefined where no bit forwards there. A bit that has
 * come since the last step is let in where the channel has room; if another had its site, what that
 * held is lost.
 */
export function admitMember(
  channel: ChannelState,
  bits: ChannelBits,
  index: number,
  cell: number,
): Member | undefined {
  if (bits.standingOf(index, cell) !== 'member') return undefined
  const generation = bits.generationOf(cell)
  const known = channel.members.get(cell)
  if (known?.generation === generation) return known
  // Nobody has come since the bits were looked at: it is one of too many.
  if (channel.graph?.revision === bits.revision) return undefined
  if (!hasRoomFor(channel, [cell])) return undefined
  if (known !== undefined) {
    dismissMember(channel, known)
    settleWaves(channel)
  }
  const member = createMember(cell, generation)
  channel.members.set(cell, member)
  return member
}

/** Tells whether bits at some cells can be let in without more members than there may be. */
export function hasRoomFor({ members }: ChannelState, cells: readonly number[]): boolean {
  const newcomers = cells.filter((cell) => !members.has(cell))
  return members.size + newcomers.length <= MAX_MEMBERS
}

/** Tells whether a bit is a member that the channel knows. */
export function isMember({ members }: ChannelState, { cell, generation }: Holder): boolean {
  return members.get(cell)?.generation === generation
}

function isSameAs({ members, graphDigest }: ChannelState, graph: ChannelGraph): boolean {
  const { cells, digest, generations } = graph
  return (
    digest[0] === graphDigest[0] &&
    digest[1] === graphDigest[1] &&
    members.size === cells.length &&
    cells.every((cell, place) => members.get(cell)?.generation === generations[place])
  )
}

function beginEpoch(
  channel: ChannelState,
  { cells, generations }: ChannelGraph,
  listener?: RoutingListener,
): void {
  const { config, counts, members, names } = channel
  counts.epochs++
  listener?.({ type: 'epoch', channel: config.name, members: cells.length })
  const before = [...members.values()].sort((a, b) => a.cell - b.cell)
  const staying = new Map(cells.map((cell, place) => [cell, generations[place]!]))
  for (const member of before) {
    if (staying.get(member.cell) !== member.generation) dismissMember(channel, member, listener)
  }
  for (const [cell, generation] of staying) {
    const member = members.get(cell)
    if (member === undefined) members.set(cell, createMember(cell, generation))
    else forgetRoutes(member)
  }
  for (const [slot, name] of names.entries()) {
    if (name?.holder === undefined) continue
    if (!isMember(channel, name.holder)) name.holder = undefined
    else tellMember(members.get(name.holder.cell)!, slot, name, 0)
    name.wave = 0
  }
}

function forgetRoutes({ filter, fresh, heard, queue }: Member): void {
  for (const words of [filter, fresh, heard]) words.fill(0)
  for (const message of queue) message.lastHop = NOWHERE
}

/** A name that was fresh only to who has left spreads no more, until the epoch that begins next. */
function settleWaves({ members, names }: ChannelState): void {
  for (const [slot, name] of names.entries()) {
    if (name === undefined || name.wave === 0) continue
    const isFresh = [...members.values()].some(
      ({ fresh }) => ((fresh[slot >> 5]! >>> (slot & 31)) & 1) === 1,
    )
    if (!isFresh) name.wave = 0
  }
}

function dismissMember(
  channel: ChannelState,
  { cell, queue }: Member,
  listener?: RoutingListener,
): void {
  for (const message of queue) loseMessage(channel, cell, message, 'gone', listener)
  channel.members.delete(cell)
}
