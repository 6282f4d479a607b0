/** From channels as scenario files have them to specs. */
import type { Dimensions } from '../lattice/size.ts'
import { type ChannelDynamic, type ChannelSpec, FULL_RANGE } from './channel.ts'
import { assertChannel } from './channel-check.ts'
import { type ChannelDocument, channelsSchema, spreadIssues } from './channel-schema.ts'
import { findDefaultChannel } from './default-channels.ts'
import { MAX_DIRECTIONS } from './directions.ts'
import { ChannelError } from './errors.ts'
import { FIELD_FRACTION_BITS } from './fixed-point.ts'
import { NumberReader } from './number-reader.ts'
import { parseDynamic } from './parse-dynamic.ts'

/**
 * The channels of a world.
 *
 * @throws {ChannelError} naming the first channel at fault, and which of its members.
 */
export function parseChannels(documents: unknown, dimensions: Dimensions): readonly ChannelSpec[] {
  const channels = checkShape(documents).map((document) => parseOne(document, dimensions))
  for (const [i, channel] of channels.entries()) {
    const fail = (field: string, found: string, wanted: string) => {
      throw new ChannelError({ channel: channel.name, field, found, wanted })
    }
    const isRepeated = channels.findIndex(({ name }) => name === channel.name) < i
    if (isRepeated) fail('', 'it twice', 'a world has each channel once')
    const { dynamic } = channel
    if (dynamic.kind !== 'uphill') continue
    const climbed = channels.find(({ name }) => name === dynamic.of)
    if (climbed === undefined || climbed.dynamic.kind === 'uphill') {
      const wanted = 'it names another channel of the world, which has no directions itself'
      fail('dynamic.of', JSON.stringify(dynamic.of), wanted)
    }
  }
  return Object.freeze(channels)
}

/**
 * One channel by itself; whether another that it climbs is there, `parseChannels` says.
 *
 * @throws {ChannelError} naming the member at fault.
 */
export function parseChannel(document: unknown, dimensions: Dimensions): ChannelSpec {
  const [channel] = checkShape([document])
  return parseOne(channel!, dimensions)
}

const MAX_SHOWN_CHARS = 40

function checkShape(documents: unknown): readonly ChannelDocument[] {
  const checked = channelsSchema.safeParse(documents)
  if (!checked.success) throw describeShape(documents, checked.error.issues)
  return checked.data
}

/** An issue of the schema as an error of the channel it is about. */
function describeShape(documents: unknown, issues: Parameters<typeof spreadIssues>[0]): Error {
  const issue = spreadIssues(issues)[0]!
  const [index, ...path] = issue.path
  const document = Array.isArray(documents) ? documents[Number(index)] : documents
  const named: unknown = isRecord(document) ? document.name : document
  const channel = typeof named === 'string' ? named.slice(0, MAX_SHOWN_CHARS) : ''
  const found = show(
    path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), document),
  )
  const field = path.map(String).join('.')
  return new ChannelError({ channel, field, found, wanted: issue.message })
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null

/** What stands there, in a few characters; a large value is not written out to be cut. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object'
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, MAX_SHOWN_CHARS))
    : String(value).slice(0, MAX_SHOWN_CHARS)
}

function parseOne(document: ChannelDocument, dimensions: Dimensions): ChannelSpec {
  const written = typeof document === 'string' ? { name: document } : document
  const { name } = written
  const base = findDefaultChannel(name)
  const read = new NumberReader(name)
  if (base === undefined && written.dynamic?.kind === undefined) {
    const wanted = 'a channel that is not one of the seven says its kind'
    read.fail('dynamic.kind', 'nothing', wanted)
  }
  const dynamic = parseDynamic(read, written.dynamic ?? {}, base?.dynamic)
  const range = parseRange(read, written.range, dynamic, base)
  const fractionBits = dynamic.kind === 'uphill' ? 0 : FIELD_FRACTION_BITS
  const start =
    written.start === undefined
      ? (base?.start ?? 0)
      : read.value('start', written.start, fractionBits)
  return assertChannel(
    Object.freeze({
      name,
      unit: written.unit ?? base?.unit ?? '',
      // Words on a dynamic are not true of one of another kind.
      about: written.about ?? (base?.dynamic.kind === dynamic.kind ? base.about : ''),
      ...range,
      start,
      dynamic: Object.freeze(dynamic),
    }),
    dimensions,
    written.dynamic?.speed,
  )
}

function parseRange(
  read: NumberReader,
  range: readonly [number, number] | undefined,
  { kind }: ChannelDynamic,
  base: ChannelSpec | undefined,
): Pick<ChannelSpec, 'low' | 'high'> {
  if (kind === 'uphill') {
    if (range !== undefined)
      read.fail('range', range.join(' to '), 'directions have none of their own')
    return { low: 0, high: MAX_DIRECTIONS }
  }
  if (range !== undefined) {
    return { low: read.value('range.0', range[0]), high: read.value('range.1', range[1]) }
  }
  const keepsBase = base !== undefined && base.dynamic.kind !== 'uphill'
  return keepsBase ? { low: base.low, high: base.high } : FULL_RANGE
}
