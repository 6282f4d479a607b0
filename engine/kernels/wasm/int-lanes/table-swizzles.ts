/** Small tables, picked from vectors of 16 bytes. */
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import { createComputed, type LaneValue } from './lane-values.ts'
import { type Width, widthOf } from './lane-width.ts'
import { once } from './once.ts'
import { interleaving } from './shuffles.ts'

/** One byte of a table's entries: what most of them are, and how the others differ from it. */
export interface BytePlane {
  readonly common: number
  /** Differences (xor) of 16 entries each; undefined where there is none. */
  readonly vectors: readonly (Uint8Array | undefined)[]
}

/** The vectors that entries of a width are picked from, one list for each of their bytes. */
export function planSwizzles(width: Width, values: Int32Array): readonly BytePlane[] {
  return Array.from({ length: width / 8 }, (_, byte) => {
    const bytes = Uint8Array.from(values, (value) => value >> (8 * byte))
    const common = findCommon(bytes)
    const vectors = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
      const vector = new Uint8Array(16)
      const part = bytes.subarray(16 * i, 16 * i + 16)
      for (const [k, value] of part.entries()) vector[k] = value ^ common
      return vector.some((difference) => difference !== 0) ? vector : undefined
    })
    return { common, vectors }
  })
}

function findCommon(bytes: Uint8Array): number {
  // A table of one vector needs no common value: the swizzle gives its entries as they are.
  if (bytes.length <= 16) return 0
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte]!++
  return counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))
}

/** How many vectors there are to pick from. */
export function countSwizzles(planes: readonly BytePlane[]): number {
  return planes.reduce((sum, { vectors }) => sum + vectors.filter(Boolean).length, 0)
}

/** The entry at an index below 256. */
export function swizzleEntries(
  code: LaneCode,
  index: LaneValue,
  range: NodeRange,
  planes: readonly BytePlane[],
): LaneValue {
  const home = widthOf(range)
  const bytesOf = planes.map((plane) => once(() => swizzlePlane(code, index.at(8, 0), plane)))
  const compute = (part: number): Reg => {
    const [first, second, third, fourth] = bytesOf
    if (home === 8) return first!()
    const side = home === 16 ? part : part >> 1
    const lower = code.shuffle(first!(), second!(), interleaving(1, side))
    if (home === 16) return lower
    const upper = code.shuffle(third!(), fourth!(), interleaving(1, side))
    return code.shuffle(lower, upper, interleaving(2, part & 1))
  }
  return createComputed(code, { range, home, inputs: [index], compute })
}

function swizzlePlane(code: LaneCode, index: Reg, { common, vectors }: BytePlane): Reg {
  let entries: Reg | undefined
  for (const [i, vector] of vectors.entries()) {
    if (vector === undefined) continue
    // Indices of other vectors are over 15 after this, also those that wrap, and pick 0.
    const within = i === 0 ? index : code.binary(i8x16.sub, index, code.splat(8, 16 * i))
    const picked = code.binary(i8x16.swizzle, code.bytes(vector), within)
    entries = entries === undefined ? picked : code.binary(v128.or, entries, picked)
  }
  if (entries === undefined) return code.splat(8, common)
  return common === 0 ? entries : code.binary(v128.xor, entries, code.splat(8, common))
}
