/** Shifts of lane values, by a number known beforehand or another in every lane. */
import { i32x4 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import { LANES, type LaneCode } from './lane-code.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { isSigned, type Width, widest, widthOf } from './lane-width.ts'

type Shift = 'shl' | 'shr' | 'shru'

/** A shift; counts are taken modulo 32. */
export function shiftLanes(
  code: LaneCode,
  operator: Shift,
  left: LaneValue,
  right: LaneValue,
  range: NodeRange,
): LaneValue {
  if (right.constant === undefined) return shiftByLanes(code, operator, left, right, range)
  const by = right.constant & 31
  if (by === 0) return left
  const home = widthOfShift(operator, left.range, range)
  const keepsSign = operator === 'shr' && isSigned(left.range)
  // Lanes narrower than 32 bits are shifted modulo their own width.
  if (by >= home && !keepsSign) return createConstant(code, 0)
  const within = Math.min(by, home - 1)
  const { shl, shrS, shrU } = LANES[home]
  const build = operator === 'shl' ? shl : keepsSign ? shrS : shrU
  const compute = (part: number) => code.shift(build, left.at(home, part), within)
  const { low, high } = left.range
  const shifted =
    operator === 'shl' || (operator === 'shru' && low < 0)
      ? range
      : { low: low >> by, high: high >> by }
  return createComputed(code, { range: shifted, home, inputs: [left], compute })
}

function widthOfShift(operator: Shift, left: NodeRange, range: NodeRange): Width {
  switch (operator) {
    case 'shl':
      return widest(widthOf(left), widthOf(range))
    case 'shr':
      return widthOf(left)
    case 'shru':
      return isSigned(left) ? 32 : widthOf(left)
    default:
      return operator satisfies never
  }
}

/**
 * A shift by another number in every lane, which no vector instruction does: each of its five bits
 * decides whether the value is shifted by that bit's worth.
 */
function shiftByLanes(
  code: LaneCode,
  operator: Shift,
  left: LaneValue,
  right: LaneValue,
  range: NodeRange,
): LaneValue {
  const { shl, shrS, shrU } = i32x4
  const build = operator === 'shl' ? shl : operator === 'shr' ? shrS : shrU
  const { low, high } = right.range
  const bits = low >= 0 && high < 32 ? 32 - Math.clz32(high) : 5
  return createComputed(code, {
    range,
    home: 32,
    inputs: [left, right],
    compute: (part) => {
      const by = right.at(32, part)
      let value = left.at(32, part)
      for (let bit = 0; bit < bits; bit++) {
        const shifted = code.shift(build, value, 2 ** bit)
        const isSet = code.shift(shrS, code.shift(shl, by, 31 - bit), 31)
        value = code.bitselect(shifted, value, isSet)
      }
      return value
    },
  })
}
