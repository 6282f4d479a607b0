/**
 * Moments kept small: the cells of a two-state world as bits. Packing looks at four cells at a time,
 * which is far quicker than any compression, and a seek waits for it.
 */
import type { Snapshot } from '../snapshot.ts'

/** A moment of which the cells are bits where none has another state than 0 and 1. */
export interface PackedSnapshot {
  readonly moment: Omit<Snapshot, 'cells'>
  readonly cells: { readonly bits: Uint8Array; readonly count: number } | Uint8Array
  /** What it takes, near enough. */
  readonly bytes: number
}

/** Bytes of a moment beside its arrays. */
const RECORD_BYTES = 1024

/** Packs a moment; cells that cannot be bits are kept as they are, which must not be changed then. */
export function packSnapshot({ cells, ...moment }: Snapshot): PackedSnapshot {
  const bits = packBits(cells)
  const kept = bits === undefined ? cells : { bits, count: cells.length }
  const planes = moment.planes.reduce((sum, { values }) => sum + values.byteLength, 0)
  const columns = Object.values(moment.bits ?? {}).reduce((sum, column) => sum + bytesOf(column), 0)
  const others = planes + columns + (moment.routing?.length ?? 0) + RECORD_BYTES
  return { moment, cells: kept, bytes: (bits ?? cells).length + others }
}

/** The moment again, its cells the caller's own. */
export function unpackSnapshot({ moment, cells }: PackedSnapshot): Snapshot {
  if (cells instanceof Uint8Array) return { ...moment, cells: cells.slice() }
  return { ...moment, cells: unpackBits(cells.bits, cells.count) }
}

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength
  return Array.isArray(value) ? 64 * value.length : 8
}

/** Any bit of four cells that is not 0 in the states 0 and 1. */
const OTHER_STATES = 0xfefefefe

function packBits(cells: Uint8Array): Uint8Array | undefined {
  const words = Math.ceil(cells.length / 4)
  const isAligned = cells.byteOffset % 4 === 0 && cells.length % 4 === 0
  const padded = isAligned ? cells : padToWords(cells, words)
  const quads = new Uint32Array(padded.buffer, padded.byteOffset, words)
  const bits = new Uint8Array(Math.ceil(words / 2))
  let others = 0
  for (let i = 0; i < words; i++) {
    const quad = quads[i]!
    others |= quad
    const nibble = (quad | (quad >>> 7) | (quad >>> 14) | (quad >>> 21)) & 15
    bits[i >> 1]! |= (i & 1) === 0 ? nibble : nibble << 4
  }
  return (others & OTHER_STATES) === 0 ? bits : undefined
}

function padToWords(cells: Uint8Array, words: number): Uint8Array {
  const padded = new Uint8Array(4 * words)
  padded.set(cells)
  return padded
}

/** Four cells for each four bits. */
const QUADS = Uint32Array.from({ length: 16 }, (_, nibble) =>
  [0, 1, 2, 3].reduce((quad, i) => quad + ((nibble >> i) & 1) * 2 ** (8 * i), 0),
)

function unpackBits(bits: Uint8Array, count: number): Uint8Array {
  const quads = new Uint32Array(2 * bits.length)
  for (let i = 0; i < bits.length; i++) {
    const byte = bits[i]!
    quads[2 * i] = QUADS[byte & 15]!
    quads[2 * i + 1] = QUADS[byte >> 4]!
  }
  return new Uint8Array(quads.buffer, 0, count)
}
