/**
 * Rows with margins, so that what lies beyond their ends is read as it lies.
 *
 * On a ring the margins repeat the row. Running sums go on growing there: each time around adds
 * what the whole ring adds.
 */
import type { Local, Operand } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import { CHUNK_CELLS, LANES, wholeChunks } from './lanes.ts'

/** How a row with margins lies in the memory; all in bytes. */
export interface MarginedRow {
  readonly bits: 8 | 16
  /** Cells until the ring closes, at least a chunk; they are filled before the margins. */
  readonly periodCells: number
  /** Cells wanted before the first one. */
  readonly leftCells: number
  /** Cells wanted from the end of the period on. */
  readonly rightCells: number
  /** From the beginning of the memory it takes to its first cell. */
  readonly originBytes: number
  readonly bytes: number
}

/** @param endCells the highest cell that is read, plus one; a chunk may begin at any of them. */
export function layOutMargins(
  bits: 8 | 16,
  periodCells: number,
  leftCells: number,
  endCells: number,
): MarginedRow {
  const cellBytes = bits / 8
  const rightCells = endCells - periodCells
  const originBytes = wholeChunks(leftCells * cellBytes)
  const bytes = originBytes + wholeChunks((endCells + CHUNK_CELLS) * cellBytes)
  return { bits, periodCells, leftCells, rightCells, originBytes, bytes }
}

/**
 * Writes both margins of a ring.
 *
 * @param row address of its first cell.
 * @param total what each time around adds, in all lanes; nothing where absent.
 */
export function writeRingMargins(
  f: FunctionBuilder,
  row: Local<'i32'>,
  { bits, periodCells, leftCells, rightCells }: MarginedRow,
  total?: Local<'v128'>,
): void {
  const lanes = LANES[bits]
  const cellBytes = bits / 8
  const periodBytes = periodCells * cellBytes
  const at = f.local('i32')
  const end = f.local('i32')

  f.set(at, row)
  f.set(end, i32.sub(row, leftCells * cellBytes))
  f.while(i32.gtU(at, end), () => {
    f.increase(at, -16)
    const later = v128.load(at, periodBytes)
    f.do(v128.store(at, total === undefined ? later : lanes.sub(later, total)))
  })
  f.set(at, row)
  f.set(end, i32.add(row, rightCells * cellBytes))
  f.while(i32.ltU(at, end), () => {
    const earlier = v128.load(at)
    const repeated = total === undefined ? earlier : lanes.add(earlier, total)
    f.do(v128.store(at, repeated, periodBytes))
    f.increase(at, 16)
  })
}

/** Fills memory with a vector, from one address to another; at most 15 bytes beyond. */
export function writeFill(
  f: FunctionBuilder,
  from: Operand<'i32'>,
  to: Operand<'i32'>,
  vector: Local<'v128'>,
): void {
  const at = f.local('i32', from)
  const end = f.local('i32', to)
  f.while(i32.ltU(at, end), () => {
    f.do(v128.store(at, vector))
    f.increase(at, 16)
  })
}
