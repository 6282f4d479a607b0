/**
 * Joins runs that touch inside the box: union-find with path halving, the root of a set being its
 * first run, so that sets need no ranks to have an order (R. E. Tarjan, J. van Leeuwen,
 * "Worst-case analysis of set union algorithms", J. ACM 31, 1984). Joining by runs follows
 * L. He, Y. Chao, K. Suzuki, "A run-based two-scan labeling algorithm", IEEE TIP 17, 2008.
 */
import type { Size } from '../../lattice/size.ts'
import type { CellRuns } from './cell-runs.ts'
import type { Connectivity } from './connectivity.ts'

/** Sets of one member each. */
export function startParents(count: number): Int32Array<ArrayBuffer> {
  const parents = new Int32Array(count)
  for (let member = 0; member < count; member++) parents[member] = member
  return parents
}

/** The root of a member's set; shortens the way for those who come later. */
export function findRoot(parents: Int32Array, run: number): number {
  let at = run
  let parent = parents[at]!
  while (parent !== at) {
    const next = parents[parent]!
    parents[at] = next
    at = next
    parent = parents[at]!
  }
  return at
}

/**
 * Joins the sets of two members, whose roots stay their first ones. Climbs from both at once, always
 * from the one whose parent comes later, and hangs it below the other's on the way (Rem's algorithm in
 * E. W. Dijkstra, A Discipline of Programming, 1976; the fastest in M. Patwary, J. Blair, F. Manne,
 * "Experiments on union-find algorithms for the disjoint-set data structure", SEA 2010).
 */
export function joinSets(parents: Int32Array, member: number, other: number): void {
  let a = member
  let b = other
  let parentA = parents[a]!
  let parentB = parents[b]!
  while (parentA !== parentB) {
    if (parentA > parentB) {
      parents[a] = parentB
      if (parentA === a) return
      a = parentA
      parentA = parents[a]!
    } else {
      parents[b] = parentA
      if (parentB === b) return
      b = parentB
      parentB = parents[b]!
    }
  }
}

/**
 * The set of each run after all that touch inside the box are joined: `parents[run]` is the first
 * run of its set.
 */
export function joinInside(runs: CellRuns, size: Size, connectivity: Connectivity): Int32Array {
  const parents = startParents(runs.count)
  for (let z = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      for (const { dy, dz, first, last } of connectivity.rowsBefore) {
        const [beforeY, beforeZ] = [y + dy, z + dz]
        if (beforeY < 0 || beforeY >= size.y || beforeZ < 0) continue
        joinRows(runs, parents, y + size.y * z, beforeY + size.y * beforeZ, first, last)
      }
    }
  }
  // Roots come before their members, so one pass leads all to them.
  for (let run = 0; run < runs.count; run++) parents[run] = parents[parents[run]!]!
  return parents
}

/** Joins the runs of a row with those of another that dx from `first` to `last` leads to. */
function joinRows(
  { starts, ends, rows, states }: CellRuns,
  parents: Int32Array,
  row: number,
  other: number,
  first: number,
  last: number,
): void {
  const end = rows[row + 1]!
  const otherEnd = rows[other + 1]!
  let from = rows[other]!
  for (let run = rows[row]!; run < end && from < otherEnd; run++) {
    const low = starts[run]! + first
    const high = ends[run]! + last
    while (from < otherEnd && ends[from]! <= low) from++
    if (from >= otherEnd || starts[from]! >= high) continue
    // The last run that is met may touch the next run of this row, too.
    for (let met = from; met < otherEnd && starts[met]! < high; met++) {
      if (states === undefined || states[met] === states[run]) joinSets(parents, run, met)
    }
  }
}
