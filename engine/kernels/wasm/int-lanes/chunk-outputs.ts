/** Stores what the cells of a chunk become, and counts what is tallied of them. */
import { i16x8, i32x4, i64x2, v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeValues } from './chunk-compiler.ts'
import type { ChunkScope } from './chunk-scope.ts'
import type { LaneCode, Reg } from './lane-code.ts'
import { compareLanes, selectLanes } from './lane-logic.ts'
import type { PassPlan } from './lane-plan.ts'
import { createConstant, type LaneValue } from './lane-values.ts'
import { countParts, isSigned, type Width } from './lane-width.ts'
import type { RowPointers } from './row-pointers.ts'

/** A component that changes: where it is stored, and what it becomes. */
interface Output {
  readonly address: Reg<'i32'>
  readonly offset: number
  readonly width: Width
  readonly value: LaneValue
}

/** Bytes of a vector, which is a part of a chunk. */
const PART_BYTES = 16

/**
 * Emits the stores of a chunk.
 *
 * Planes of which cells see only their own place are overwritten there. That is safe because
 * nothing is stored before all that is read of the same cells has been read: a chunk is taken four
 * cells after four, or eight or sixteen where some number is narrower than 32 bits, and what
 * narrow numbers need of the cells after is read with them.
 */
export function storeOutputs(
  { code, layout }: ChunkScope,
  { program, changed }: PassPlan,
  values: NodeValues,
  pointers: RowPointers,
): void {
  const outputs = changed.map((component): Output => {
    const { address, offset } = pointers.nextPlane(component)
    const { width } = layout.planes[component]!
    return { address, offset, width, value: values.get(program.next[component]!)! }
  })
  const late: (() => void)[] = []
  for (let cell = 0; cell < 16; cell += 4) {
    const stores: (() => void)[] = []
    for (const { address, offset, width, value } of outputs) {
      const cellsOfPart = 128 / width
      if (cell % cellsOfPart !== 0) continue
      const part = cell / cellsOfPart
      const lanes = value.at(width, part)
      const store = () => code.store(address, lanes, offset + PART_BYTES * part)
      // Narrow planes may still be read while the cells after these are worked out.
      if (width === 32) stores.push(store)
      else late.push(store)
    }
    for (const store of stores) store()
  }
  for (const store of late) store()
}

/**
 * Emits the sums of what is tallied: two i64 for each tally, in the memory of the thread.
 *
 * @param firstPlace of the pass's first tally in that memory.
 */
export function addTallies(
  scope: ChunkScope,
  { tallies }: PassPlan,
  values: NodeValues,
  x: LaneValue,
  firstPlace: number,
): void {
  const { code, layout, at } = scope
  const isInside = compareLanes(code, 'lt', x, createConstant(code, layout.size.x))
  for (const [i, { value: id }] of tallies.entries()) {
    // The last chunk of a row runs over its end, where there are no cells.
    const counted = selectLanes(code, isInside, values.get(id)!, createConstant(code, 0))
    if (counted.constant === 0) continue
    const place = firstPlace + 16 * i
    const before = code.load(v128.load, at.thread, place)
    code.store(at.thread, code.binary(i64x2.add, before, sumChunk(code, counted)), place)
  }
}

/** The sum of a chunk's lanes, as two numbers of 64 bits that are to be added. */
function sumChunk(code: LaneCode, value: LaneValue): Reg {
  const { low, high } = value.range
  const isSafe = low >= -(2 ** 29) && high < 2 ** 29
  const { extendLowI32x4S, extendHighI32x4S } = i64x2
  const widen = (lanes: Reg) =>
    code.binary(i64x2.add, code.unary(extendLowI32x4S, lanes), code.unary(extendHighI32x4S, lanes))
  const parts = Array.from({ length: countParts(value.home) }, (_, part) =>
    pairUp(code, value, part),
  )
  const add = (build: typeof i32x4.add, all: readonly Reg[]) =>
    all.reduce((sum, part) => code.binary(build, sum, part))
  return isSafe ? widen(add(i32x4.add, parts)) : add(i64x2.add, parts.map(widen))
}

/** Four sums of 32 bits over a part's lanes. */
function pairUp(code: LaneCode, value: LaneValue, part: number): Reg {
  const asSigned = isSigned(value.range)
  let lanes = value.at(value.home, part)
  if (value.home === 8) {
    const { extaddPairwiseI8x16S, extaddPairwiseI8x16U } = i16x8
    lanes = code.unary(asSigned ? extaddPairwiseI8x16S : extaddPairwiseI8x16U, lanes)
  }
  if (value.home < 32) {
    const { extaddPairwiseI16x8S, extaddPairwiseI16x8U } = i32x4
    lanes = code.unary(asSigned ? extaddPairwiseI16x8S : extaddPairwiseI16x8U, lanes)
  }
  return lanes
}
