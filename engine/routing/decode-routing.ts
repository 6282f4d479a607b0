/** Reads states of CAChannels from bytes that nobody vouches for. */
import { ByteReader } from './byte-reader.ts'
import {
  type CaChannel,
  MAX_LINKS,
  MAX_MEMBERS,
  MAX_NAMES,
  MAX_ROUTING_NAME_CHARS,
} from './ca-channel.ts'
import { ROUTING_VERSION, SLOT_FREE, SLOT_HELD } from './encode-routing.ts'
import { FULL_WEIGHT, MAX_STRENGTH } from './link-limits.ts'
import { LOSS_CAUSES, MAX_TTL, NOWHERE } from './message.ts'
import { probesOf } from './route-filter.ts'
import {
  type ChannelState,
  countInFlight,
  createMember,
  createRouting,
  type Holder,
  type Link,
  type Member,
  type NameSlot,
  type RoutingState,
} from './routing-state.ts'

/**
 * What takes memory is bounded by the bytes that are there, so a small file makes a small state.
 *
 * @param channels are the world's, as the state was made with.
 * @param cells of the world: every cell is below.
 * @throws {RoutingBytesError} unless these are the bytes that `encodeRouting` gives for a state
 * whose parts fit each other.
 * @throws {CaChannelError} when the channels cannot be.
 */
export function decodeRouting(
  bytes: Uint8Array,
  channels: readonly CaChannel[],
  cells: number,
): RoutingState {
  const state = createRouting(channels)
  const reader = new ByteReader(bytes)
  reader.u8('the version', ROUTING_VERSION, ROUTING_VERSION)
  reader.u8('the number of channels', channels.length, channels.length)
  for (const channel of state.channels) readChannel(reader, channel, cells - 1)
  for (const channel of state.channels) readCounts(reader, channel)
  reader.assertEnd()
  return state
}

function readChannel(reader: ByteReader, channel: ChannelState, maxCell: number): void {
  channel.graphDigest = [reader.u32('a digest'), reader.u32('a digest')]
  readNames(reader, channel, maxCell)
  const count = reader.u32('the number of members', 0, MAX_MEMBERS)
  let least = 0
  for (let index = 0; index < count; index++) {
    const cell = reader.u32('the cell of a member', least, maxCell)
    channel.members.set(cell, readMember(reader, channel, cell, maxCell))
    least = cell + 1
  }
  for (const [slot, name] of channel.names.entries()) {
    if (name !== undefined && name.wave > 0 && !isFresh(channel, slot)) {
      reader.fail('a wave of a name that is fresh to nobody', '0 is wanted')
    }
  }
  const links = reader.u16('the number of links', 0, MAX_LINKS)
  for (let index = 0; index < links; index++) {
    channel.links.push(readLink(reader, channel, maxCell))
  }
}

function isFresh({ members }: ChannelState, slot: number): boolean {
  return [...members.values()].some(({ fresh }) => (fresh[slot >> 5]! >>> (slot & 31)) % 2 === 1)
}

function readNames(reader: ByteReader, { names }: ChannelState, maxCell: number): void {
  const count = reader.u8('the number of slots', 0, MAX_NAMES)
  for (let slot = 0; slot < count; slot++) names.push(readName(reader, names, maxCell))
  if (count > 0 && names[count - 1] === undefined) {
    reader.fail('a free slot at the end', 'the last slot is in use')
  }
}

function readName(
  reader: ByteReader,
  before: readonly (NameSlot | undefined)[],
  maxCell: number,
): NameSlot | undefined {
  const kind = reader.u8('the kind of a slot', SLOT_FREE, SLOT_HELD)
  if (kind === SLOT_FREE) return undefined
  const name = reader.text('a name', MAX_ROUTING_NAME_CHARS)
  if (before.some((slot) => slot?.name === name)) {
    reader.fail(`the name ${JSON.stringify(name)} again`, 'names are distinct')
  }
  const wave = reader.u8('a wave', 0, 2)
  const holder = kind === SLOT_HELD ? readHolder(reader, maxCell) : undefined
  return { name, probes: probesOf(name), holder, wave }
}

function readHolder(reader: ByteReader, maxCell: number): Holder {
  const cell = reader.u32('a cell', 0, maxCell)
  return Object.freeze({ cell, generation: reader.u32('a generation') })
}

function readMember(
  reader: ByteReader,
  channel: ChannelState,
  cell: number,
  maxCell: number,
): Member {
  const member = createMember(cell, reader.u32('a generation'))
  reader.readWords(member.filter, 'a filter')
  reader.readWords(member.heard, 'names that were heard')
  reader.readWords(member.fresh, 'names that are fresh')
  for (const [word, heard] of member.heard.entries()) {
    let used = 0
    for (let bit = 0; bit < 32; bit++) {
      if (channel.names[32 * word + bit] !== undefined) used |= 1 << bit
    }
    if ((heard & ~used) !== 0) reader.fail('a free slot heard', 'a name in use is wanted')
    if ((member.fresh[word]! & ~heard) !== 0) {
      reader.fail('a name fresh and not heard', 'what is fresh was heard')
    }
  }
  const messages = reader.u8('the number of messages', 0, channel.config.capacity)
  for (let index = 0; index < messages; index++) {
    const to = readSlot(reader, channel)
    const kind = reader.u8('a kind')
    const ttl = reader.u16('a time', 1, MAX_TTL)
    const hops = reader.u16('hops', 0, MAX_TTL)
    const payload = reader.i32('a payload')
    const lastHop = reader.i32('a last hop', NOWHERE, maxCell)
    member.queue.push({ to, payload, kind, ttl, hops, lastHop })
  }
  return member
}

/** A slot that is in use. */
function readSlot(reader: ByteReader, { names }: ChannelState): number {
  const slot = reader.u8('a slot', 0, MAX_NAMES - 1)
  if (names[slot] === undefined) reader.fail(`slot ${slot}, which is free`, 'a name is wanted')
  return slot
}

function readLink(reader: ByteReader, channel: ChannelState, maxCell: number): Link {
  const from = readHolder(reader, maxCell)
  const to = readSlot(reader, channel)
  const kind = reader.u8('a kind')
  const weight = reader.i32('a weight', -FULL_WEIGHT, FULL_WEIGHT)
  const threshold = reader.i32('a threshold')
  const ttl = reader.u16('a time', 1, MAX_TTL)
  const fullStrength = reader.u32('a full strength', 1, MAX_STRENGTH)
  const strength = reader.u32('a strength', 1, fullStrength)
  const source = reader.text('a field', MAX_ROUTING_NAME_CHARS)
  return { from, to, kind, weight, source, threshold, ttl, fullStrength, strength }
}

function readCounts(reader: ByteReader, channel: ChannelState): void {
  const { counts } = channel
  counts.sent = reader.u53('the sum of the sent')
  counts.delivered = reader.u53('the sum of the delivered')
  for (const cause of LOSS_CAUSES) counts.lost[cause] = reader.u53('a sum of the lost')
  counts.congested = reader.u53('a sum')
  counts.turned = reader.u53('a sum')
  counts.epochs = reader.u53('a sum')
  const lost = LOSS_CAUSES.reduce((sum, cause) => sum + counts.lost[cause], 0)
  if (counts.sent !== counts.delivered + lost + countInFlight(channel)) {
    reader.fail(`${counts.sent} sent`, 'what is delivered, lost and in flight adds up to it')
  }
}
