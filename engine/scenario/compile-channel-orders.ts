/** From what a scenario orders of CAChannels to orders of sites. */
import { fractionBitsOf } from '../fields/channel.ts'
import {
  COEFFICIENT_FRACTION_BITS,
  FIELD_FRACTION_BITS,
  parseFixed,
} from '../fields/fixed-point.ts'
import { flatIndexOf } from '../lattice/size.ts'
import { DEFAULT_ANSWERS } from '../routing/ca-channel.ts'
import { DEFAULT_STRENGTH } from '../routing/link-limits.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import {
  type AnnounceDocument,
  type AssignDocument,
  type BindDocument,
  DEFAULT_TTL,
  type LinkDocument,
  type SendDocument,
} from './ca-channel-schema.ts'
import type { ChannelOrder } from './channel-order.ts'
import { compileSite } from './compile-stroke.ts'
import { missing, type OrderScope, sitesOf } from './order-scope.ts'

/** Kinds of orders that are given to CAChannels. */
export const CHANNEL_ORDER_KINDS = ['assign', 'announce', 'send', 'bind', 'link'] as const

/** One order of each kind, as a document has it. */
interface ChannelOrderDocuments {
  readonly assign: AssignDocument
  readonly announce: AnnounceDocument
  readonly send: SendDocument
  readonly bind: BindDocument
  readonly link: LinkDocument
}

/** Payloads are as large as two fields can differ. */
const MAX_PAYLOAD = 2 * FIELD_LIMIT

/**
 * Compiles one order whose shape has been checked.
 *
 * @throws {RunSetupError} when it names what there is not, or a site outside the world.
 */
export function compileChannelOrder<Kind extends keyof ChannelOrderDocuments>(
  kind: Kind,
  document: ChannelOrderDocuments[Kind],
  scope: OrderScope,
): ChannelOrder {
  return compilers[kind](document, scope)
}

const compilers: {
  readonly [Kind in keyof ChannelOrderDocuments]: (
    document: ChannelOrderDocuments[Kind],
    scope: OrderScope,
  ) => ChannelOrder
} = {
  assign: (document, scope) => ({
    kind: 'assign',
    sites: sitesOf(document, scope),
    channel: document.caChannel === null ? undefined : channelOf(document.caChannel, scope),
  }),
  announce: ({ at, name, caChannel }, scope) => ({
    kind: 'announce',
    site: siteOf(at, scope),
    channel: channelOf(caChannel, scope),
    name,
  }),
  send: (document, scope) => ({
    kind: 'send',
    sites: sitesOf(document, scope),
    channel: channelOf(document.caChannel, scope),
    to: document.to,
    payload: parseFixed(document.payload, FIELD_FRACTION_BITS, MAX_PAYLOAD),
    messageKind: document.messageKind ?? 0,
    ttl: document.ttl ?? DEFAULT_TTL,
  }),
  bind: ({ from, to, caChannel }, scope) => ({
    kind: 'bind',
    from: siteOf(from, scope),
    to: siteOf(to, scope),
    channel: channelOf(caChannel, scope),
  }),
  link: (document, scope) => ({
    kind: 'link',
    from: siteOf(document.from, scope),
    to: siteOf(document.to, scope),
    channel: channelOf(document.caChannel, scope),
    messageKind: document.messageKind ?? 0,
    weight: parseFixed(document.weight ?? 1, COEFFICIENT_FRACTION_BITS),
    ...thresholdOf(document, scope),
    ttl: document.ttl ?? DEFAULT_TTL,
    strength: document.strength ?? DEFAULT_STRENGTH,
  }),
}

/** The least positive value: with 0, a link on a quiet field would send 0 for ever and never fade. */
const DEFAULT_THRESHOLD_RAW = 1

function thresholdOf(
  { source = DEFAULT_ANSWERS, threshold }: LinkDocument,
  { living }: OrderScope,
) {
  const channel = living.channels.find(({ name }) => name === source)
  if (channel === undefined) throw missing('channel', source)
  if (threshold === undefined) return { source, threshold: DEFAULT_THRESHOLD_RAW }
  return { source, threshold: parseFixed(threshold, fractionBitsOf(channel), MAX_PAYLOAD) }
}

/** The place of a CAChannel in the world's list; the first where nobody says. */
function channelOf(name: string | undefined, { living }: OrderScope): number {
  if (name === undefined && living.caChannels.length > 0) return 0
  const channel = living.caChannels.findIndex((each) => each.name === name)
  if (channel === -1) throw missing('CAChannel', name ?? '')
  return channel
}

function siteOf(coordinates: readonly number[], { size, take }: OrderScope): number {
  take(1)
  const { x, y, z } = compileSite([...coordinates], size)
  return flatIndexOf(size, x, y, z)
}
