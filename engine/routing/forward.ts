/**
 * Forwarding: each member sends the message at the front of its queue one hop on.
 *
 * All choose by what they see when the tick begins, then all move, so no order among members
 * matters but for the last free place in a queue, which goes to the lowest cell. Room that a
 * message leaves is there for others from the next tick on. Those that found no room and want each
 * other's places in a circle move all at once, which changes no load. So full queues alone never
 * stop a channel: from who finds no room to whom it wants, and on, one comes to a message that
 * moves or to a circle.
 */
import type { ChannelBits } from './channel-bits.ts'
import type { ChannelGraph } from './channel-graph.ts'
import { loseMessage } from './channel-tally.ts'
import { findCircles } from './circles.ts'
import { type Message, NOWHERE } from './message.ts'
import { claimsPair } from './route-filter.ts'
import type { RoutingListener } from './routing-event.ts'
import type { ChannelState, Member, NameSlot } from './routing-state.ts'

/** What is to become of the message at a front: a place among the members, or one of these. */
const WAIT = -1
const TURN_BACK = -2
const NO_ROUTE = -3

/** Wanted by all that move, or have nowhere to go. */
const NO_PLACE = -1

/** Before all others, since what arrives does not queue. */
const AT_THE_END = -1
/** After all others: who claims two distances claims one falsely. More than any queue holds. */
const IN_DOUBT = 64

/** Takes what has arrived at a member. */
export type Receive = (cell: number, payload: number) => void

/** A tick of a channel, as forwarding needs it. */
interface Tick {
  readonly channel: ChannelState
  readonly graph: ChannelGraph
  /** Members in the graph's order. */
  readonly order: readonly Member[]
  /** Messages in each queue as the tick began. */
  readonly loads: Uint8Array
  readonly isSpreading: boolean
  readonly receive: Receive
  readonly listener: RoutingListener | undefined
}

/**
 * Forwards at most one message of each member, and lets time run down for those that stay.
 *
 * @param isSpreading whether names are still on their way: then a message without a route waits.
 */
export function forwardMessages(
  channel: ChannelState,
  graph: ChannelGraph,
  bits: ChannelBits,
  tick: number,
  isSpreading: boolean,
  receive: Receive,
  listener?: RoutingListener,
): void {
  const order = graph.cells.map((cell) => channel.members.get(cell)!)
  const loads = Uint8Array.from(order, ({ queue }) => queue.length)
  const at: Tick = { channel, graph, order, loads, isSpreading, receive, listener }
  const targets = order.map(({ cell, queue }, place) =>
    queue.length > 0 && bits.isStepping(cell, tick) ? chooseTarget(at, place) : WAIT,
  )
  const arrivals = new Uint8Array(order.length)
  const wanted = new Int32Array(order.length).fill(NO_PLACE)
  for (const [place, target] of targets.entries()) {
    if (target >= 0 && !hasRoom(at, arrivals, place, target)) wanted[place] = target
    else moveFront(at, arrivals, place, target)
  }
  for (const circle of findCircles(wanted)) {
    for (const place of circle) {
      passOn(at, place, wanted[place]!)
      wanted[place] = NO_PLACE
    }
  }
  for (const target of wanted) if (target !== NO_PLACE) channel.counts.congested++
  for (const member of order) ageMessages(channel, member, listener)
}

/** Where the message at the front of a member's queue is to go, whether or not there is room. */
function chooseTarget(at: Tick, place: number): number {
  const { channel, graph, loads, order } = at
  const member = order[place]!
  const message = member.queue[0]!
  const name = channel.names[message.to]!
  if (answers(member, name)) return place
  const wanted = closerThan(claimsOf(member, name))
  let best = WAIT
  let leastRank = Number.POSITIVE_INFINITY
  let leadsBack = false
  for (let index = graph.offsets[place]!; index < graph.offsets[place + 1]!; index++) {
    const neighbor = order[graph.neighbors[index]!]!
    const claims = claimsOf(neighbor, name)
    if ((claims & wanted) === 0) continue
    if (neighbor.cell === message.lastHop) {
      leadsBack = true
      continue
    }
    const load = loads[graph.neighbors[index]!]!
    const rank = answers(neighbor, name) ? AT_THE_END : isOne(claims) ? load : load + IN_DOUBT
    if (rank < leastRank) {
      best = graph.neighbors[index]!
      leastRank = rank
    }
  }
  if (best !== WAIT) return best
  if (leadsBack) return TURN_BACK
  return at.isSpreading ? WAIT : NO_ROUTE
}

/** What a filter claims of a name: residue r is bit r. */
function claimsOf({ filter }: Member, { probes }: NameSlot): number {
  let claims = 0
  for (let residue = 0; residue < 3; residue++) {
    if (claimsPair(filter, probes, residue)) claims |= 1 << residue
  }
  return claims
}

/** The residues that are one less than those of a set. */
function closerThan(claims: number): number {
  return (claims >> 1) | ((claims & 1) << 2)
}

function isOne(claims: number): boolean {
  return (claims & (claims - 1)) === 0
}

/** Tells whether the message at a front finds room where it is to go. */
function hasRoom(at: Tick, arrivals: Uint8Array, place: number, target: number): boolean {
  const { capacity } = at.channel.config
  if (at.loads[target]! + arrivals[target]! < capacity) return true
  const { to } = at.order[place]!.queue[0]!
  return answers(at.order[target]!, at.channel.names[to]!)
}

/** Does what was chosen for the message at a front; where it is to go, there is room. */
function moveFront(at: Tick, arrivals: Uint8Array, place: number, target: number): void {
  const { channel, listener, order } = at
  const { cell, queue } = order[place]!
  if (target === WAIT) return
  if (target === NO_ROUTE) loseMessage(channel, cell, queue.shift()!, 'no_route', listener)
  else if (target === TURN_BACK) {
    queue[0]!.lastHop = NOWHERE
    channel.counts.turned++
  } else if (target === place) deliver(at, cell, queue.shift()!)
  else if (passOn(at, place, target)) arrivals[target]!++
}

/** Moves the message at a front one hop on; tells whether it is in the queue there. */
function passOn(at: Tick, place: number, target: number): boolean {
  const { channel, listener, order } = at
  const { cell, queue } = order[place]!
  const next = order[target]!
  const message = queue.shift()!
  const to = channel.names[message.to]!
  message.hops++
  message.lastHop = cell
  const [fromCell, toCell] = [cell, next.cell]
  listener?.({ type: 'moved', channel: channel.config.name, to: to.name, fromCell, toCell })
  const isThere = answers(next, to)
  if (isThere) deliver(at, next.cell, message)
  else next.queue.push(message)
  return !isThere
}

function deliver({ channel, listener, receive }: Tick, cell: number, message: Message): void {
  const { hops, kind, payload, to } = message
  channel.counts.delivered++
  receive(cell, payload)
  const { name } = channel.names[to]!
  listener?.({
    type: 'delivered',
    channel: channel.config.name,
    to: name,
    cell,
    payload,
    kind,
    hops,
  })
}

/** Tells whether a member is the one who answers to a name. */
function answers({ cell, generation }: Member, { holder }: NameSlot): boolean {
  return holder !== undefined && holder.cell === cell && holder.generation === generation
}

function ageMessages(channel: ChannelState, member: Member, listener?: RoutingListener): void {
  const { cell, queue } = member
  let kept = 0
  for (const message of queue) {
    message.ttl--
    if (message.ttl > 0) queue[kept++] = message
    else loseMessage(channel, cell, message, 'expired', listener)
  }
  queue.length = kept
}
