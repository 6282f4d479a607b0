/** The code of a decision by ranges, for sixteen cells at a time. */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { LANES, narrowMask } from './lanes.ts'
import type { AgingStep, CountRange, RangeDecision, RangeRow } from './range-decision.ts'
import type { LaneBits } from './sum-shape.ts'

type Vector = Local<'v128'>

/** Gives the next states of a chunk from its counts and its states. */
type DecideChunk = (counts: readonly Vector[], own: Vector) => Expression<'v128'>

/** A mask of bytes by the counts of a chunk. */
type MaskOfCounts = (counts: readonly Vector[]) => Expression<'v128'>

/** Writes what is the same for all chunks, before their loop. */
export function writeRangeDecision(
  f: FunctionBuilder,
  decision: RangeDecision,
  bits: LaneBits,
): DecideChunk {
  const binary = writeBinaryDecision(f, decision, bits)
  if (binary !== undefined) return binary
  const rows = decision.rows.map((row) => writeRow(f, decision, row, bits))
  const [first, ...steps] = decision.steps.map((step) => writeStep(f, step))
  return (counts, own) => {
    const [base, ...others] = rows
    const next = f.keep(first?.next(own) ?? base?.next(counts) ?? v128.const(new Uint8Array(16)))
    const take = (value: Expression<'v128'>, isMeant: Expression<'v128'>) =>
      f.set(next, v128.bitselect(value, next, isMeant))
    for (const step of steps) take(step.next(own), step.isMeant(own))
    // Where no step came first, the first row did.
    for (const row of first === undefined ? others : rows) take(row.next(counts), row.isMeant(own))
    return next
  }
}

/**
 * Two states, each with a row of its own: 0 and 1 are masks of one bit, which saves half of the
 * work. Undefined for other rules.
 */
function writeBinaryDecision(
  f: FunctionBuilder,
  { states, rows, maxCount }: RangeDecision,
  bits: LaneBits,
): DecideChunk | undefined {
  const [dead, live] = rows
  if (states !== 2 || dead === undefined || live === undefined) return undefined
  const one = f.keep(i8x16.const(1))
  const isBorn = writeBinaryRow(f, dead, bits, maxCount)
  const survives = writeBinaryRow(f, live, bits, maxCount)
  return (counts, own) =>
    v128.or(v128.and(own, survives(counts)), v128.and(v128.andnot(one, own), isBorn(counts)))
}

function writeBinaryRow(
  f: FunctionBuilder,
  { otherwise, values }: RangeRow,
  bits: LaneBits,
  maxCount: number,
): MaskOfCounts {
  const ranges = values.flatMap((value) => value.ranges)
  const isInside = writeRanges(f, ranges, bits, maxCount)
  return otherwise === 0 ? isInside : (counts) => v128.not(isInside(counts))
}

function writeRow(
  f: FunctionBuilder,
  { maxCount }: RangeDecision,
  { own, otherwise, values }: RangeRow,
  bits: LaneBits,
) {
  const state = f.keep(i8x16.const(own))
  const most = f.keep(i8x16.const(otherwise))
  const choices = values.map(({ value, ranges }) => ({
    isMeant: writeRanges(f, ranges, bits, maxCount),
    /** Turns the value held otherwise into this one. */
    change: f.keep(i8x16.const(otherwise ^ value)),
  }))
  return {
    isMeant: (states: Vector) => i8x16.eq(states, state),
    next: (counts: readonly Vector[]) =>
      choices.reduce<Expression<'v128'>>(
        (next, { isMeant, change }) => v128.xor(next, v128.and(isMeant(counts), change)),
        most,
      ),
  }
}

function writeStep(f: FunctionBuilder, { kind, amount, firstOwn, lastOwn }: AgingStep) {
  const number = f.keep(i8x16.const(amount))
  const isMeant = writeRange(f, { low: firstOwn, high: lastOwn }, 8, 255)
  return {
    isMeant: (states: Vector) => isMeant(states),
    next: (states: Vector): Expression<'v128'> =>
      kind === 'add' ? i8x16.add(states, number) : number,
  }
}

/** Tells of each count whether it lies in one of the ranges. */
function writeRanges(
  f: FunctionBuilder,
  ranges: readonly CountRange[],
  bits: LaneBits,
  maxCount: number,
): MaskOfCounts {
  const tests = ranges.map((range) => writeRange(f, range, bits, maxCount))
  const [first, ...others] = tests
  if (first === undefined) return () => v128.const(new Uint8Array(16))
  return (counts) =>
    narrowMask(
      counts.map((count) =>
        others.reduce<Expression<'v128'>>((mask, test) => v128.or(mask, test(count)), first(count)),
      ),
      bits,
    )
}

/** Tells of each lane whether it lies in a range. */
function writeRange(
  f: FunctionBuilder,
  { low, high }: CountRange,
  bits: LaneBits,
  max: number,
): (numbers: Vector) => Expression<'v128'> {
  const lanes = LANES[bits]
  if (low <= 0 && high >= max) {
    const all = f.keep(i8x16.const(-1))
    return () => all
  }
  if (low === high) {
    const wanted = f.keep(lanes.const(low))
    return (numbers) => lanes.eq(numbers, wanted)
  }
  // Moved so that the range ends at the largest signed number; all else is then below it.
  const largest = 2 ** (bits - 1) - 1
  const moved = f.keep(lanes.const(largest - high))
  const below = f.keep(lanes.const(largest - (high - low) - 1))
  return (numbers) => lanes.gtS(lanes.add(numbers, moved), below)
}
