/** Comparisons of lane values, what bits they have in common, and choices between them. */
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import { LANES, type LaneCode, type Reg } from './lane-code.ts'
import {
  createComputed,
  createConstant,
  createLogical,
  createLogicalMap,
  type LaneValue,
} from './lane-values.ts'
import { isSigned, unionOf, type Width, widest, widthOf } from './lane-width.ts'

/** What the bits of two values make. */
export function combineBits(
  code: LaneCode,
  operator: 'and' | 'or' | 'xor',
  left: LaneValue,
  right: LaneValue,
  range: NodeRange,
): LaneValue {
  const build = v128[operator]
  const inputs = [left, right]
  if (left.isLogical && right.isLogical) {
    return createLogicalMap(code, inputs, (a, b) => code.binary(build, a!, b!))
  }
  const home = widest(widthOf(left.range), widthOf(right.range), widthOf(range))
  const compute = (part: number) => code.binary(build, left.at(home, part), right.at(home, part))
  return createComputed(code, { range, home, inputs, compute })
}

type Relation = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

/** 1 where two values are in a relation, else 0. */
export function compareLanes(
  code: LaneCode,
  relation: Relation,
  left: LaneValue,
  right: LaneValue,
): LaneValue {
  const decided = decide(relation, left.range, right.range)
  if (decided !== undefined) return createConstant(code, decided)
  const truth = compareWithTruth(code, relation, left, right)
  if (truth !== undefined) return truth
  const both = unionOf(left.range, right.range)
  const width = widthOf(both)
  // Signed comparisons are single instructions on most machines, so they go first where both do.
  const asSigned = isSigned(both) || both.high < 2 ** (width - 1)
  const build = findComparison(relation, width, asSigned)
  const compute = (part: number) => code.binary(build, left.at(width, part), right.at(width, part))
  return createLogical(code, { width, inputs: [left, right], compute })
}

function findComparison(relation: Relation, width: Width, asSigned: boolean) {
  const lanes = LANES[width]
  switch (relation) {
    case 'eq':
    case 'ne':
      return lanes[relation]
    case 'lt':
      return asSigned ? lanes.ltS : lanes.ltU
    case 'le':
      return asSigned ? lanes.leS : lanes.leU
    case 'gt':
      return asSigned ? lanes.gtS : lanes.gtU
    case 'ge':
      return asSigned ? lanes.geS : lanes.geU
    default:
      return relation satisfies never
  }
}

/** A comparison of a value that is 0 or 1 with one of these, which is the value or its opposite. */
function compareWithTruth(
  code: LaneCode,
  relation: Relation,
  left: LaneValue,
  right: LaneValue,
): LaneValue | undefined {
  const isEquality = relation === 'eq' || relation === 'ne'
  if (!isEquality || !left.isLogical || right.constant === undefined) return undefined
  const isKept = (relation === 'eq') === (right.constant === 1)
  return isKept ? left : createLogicalMap(code, [left], (mask) => code.unary(v128.not, mask!))
}

/** What a comparison gives, where the ranges alone say it. */
function decide(relation: Relation, left: NodeRange, right: NodeRange): 0 | 1 | undefined {
  const isBelow = left.high < right.low
  const isAbove = left.low > right.high
  switch (relation) {
    case 'eq':
      return isBelow || isAbove ? 0 : undefined
    case 'ne':
      return isBelow || isAbove ? 1 : undefined
    case 'lt':
      return isBelow ? 1 : left.low >= right.high ? 0 : undefined
    case 'ge':
      return isBelow ? 0 : left.low >= right.high ? 1 : undefined
    case 'gt':
      return isAbove ? 1 : left.high <= right.low ? 0 : undefined
    case 'le':
      return isAbove ? 0 : left.high <= right.low ? 1 : undefined
    default:
      return relation satisfies never
  }
}

/** One value where a condition is not 0, another where it is. */
export function selectLanes(
  code: LaneCode,
  condition: LaneValue,
  then: LaneValue,
  otherwise: LaneValue,
): LaneValue {
  if (condition.constant !== undefined) return condition.constant !== 0 ? then : otherwise
  const range = unionOf(then.range, otherwise.range)
  const home = widthOf(range)
  const pick = (part: number): Reg => {
    const mask = condition.mask(home, part)
    // Where one side is 0 the mask is all it takes.
    if (otherwise.constant === 0) return code.binary(v128.and, then.at(home, part), mask)
    if (then.constant === 0) return code.binary(v128.andnot, otherwise.at(home, part), mask)
    return code.bitselect(then.at(home, part), otherwise.at(home, part), mask)
  }
  return createComputed(code, { range, home, inputs: [condition, then, otherwise], compute: pick })
}
