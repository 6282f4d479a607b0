/**
 * Sets that are joined: union-find in which the root of a set is its first member, so that sets need no
 * ranks to have an order (R. E. Tarjan, J. van Leeuwen, "Worst-case analysis of set union algorithms",
 * J. ACM 31, 1984).
 */

/** Sets of one member each. */
export function startParents(count: number): Int32Array<ArrayBuffer> {
  const parents = new Int32Array(count)
  for (let member = 0; member < count; member++) parents[member] = member
  return parents
}

/** The root of a member's set; shortens the way for those who come later. */
export function findRoot(parents: Int32Array, member: number): number {
  let at = member
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

/** Numbers sets from 0 on by their first members, which are their roots; gives how many there are. */
export function numberSets(parents: Int32Array, numbers: Int32Array): number {
  let count = 0
  for (let member = 0; member < parents.length; member++) {
    const parent = parents[member]!
    // What a member hangs below comes before it, and so has its number.
    numbers[member] = parent === member ? count++ : numbers[parent]!
  }
  return count
}
