/**
 * The wire form of a picture of a run: what a server sends of one that goes on there.
 *
 * | bytes | |
 * |---|---|
 * | 4 | `TLF1` |
 * | 1 | how the cells are written: 1, or 8 bits each |
 * | 4 | the length of the header, little-endian |
 * | as many | the header, canonical JSON (RFC 8785) in UTF-8 |
 * | as many | the cells in flat order; of one bit each, 8 a byte, the first in the lowest bit, the last byte filled up with zeros |
 * | the rest | where the header names a field, its numbers in the order of the cells, as `live-field.ts` writes them |
 *
 * Cells have one bit each where none is above 1. So a picture has one wire form, and what is read is what was written.
 */
import { canonicalJson } from '../json/canonical-json.ts'
import { readCanonicalJson } from '../json/read-canonical.ts'
import { countCells } from '../lattice/size.ts'
import { LiveFrameError } from './errors.ts'
import {
  fieldWidthOf,
  type LiveField,
  MAX_LIVE_FIELD_CELLS,
  readFieldValues,
  writeFieldValues,
} from './live-field.ts'
import {
  type LiveFrameHeader,
  liveFrameHeaderSchema,
  MAX_NAME_CHARS,
  MAX_RULE_CHARS,
} from './live-frame-header.ts'
import type { Measured } from './measure-api.ts'
import type { Frame, RuleInfo } from './simulation-api.ts'

/** A picture of a run; what was measured, and how a replay stands, is told apart from it. */
export interface LiveFrame
  extends Omit<Frame, 'notice' | 'failure' | 'replay' | 'measured' | 'extras'> {
  /** The numbers that somebody wished to see with it, one for each cell; absent where nobody did, or there are none. */
  readonly field?: LiveField | undefined
}

const MAGIC = [0x54, 0x4c, 0x46, 0x31] as const
const FIXED_BYTES = 9
const MAX_HEADER_BYTES = 65_536
const HEADER_LIMITS = { maxChars: MAX_HEADER_BYTES, maxDepth: 4 } as const

/**
 * Writes a picture. The bytes are the caller's; the cells are copied.
 *
 * @throws {LiveFrameError} for a picture that has too many cells or numbers, or others than its shape says.
 */
export function encodeLiveFrame(frame: LiveFrame): Uint8Array<ArrayBuffer> {
  const header = parseHeader(describeFrame(frame))
  const cells = new Uint8Array(frame.cells)
  if (cells.length !== countCells(header.shape))
    refuse('its cells are not as many as its shape has')
  const values = frame.field?.values
  checkField(values, cells.length)
  const text = new TextEncoder().encode(canonicalJson(header))
  if (text.length > MAX_HEADER_BYTES) refuse('its header is too long')
  const bits = areBits(cells) ? 1 : 8
  const start = FIXED_BYTES + text.length
  const fieldStart = start + Math.ceil((cells.length * bits) / 8)
  const { width } = header.field ?? { width: 1 }
  const bytes = new Uint8Array(fieldStart + width * (values?.length ?? 0))
  bytes.set(MAGIC)
  bytes[4] = bits
  new DataView(bytes.buffer).setUint32(5, text.length, true)
  bytes.set(text, FIXED_BYTES)
  if (bits === 8) bytes.set(cells, start)
  else packBits(cells, bytes.subarray(start))
  if (values !== undefined) writeFieldValues(values, width, bytes.subarray(fieldStart))
  return bytes
}

/**
 * Reads a picture, which the caller then owns.
 *
 * @throws {LiveFrameError} for any other bytes, in the time that it takes to look at them once.
 */
export function decodeLiveFrame(bytes: Uint8Array): LiveFrame {
  if (bytes.length < FIXED_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    refuse('it does not begin as one')
  }
  const bits = bytes[4]
  if (bits !== 1 && bits !== 8) refuse('its cells have neither 1 bit nor 8')
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(5, true)
  const start = FIXED_BYTES + headerBytes
  if (headerBytes > MAX_HEADER_BYTES || start > bytes.length) refuse('its header is too long')
  const { rule, ...header } = readHeader(bytes.subarray(FIXED_BYTES, start))
  const count = countCells(header.shape)
  const fieldStart = start + Math.ceil((count * bits) / 8)
  const { width } = header.field ?? { width: 0 }
  if (bytes.length !== fieldStart + width * count) refuse('it has not the bytes of its cells')
  const body = bytes.subarray(start, fieldStart)
  const cells = new Uint8Array(count)
  if (bits === 8) {
    cells.set(body)
    if (areBits(cells)) refuse('its cells would fit one bit each')
  } else unpackBits(body, cells)
  const { population, filledRows, field: announced, ...others } = header
  const field = announced && readField(announced, bytes.subarray(fieldStart), count)
  const whole = { ...others, population, filledRows, rule: readRule(rule), cells: cells.buffer }
  return field === undefined ? whole : { ...whole, field }
}

function readField(
  { name, width }: NonNullable<LiveFrameHeader['field']>,
  bytes: Uint8Array,
  count: number,
): LiveField {
  if (count > MAX_LIVE_FIELD_CELLS) refuse('it has too many numbers')
  const values = readFieldValues(bytes, width)
  if (fieldWidthOf(values) !== width) refuse('its numbers would fit fewer bytes each')
  return { name, values }
}

function checkField(values: Int32Array | undefined, cells: number): void {
  if (values === undefined) return
  if (values.length !== cells) refuse('its numbers are not as many as its cells')
  if (values.length > MAX_LIVE_FIELD_CELLS) refuse('it has too many numbers')
}

const NOTHING_MEASURED: Measured = Object.freeze({ era: 0, samples: [], marks: [] })

/** A picture as a viewer takes it, with what was measured since the one before. */
export function toFrame(
  { field: _, ...live }: LiveFrame,
  measured: Measured = NOTHING_MEASURED,
): Frame {
  return { ...live, measured }
}

/** What is told of a picture; whatever else it has is left out. */
function describeFrame(frame: LiveFrame): unknown {
  const { version, tick, backend, isPlaying, ticksPerSecond, sentAtMs, shape } = frame
  const { origin, isClipped, rule, population, filledRows, field } = frame
  return {
    ...{ version, tick, backend, isPlaying, ticksPerSecond, sentAtMs, shape, origin, isClipped },
    rule: describeRule(rule),
    ...(population === undefined ? {} : { population }),
    ...(filledRows === undefined ? {} : { filledRows }),
    ...(field === undefined
      ? {}
      : { field: { name: field.name, width: fieldWidthOf(field.values) } }),
  }
}

function describeRule({ name, colors, canonical, ...others }: RuleInfo): LiveFrameHeader['rule'] {
  return {
    ...others,
    canonical: cut(canonical, MAX_RULE_CHARS),
    ...(name === undefined ? {} : { name: cut(name, MAX_NAME_CHARS) }),
    ...(colors === undefined
      ? {}
      : { colors: Array.from(colors, (color) => (color === undefined ? null : [...color])) }),
  }
}

/** A character that is cut through, and half of one that came so, becomes a replacement character. */
const cut = (text: string, maxChars: number) => text.slice(0, maxChars).toWellFormed()

function readRule({ name, colors, ...others }: LiveFrameHeader['rule']): RuleInfo {
  const rule = { ...others, name }
  return colors === undefined
    ? rule
    : { ...rule, colors: colors.map((color) => color ?? undefined) }
}

function readHeader(bytes: Uint8Array): LiveFrameHeader {
  const value = readCanonicalJson(readText(bytes), HEADER_LIMITS)
  if (value === undefined) refuse('its header is no canonical JSON')
  return parseHeader(value)
}

function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse('its header is no UTF-8')
  }
}

function parseHeader(value: unknown): LiveFrameHeader {
  const parsed = liveFrameHeaderSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(`${issue?.path.map(String).join('.') || 'its header'}: ${issue?.message ?? ''}`)
}

function areBits(cells: Uint8Array): boolean {
  for (let i = 0; i < cells.length; i++) if (cells[i]! > 1) return false
  return true
}

function packBits(cells: Uint8Array, into: Uint8Array): void {
  for (let i = 0; i < cells.length; i++) into[i >> 3]! |= cells[i]! << (i & 7)
}

function unpackBits(bytes: Uint8Array, into: Uint8Array): void {
  for (let i = 0; i < into.length; i++) into[i] = (bytes[i >> 3]! >> (i & 7)) & 1
  const used = into.length & 7
  if (used > 0 && bytes.at(-1)! >> used !== 0) refuse('there is more behind its last cell')
}

function refuse(problem: string): never {
  throw new LiveFrameError({ problem })
}
