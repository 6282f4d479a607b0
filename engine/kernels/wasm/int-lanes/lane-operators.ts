/** The operations on two numbers that programs know, on lane values. */
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { BinaryOperator } from '../../../rules/program/program.ts'
import { addLanes, multiplyLanes, pickExtreme } from './lane-arithmetic.ts'
import type { LaneCode } from './lane-code.ts'
import { divideLanes, remainderLanes } from './lane-division.ts'
import { combineBits, compareLanes } from './lane-logic.ts'
import { shiftLanes } from './lane-shifts.ts'
import type { LaneValue } from './lane-values.ts'

/** The value of an operation on two numbers, of which it is known where its outcome lies. */
export function applyBinary(
  code: LaneCode,
  operator: BinaryOperator,
  left: LaneValue,
  right: LaneValue,
  range: NodeRange,
): LaneValue {
  switch (operator) {
    case 'add':
    case 'sub':
      return addLanes(code, operator, left, right)
    case 'mul':
      return multiplyLanes(code, left, right)
    case 'div':
      return divideLanes(code, left, right, range)
    case 'rem':
      return remainderLanes(code, left, right, range)
    case 'and':
    case 'or':
    case 'xor':
      return combineBits(code, operator, left, right, range)
    case 'shl':
    case 'shr':
    case 'shru':
      return shiftLanes(code, operator, left, right, range)
    case 'min':
    case 'max':
      return pickExtreme(code, operator, left, right)
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compareLanes(code, operator, left, right)
    default:
      return operator satisfies never
  }
}
