/**
 * How names spread: a member that was told of a name tells its neighbors one tick later, and each
 * listens to the first time only. So a name goes one hop a tick, and what a member puts into its
 * filter is its distance from the one who answers to it, modulo 3.
 *
 * Who has heard of what is kept exactly, beside the filters: a filter that claimed a name falsely
 * would else stop it, and cut off all behind.
 */
import { lowestBit } from '../math/word-bits.ts'
import type { ChannelGraph } from './channel-graph.ts'
import { insertPair } from './route-filter.ts'
import { type ChannelState, type Member, NAME_WORDS, type NameSlot } from './routing-state.ts'

/** Tells a member of the name in a slot, so many hops away, modulo 3. */
export function tellMember(member: Member, slot: number, { probes }: NameSlot, wave: number): void {
  const word = slot >> 5
  member.heard[word]! |= 1 << (slot & 31)
  member.fresh[word]! |= 1 << (slot & 31)
  insertPair(member.filter, probes, wave)
}

/**
 * Lets every fresh name go one hop on.
 *
 * @returns whether any name is still on its way.
 */
export function spreadNames(channel: ChannelState, graph: ChannelGraph): boolean {
  const order = graph.cells.map((cell) => channel.members.get(cell)!)
  const told = collectTold(order, graph)
  if (told === undefined) return false
  const spreading = new Uint32Array(NAME_WORDS)
  const fresh = new Uint32Array(NAME_WORDS)
  for (const member of order) {
    for (let word = 0; word < NAME_WORDS; word++) {
      fresh[word]! |= member.fresh[word]!
      member.fresh[word] = 0
    }
  }
  for (const [slot, name] of channel.names.entries()) {
    if (name !== undefined && hasSlot(fresh, slot)) name.wave = (name.wave + 1) % 3
  }
  for (const [place, member] of order.entries()) {
    for (let word = 0; word < NAME_WORDS; word++) {
      const news = told[NAME_WORDS * place + word]!
      spreading[word]! |= news
      for (let rest = news; rest !== 0; rest &= rest - 1) {
        const slot = 32 * word + lowestBit(rest)
        const name = channel.names[slot]!
        tellMember(member, slot, name, name.wave)
      }
    }
  }
  for (const [slot, name] of channel.names.entries()) {
    if (name !== undefined && !hasSlot(spreading, slot)) name.wave = 0
  }
  return spreading.some((word) => word !== 0)
}

/** By member, the names that it is told of for the first time; undefined where none is fresh. */
function collectTold(order: readonly Member[], graph: ChannelGraph): Uint32Array | undefined {
  let told: Uint32Array | undefined
  for (const [place, { fresh }] of order.entries()) {
    const [low, high] = [fresh[0]!, fresh[1]!]
    if ((low | high) === 0) continue
    told ??= new Uint32Array(NAME_WORDS * order.length)
    for (let at = graph.offsets[place]!; at < graph.offsets[place + 1]!; at++) {
      const neighbor = graph.neighbors[at]!
      const { heard } = order[neighbor]!
      told[NAME_WORDS * neighbor]! |= low & ~heard[0]!
      told[NAME_WORDS * neighbor + 1]! |= high & ~heard[1]!
    }
  }
  return told
}

function hasSlot(names: Uint32Array, slot: number): boolean {
  return ((names[slot >> 5]! >>> (slot & 31)) & 1) === 1
}
