/**
 * Tables of numbers, looked up in all lanes at once.
 *
 * A small table lies in vectors of 16 bytes, from which a swizzle picks; a large one in memory,
 * from where each lane is loaded on its own.
 */
import { INT32_MAX } from '../../../math/int32.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { addLanes, multiplyLanes, pickExtreme } from './lane-arithmetic.ts'
import type { LaneCode } from './lane-code.ts'
import { selectLanes } from './lane-logic.ts'
import { createConstant, type LaneValue } from './lane-values.ts'
import { widthOf } from './lane-width.ts'
import { spanOf } from './measures.ts'
import { loadEntries } from './table-loads.ts'
import { countSwizzles, planSwizzles, swizzleEntries } from './table-swizzles.ts'

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
function lookUpIndex(scope: ChunkScope, index: LaneValue, values: Int32Array): LaneValue {
  const { code } = scope
  const { low, high } = index.range
  const reachable = values.subarray(low, high + 1)
  const range = spanOf(reachable)
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
    return swizzleEntries(code, index, range, swizzles)
  }
  return loadEntries(scope, index, values.subarray(0, high + 1), range)
}
