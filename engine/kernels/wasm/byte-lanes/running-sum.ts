/** Sums that run along a row. */
import { i8x16 } from '../../../forge/wasm/vectors.ts'
import type { BlockCode } from './block-code.ts'
import { type BlockValue, lanesOf, mapVectors } from './block-value.ts'

/**
 * The sums of a block's numbers up to each of its cells, on from those of the block before; they
 * overflow their lanes.
 */
export function addAlongRow(
  code: BlockCode,
  value: BlockValue,
  before: BlockValue | undefined,
): BlockValue {
  const { laneBytes } = value
  const { add } = lanesOf[laneBytes]
  const zero = code.splat(0)
  const lastLane = Array.from({ length: 16 }, (_, i) => 16 - laneBytes + (i % laneBytes))
  let carry = before?.vectors.at(-1)
  return mapVectors(code, value, (vector) => {
    let sum = vector
    for (let shift = laneBytes; shift < 16; shift *= 2) {
      const kept = code.keep(sum)
      const lanes = Array.from({ length: 16 }, (_, i) => 16 - shift + i)
      sum = add(kept, i8x16.shuffle(zero, kept, lanes))
    }
    if (carry !== undefined) sum = add(sum, i8x16.shuffle(carry, carry, lastLane))
    carry = code.keep(sum)
    return carry
  })
}
