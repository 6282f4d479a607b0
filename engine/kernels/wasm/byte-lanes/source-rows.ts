/** Reads the cells that a strip of rows looks at, relative to the block the code is at. */
import type { Operand } from '../../../forge/wasm/expression.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { Vector } from './block-code.ts'
import { type ByteLayout, rowMarginOf } from './byte-layout.ts'

export interface SourceRows {
  /** Bytes from what the pointer holds to the block's first cell in the strip's first row. */
  readonly lead: number
  /** 16 states from so many cells after the block's first, in a row and layer of the strip. */
  load(row: number, layer: number, cells: number): Vector
}

/**
 * Opens the rows around a strip.
 *
 * @param pointer lies `lead` bytes before the block's first cell, so that all offsets are positive.
 */
export function openSourceRows(
  { reach, strideY, strideZ }: ByteLayout,
  pointer: Operand<'i32'>,
): SourceRows {
  const lead = rowMarginOf(reach) + reach.y * strideY + reach.z * strideZ
  return {
    lead,
    load: (row, layer, cells) => v128.load(pointer, lead + cells + row * strideY + layer * strideZ),
  }
}
