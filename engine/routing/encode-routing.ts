/**
 * The canonical bytes of a state of CAChannels: one state, one string of bytes, whatever the order
 * its members came in. Little-endian:
 *
 * | bytes | what                                                                                   |
 * |-------|----------------------------------------------------------------------------------------|
 * | 1, 1  | version, channels                                                                      |
 * |       | **of each channel**: digest of its hops (8), slots of names up to the last in use (1)  |
 * |       | of each slot: 0 free, 1 nobody answers, 2 held (1); name (1 + 2 a unit), wave (1),     |
 * |       | holder's cell and generation (8)                                                       |
 * |       | members (4); of each, by cell: cell, generation (8), filter (128), heard, fresh (16),  |
 * |       | messages (1); of each, oldest first: to, kind (2), ttl, hops (4), payload, last hop (8) |
 * |       | links (2); of each: cell, generation (8), to, kind (2), weight, threshold (8), ttl (2), |
 * |       | full strength, strength (8), source (1 + 2 a unit)                                     |
 * |       | **of each channel**: sent, delivered, lost by cause, congested, turned, epochs (72)    |
 */
import { ByteWriter } from './byte-writer.ts'
import { LOSS_CAUSES } from './message.ts'
import type {
  ChannelCounts,
  ChannelState,
  Link,
  Member,
  NameSlot,
  RoutingState,
} from './routing-state.ts'

export const ROUTING_VERSION = 1

/** What a slot of a name is. */
export const SLOT_FREE = 0
export const SLOT_UNHELD = 1
export const SLOT_HELD = 2

/** All that decides what comes, for hashes: without sums. */
export function encodeRoutes(state: RoutingState): Uint8Array {
  return writeRoutes(state).toBytes()
}

/** All of a state, sums too, for snapshots and files: `decodeRouting` takes it. */
export function encodeRouting(state: RoutingState): Uint8Array {
  const writer = writeRoutes(state)
  for (const { counts } of state.channels) writeCounts(writer, counts)
  return writer.toBytes()
}

function writeRoutes({ channels }: RoutingState): ByteWriter {
  const writer = new ByteWriter()
  writer.u8(ROUTING_VERSION)
  writer.u8(channels.length)
  for (const channel of channels) writeChannel(writer, channel)
  return writer
}

function writeChannel(writer: ByteWriter, { graphDigest, links, members, names }: ChannelState) {
  for (const word of graphDigest) writer.u32(word)
  const slots = names.findLastIndex((name) => name !== undefined) + 1
  writer.u8(slots)
  for (const name of names.slice(0, slots)) writeName(writer, name)
  writer.u32(members.size)
  const byCell = [...members.values()].sort((a, b) => a.cell - b.cell)
  for (const member of byCell) writeMember(writer, member)
  writer.u16(links.length)
  for (const link of links) writeLink(writer, link)
}

function writeName(writer: ByteWriter, slot: NameSlot | undefined): void {
  if (slot === undefined) {
    writer.u8(SLOT_FREE)
    return
  }
  const { holder, name, wave } = slot
  writer.u8(holder === undefined ? SLOT_UNHELD : SLOT_HELD)
  writer.text(name)
  writer.u8(wave)
  if (holder === undefined) return
  writer.u32(holder.cell)
  writer.u32(holder.generation)
}

function writeMember(writer: ByteWriter, member: Member): void {
  writer.u32(member.cell)
  writer.u32(member.generation)
  writer.words(member.filter)
  writer.words(member.heard)
  writer.words(member.fresh)
  writer.u8(member.queue.length)
  for (const { to, kind, ttl, hops, payload, lastHop } of member.queue) {
    writer.u8(to)
    writer.u8(kind)
    writer.u16(ttl)
    writer.u16(hops)
    writer.u32(payload)
    writer.u32(lastHop)
  }
}

function writeLink(writer: ByteWriter, link: Link): void {
  writer.u32(link.from.cell)
  writer.u32(link.from.generation)
  writer.u8(link.to)
  writer.u8(link.kind)
  writer.u32(link.weight)
  writer.u32(link.threshold)
  writer.u16(link.ttl)
  writer.u32(link.fullStrength)
  writer.u32(link.strength)
  writer.text(link.source)
}

function writeCounts(writer: ByteWriter, counts: ChannelCounts): void {
  const { sent, delivered, lost, congested, turned, epochs } = counts
  const losses = LOSS_CAUSES.map((cause) => lost[cause])
  for (const count of [sent, delivered, ...losses, congested, turned, epochs]) writer.u53(count)
}
