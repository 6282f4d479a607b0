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
  const rows = new Map<string, { dy: number; dz: number; dxs: number[] }>()
  for (const [dx, dy, dz] of offsets) {
    const key = `${dy} ${dz}`
    const row = rows.get(key) ?? { dy, dz, dxs: [] }
    rows.set(key, row)
    row.dxs.push(dx)
  }
  for (const { dxs } of rows.values()) dxs.sort((a, b) => a - b)
  return [...rows.values()].sort((a, b) => a.dz - b.dz || a.dy - b.dy)
}
