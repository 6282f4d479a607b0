/**
 * Numbers of a chunk of cells, computed where and in the width somebody asks for.
 *
 * A value is worked out in lanes of its *home* width, part by part and once only; asked for in
 * another width it is converted. Nothing is emitted before it is asked for, so the code of a chunk
 * comes out in the order of its use, which keeps few vectors alive at a time.
 */
import { i8x16, i16x8, i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import { LANES, type LaneCode, type Reg } from './lane-code.ts'
import { countParts, isSigned, type Width, widthOf } from './lane-width.ts'

/** One number a cell. */
export interface LaneValue {
  readonly range: NodeRange
  readonly home: Width
  /** The number, where it is the same for all cells and known beforehand. */
  readonly constant: number | undefined
  /** Tells whether all cells have the same value, so that its parts are one. */
  readonly isUniform: boolean
  /** Tells whether it is 0 or 1 and comes from a comparison, as a mask. */
  readonly isLogical: boolean
  /** How many values lie between this one and what is in memory, at most. */
  readonly depth: number
  /** The lanes of a part, modulo 2^width; the width is enough for the range. */
  at(width: Width, part: number): Reg
  /** A part's mask of any width: all bits of a lane where the value is not 0, else none. */
  mask(width: Width, part: number): Reg
}

const BIT: NodeRange = Object.freeze({ low: 0, high: 1 })

/** How a value is computed. */
export interface Computation {
  readonly range: NodeRange
  readonly home: Width
  /** What it is computed from. */
  readonly inputs: readonly LaneValue[]
  readonly compute: (part: number) => Reg
  /** A cheaper way to some other width than by conversion. */
  readonly direct?: { readonly width: Width; readonly compute: (part: number) => Reg }
  /** Absent means that it is uniform when all its inputs are. */
  readonly isUniform?: boolean
}

/** A value that is computed in lanes. */
export function createComputed(code: LaneCode, how: Computation): LaneValue {
  const { range, home, compute, direct } = how
  if (widthOf(range) > home)
    throw new Error(`lanes of ${home} bits for ${range.low}..${range.high}`)
  const isUniform = how.isUniform ?? how.inputs.every((input) => input.isUniform)
  const produce = remember(isUniform, (width, part): Reg => {
    if (width === home) return compute(part)
    if (width === direct?.width) return direct.compute(part)
    if (width > home) return widen(code, width, part, isSigned(range), produce)
    return narrow(code, width, part, isSigned(range), produce)
  })
  const mask = remember(isUniform, (width, part): Reg => {
    if (width > home) return widen(code, width, part, true, mask)
    if (width < home) return narrow(code, width, part, true, mask)
    return code.binary(LANES[home].ne, produce(home, part), code.zero())
  })
  const depth = depthOver(how.inputs)
  const constant = undefined
  return { range, home, constant, isUniform, isLogical: false, depth, at: produce, mask }
}

/** How a comparison is computed. */
export interface Comparison {
  readonly width: Width
  readonly inputs: readonly LaneValue[]
  readonly compute: (part: number) => Reg
  readonly isUniform?: boolean
}

/** A value of 0 or 1 that is computed as a mask. */
export function createLogical(code: LaneCode, how: Comparison): LaneValue {
  const isUniform = how.isUniform ?? how.inputs.every((input) => input.isUniform)
  const mask = remember(isUniform, (width, part): Reg => {
    if (width === how.width) return how.compute(part)
    if (width > how.width) return widen(code, width, part, true, mask)
    return narrow(code, width, part, true, mask)
  })
  return logicalOf(code, how.width, mask, isUniform, how.inputs)
}

/** A value of 0 or 1 by two or one others of that kind, in whatever width is asked for. */
export function createLogicalMap(
  code: LaneCode,
  inputs: readonly LaneValue[],
  map: (...masks: readonly Reg[]) => Reg,
): LaneValue {
  const isUniform = inputs.every((input) => input.isUniform)
  const mask = remember(isUniform, (width, part): Reg => {
    return map(...inputs.map((input) => input.mask(width, part)))
  })
  const home = inputs[0]?.home ?? 8
  return logicalOf(code, home, mask, isUniform, inputs)
}

function logicalOf(
  code: LaneCode,
  home: Width,
  mask: LaneValue['mask'],
  isUniform: boolean,
  inputs: readonly LaneValue[],
): LaneValue {
  const at = remember(isUniform, (width, part) =>
    code.binary(v128.and, mask(width, part), code.splat(width, 1)),
  )
  const depth = depthOver(inputs)
  return { range: BIT, home, constant: undefined, isUniform, isLogical: true, depth, at, mask }
}

/** The same number in all cells, known beforehand. */
export function createConstant(code: LaneCode, constant: number): LaneValue {
  const range = { low: constant, high: constant }
  return {
    range,
    home: widthOf(range),
    constant,
    isUniform: true,
    isLogical: false,
    depth: 0,
    at: (width) => code.splat(width, constant),
    mask: (width) => code.splat(width, constant === 0 ? 0 : -1),
  }
}

/** A value that is known to lie in a range, beyond what its own range says. */
export function narrowTo(code: LaneCode, value: LaneValue, known: NodeRange): LaneValue {
  const low = Math.max(value.range.low, known.low)
  const high = Math.min(value.range.high, known.high)
  const isNarrower = low > value.range.low || high < value.range.high
  // Lanes of no cell may have led to ranges that have nothing in common.
  if (!isNarrower || low > high || value.isLogical || value.constant !== undefined) return value
  const range = { low, high }
  if (isSigned(range) === isSigned(value.range)) return { ...value, range }
  const { home } = value
  const compute = (part: number) => value.at(home, part)
  return createComputed(code, { range, home, inputs: [value], compute })
}

/** Deeper values than this could not be emitted without exhausting the stack. */
const MAX_DEPTH = 200

/** The depth of a value over these inputs, which are emitted at once where it grows too large. */
function depthOver(inputs: readonly LaneValue[]): number {
  const deepest = inputs.reduce((most, { depth }) => Math.max(most, depth), 0)
  if (deepest < MAX_DEPTH) return 1 + deepest
  for (const input of inputs) emit(input)
  return 1
}

function emit({ constant, home, isLogical, at, mask }: LaneValue): void {
  if (constant !== undefined) return
  for (let part = 0; part < countParts(home); part++) {
    if (isLogical) mask(home, part)
    else at(home, part)
  }
}

type Produce = (width: Width, part: number) => Reg

/** Computes each part once; of a uniform value the first is every part. */
function remember(isUniform: boolean, produce: Produce): Produce {
  const known = new Map<number, Reg>()
  return (width, part) => {
    const one = isUniform ? 0 : part
    const key = width * 4 + one
    let reg = known.get(key)
    if (reg === undefined) {
      reg = produce(width, one)
      known.set(key, reg)
    }
    return reg
  }
}

/** The vector instructions that widen, by the width they come from and the sign they keep. */
const WIDENING = {
  8: {
    signed: [i16x8.extendLowI8x16S, i16x8.extendHighI8x16S],
    unsigned: [i16x8.extendLowI8x16U, i16x8.extendHighI8x16U],
  },
  16: {
    signed: [i32x4.extendLowI16x8S, i32x4.extendHighI16x8S],
    unsigned: [i32x4.extendLowI16x8U, i32x4.extendHighI16x8U],
  },
} as const

/** Those that narrow, by the width they come from. They saturate, which numbers that fit never do. */
const NARROWING = {
  16: { signed: i8x16.narrowI16x8S, unsigned: i8x16.narrowI16x8U },
  32: { signed: i16x8.narrowI32x4S, unsigned: i16x8.narrowI32x4U },
} as const

function widen(code: LaneCode, width: Width, part: number, asSigned: boolean, from: Produce): Reg {
  const half = width === 32 ? 16 : 8
  const [low, high] = WIDENING[half][asSigned ? 'signed' : 'unsigned']
  return code.unary(part & 1 ? high : low, from(half, part >> 1))
}

function narrow(code: LaneCode, width: Width, part: number, asSigned: boolean, from: Produce): Reg {
  const double = width === 8 ? 16 : 32
  const build = NARROWING[double][asSigned ? 'signed' : 'unsigned']
  return code.binary(build, from(double, 2 * part), from(double, 2 * part + 1))
}
