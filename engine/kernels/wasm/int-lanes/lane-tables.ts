/**
 * Tables of numbers, looked up in all lanes at once.
 *
 * A small table lies in vectors of 16 bytes, from which a swizzle picks; a large one in memory,
 * from where each lane is loaded on its own.
 */

import { i32 } from '../../../forge/wasm/integers.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { INT32_MAX } from '../../../math/int32.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { addLanes, multiplyLanes, pickExtreme } from './lane-arithmetic.ts'
import { LANES, type LaneCode, type Reg } from './lane-code.ts'
import { selectLanes } from './lane-logic.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { countParts, type Width, widthOf } from './lane-width.ts'
import { once } from './once.ts'

/** One digit of a table's index: `value - low`, brought into 0 to `count - 1` by clamping. */
export interface Digit {
  readonly value: LaneValue
  readonly low: number
  readonly count: number
}

/** The most vectors a table may be swizzled from before loads are faster. */
const MAX_SWIZZLES = 12

/** The entry of a table that digits name, the first most significant. */
export function lookUp(scope: ChunkScope, digits: readonly Digit[], values: Int32Array): LaneValue {
  const { code } = scope
  let index = createConstant(code, 0)
  for (const digit of digits) {
    const scaled = scaleIndex(scope, index, digit.count)
    const place = clampDigit(code, digit)
    if (scaled.constant === 0) index = place
    else if (place.constant === 0) index = scaled
    else index = addLanes(code, 'add', scaled, place)
  }
  return lookUpIndex(scope, index, values)
}

function scaleIndex(scope: ChunkScope, index: LaneValue, count: number): LaneValue {
  const { high } = index.range
  // There is no product of bytes, but a table of 16 does as well.
  if (index.constant === undefined && high < 16 && high * count < 256 && !isPowerOfTwo(count)) {
    return lookUpIndex(
      scope,
      index,
      Int32Array.from({ length: 16 }, (_, i) => i * count),
    )
  }
  return multiplyLanes(scope.code, index, createConstant(scope.code, count))
}

const isPowerOfTwo = (count: number) => (count & (count - 1)) === 0

/** A digit as a value from 0 to its count - 1. */
export function clampDigit(code: LaneCode, { value, low, count }: Digit): LaneValue {
  if (value.constant !== undefined) {
    return createConstant(code, Math.min(Math.max(value.constant - low, 0), count - 1))
  }
  const high = Math.min(low + count - 1, INT32_MAX)
  let clamped = value
  if (value.range.high > high) clamped = bound(code, 'min', clamped, high)
  if (value.range.low < low) clamped = bound(code, 'max', clamped, low)
  if (clamped.constant !== undefined) return createConstant(code, clamped.constant - low)
  if (low === 0) return clamped
  return addLanes(code, 'sub', clamped, createConstant(code, low))
}

function bound(code: LaneCode, to: 'min' | 'max', value: LaneValue, limit: number): LaneValue {
  const bounded = (n: number) => Math[to](n, limit)
  const [low, high] = [bounded(value.range.low), bounded(value.range.high)]
  if (low === high) return createConstant(code, low)
  return pickExtreme(code, to, value, createConstant(code, limit))
}

/** The entry of a table at an index, which lies within it. */
export function lookUpIndex(scope: ChunkScope, index: LaneValue, values: Int32Array): LaneValue {
  const { code } = scope
  const { low, high } = index.range
  const reachable = values.subarray(low, high + 1)
  const range = rangeOfValues(reachable)
  if (range.low === range.high) return createConstant(code, range.low)
  if (index.constant !== undefined) return createConstant(code, values[index.constant]!)
  if (low === 0 && high === 1) {
    return selectLanes(
      code,
      index,
      createConstant(code, values[1]!),
      createConstant(code, values[0]!),
    )
  }
  const width = widthOf(range)
  const swizzles = high < 256 ? planSwizzles(width, values.subarray(0, high + 1)) : undefined
  if (swizzles !== undefined && countSwizzles(swizzles) <= MAX_SWIZZLES) {
    return swizzle(code, index, range, swizzles)
  }
  return loadEntries(scope, index, values.subarray(0, high + 1), range)
}

function rangeOfValues(values: Int32Array): NodeRange {
  let low = values[0]!
  let high = low
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return { low, high }
}

/** One byte of a table's entries: what most of them are, and how the others differ from it. */
interface BytePlane {
  readonly common: number
  /** Differences (xor) of 16 entries each; undefined where there is none. */
  readonly vectors: readonly (Uint8Array | undefined)[]
}

function planSwizzles(width: Width, values: Int32Array): readonly BytePlane[] {
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

function countSwizzles(planes: readonly BytePlane[]): number {
  return planes.reduce((sum, { vectors }) => sum + vectors.filter(Boolean).length, 0)
}

function swizzle(
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

/** The lanes of a shuffle that takes `bytes` of one vector and of the other in turn, from one half. */
export function interleaving(bytes: number, half: number): readonly number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const pair = Math.floor(i / (2 * bytes))
    const isSecond = Math.floor(i / bytes) % 2 === 1
    return 8 * half + pair * bytes + (i % bytes) + (isSecond ? 16 : 0)
  })
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

/** Loads each lane from memory, at an index that goes through memory as well. */
function loadEntries(
  scope: ChunkScope,
  index: LaneValue,
  values: Int32Array,
  range: NodeRange,
): LaneValue {
  const { code, data } = scope
  const { thread } = scope.at
  const home = widthOf(range)
  const entryBytes = home / 8
  const table = data.placeNumbers(home, values)
  const last = (values.length - 1) * entryBytes
  const places = multiplyLanes(code, index, createConstant(code, entryBytes))
  const width = widthOf({ low: 0, high: last })
  const scratch = scope.reserve(countParts(width) * 16)
  const storePart = onceEach((part) => {
    // Lanes beyond the row's end may hold anything, and must not read outside the memory.
    const bounded = code.binary(LANES[width].minU, places.at(width, part), code.splat(width, last))
    code.store(thread, bounded, scratch + 16 * part)
  })
  const loadPlace = { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[width]
  const loadLane = { 8: v128.load8Lane, 16: v128.load16Lane, 32: v128.load32Lane }[home]
  const lanes = 128 / home
  const compute = (part: number): Reg => {
    let entries = code.zero()
    for (let lane = 0; lane < lanes; lane++) {
      const at = (part * lanes + lane) * (width / 8)
      storePart(at >> 4)
      const place = code.loadScalar(loadPlace, thread, scratch + at)
      entries = code.loadLane(loadLane, lane, place, entries, table)
    }
    return entries
  }
  return createComputed(code, { range, home, inputs: [index], isUniform: false, compute })
}

function onceEach(act: (part: number) => void): (part: number) => void {
  const done = new Set<number>()
  return (part) => {
    if (done.has(part)) return
    done.add(part)
    act(part)
  }
}
