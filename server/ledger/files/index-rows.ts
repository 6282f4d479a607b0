/**
 * Where entries are: a row of 24 bytes for each, in order. Made of the entries, and made anew when lost.
 *
 * A row has the fingerprint of its key (two u32), the first entry of its segment and its place therein (u48 each,
 * which is beyond what fits a disk), and how long it is (u32); little-endian.
 */
import { hash } from 'node:crypto'

/** Bytes of a row. */
export const ROW_BYTES = 24

export interface IndexRow {
  readonly fingerprint: Fingerprint
  /** The segment that the entry is in, by its first entry. */
  readonly segment: number
  /** Where its frame begins there. */
  readonly position: number
  /** How long its frame is, line break included. */
  readonly length: number
}

/** The first 64 bits of the hash of a key: equal for equal keys, and hardly ever for others. */
export interface Fingerprint {
  readonly low: number
  readonly high: number
}

/** The fingerprint of a key. */
export function fingerprintOf(key: string): Fingerprint {
  // A character a byte, which Node gives much faster than a buffer.
  const digest = hash('sha256', key, 'binary')
  return { low: readUint32(digest, 0), high: readUint32(digest, 4) }
}

/** Four characters of a byte each, the lowest first. */
function readUint32(text: string, at: number): number {
  const upper = (text.charCodeAt(at + 3) << 8) | text.charCodeAt(at + 2)
  return ((upper << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at)) >>> 0
}

/** Writes a row into a buffer. */
export function writeRow(buffer: Buffer, place: number, row: IndexRow): void {
  const { fingerprint, segment, position, length } = row
  buffer.writeUInt32LE(fingerprint.low, place)
  buffer.writeUInt32LE(fingerprint.high, place + 4)
  buffer.writeUIntLE(segment, place + 8, 6)
  buffer.writeUIntLE(position, place + 14, 6)
  buffer.writeUInt32LE(length, place + 20)
}

/** Reads a row out of a buffer. */
export function readRow(buffer: Buffer, place: number): IndexRow {
  return {
    fingerprint: { low: buffer.readUInt32LE(place), high: buffer.readUInt32LE(place + 4) },
    segment: buffer.readUIntLE(place + 8, 6),
    position: buffer.readUIntLE(place + 14, 6),
    length: buffer.readUInt32LE(place + 20),
  }
}
