/** Which bits of a row of bytes hold cells of the world, as far as that is the same for all rows. */
import { PARTS, type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'

/** Vectors of a row that follow each other, and the bits of each that hold cells. */
export interface RowSpan {
  readonly from: number
  readonly to: number
  /** 16 bytes; undefined where all bits do. */
  readonly mask: readonly number[] | undefined
}

/**
 * The spans of a row that hold cells, ascending; there are three at most. Where y is split, a row has
 * cells in fewer parts than these where its number is too high.
 */
export function listRowSpans({ split, size, rowBytes, vectors }: SlicedLayout): readonly RowSpan[] {
  // So many parts are filled from end to end, and the next one as far as `limit`.
  const whole = split === 'x' ? Math.floor(size.x / rowBytes) : 0
  const limit = split === 'x' ? size.x - whole * rowBytes : size.x
  const base = 2 ** whole - 1
  const longer = split === 'x' ? 2 ** Math.min(PARTS, whole + 1) - 1 : 0xff
  const border = Math.floor(limit / VECTOR_BYTES)
  const mixed = Array.from({ length: VECTOR_BYTES }, (_, byte) =>
    border * VECTOR_BYTES + byte < limit ? longer : base,
  )
  const end = limit % VECTOR_BYTES === 0 ? border : border + 1
  const spans = [
    { from: 0, to: border, bytes: new Array<number>(VECTOR_BYTES).fill(longer) },
    { from: border, to: end, bytes: mixed },
    { from: end, to: vectors, bytes: new Array<number>(VECTOR_BYTES).fill(base) },
  ]
  return spans.flatMap(({ from, to, bytes }) => {
    if (from >= to || bytes.every((byte) => byte === 0)) return []
    return [{ from, to, mask: bytes.every((byte) => byte === 0xff) ? undefined : bytes }]
  })
}
