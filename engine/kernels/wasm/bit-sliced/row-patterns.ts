/** A neighborhood row by row: which places along x are looked at in each row around a cell. */
import type { Offset } from './sliced-layout.ts'

export interface RowPattern {
  readonly dy: number
  readonly dz: number
  /** Places along x, ascending. */
  readonly dxs: readonly number[]
}

/** The patterns of all rows that have any, by dz and then dy. */
export function listRowPatterns(offsets: readonly Offset[]): readonly RowPattern[] {
  const byRow = Map.groupBy(offsets, ([, dy, dz]) => `${dy} ${dz}`)
  const patterns = [...byRow.values()].map((row): RowPattern => {
    const [, dy, dz] = row[0]!
    return { dy, dz, dxs: row.map(([dx]) => dx).sort((a, b) => a - b) }
  })
  return patterns.sort((a, b) => a.dz - b.dz || a.dy - b.dy)
}
