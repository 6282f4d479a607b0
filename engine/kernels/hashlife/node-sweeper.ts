/**
 * Tells the nodes that are still needed from the rest, and frees those.
 *
 * Needed is what hangs on the roots. At first the remembered futures of needed nodes count as
 * needed too; where that leaves too much, only those are kept that are part of something needed
 * anyway. A future forgotten is found again, so sweeping changes how long a run takes and nothing
 * else.
 */
import { FREE, FULL, MARKS, PART, SE, SW } from './node-layout.ts'

/** What to sweep, and what to keep of it. */
export interface Sweep {
  readonly words: Int32Array
  /** Nodes from 1 to `end - 1` are looked at. */
  readonly end: number
  /** Nodes that are needed, with all that hangs on them. */
  readonly roots: readonly number[]
  /** The advance whose `PART` results are still true. */
  readonly advanceNumber: number
  /** More nodes than these are too many to keep futures for their own sake. */
  readonly maxWithFutures: number
}

export interface Swept {
  readonly liveCount: number
  /** The first free node, the one with the least number; 0 where none is free. */
  readonly firstFree: number
}

/** Frees every node that is not needed, in time that grows with the number of nodes. */
export function sweepNodes(sweep: Sweep): Swept {
  let liveCount = markNodes(sweep, true)
  if (liveCount > sweep.maxWithFutures) {
    const { words, end } = sweep
    for (let node = 1; node < end; node++) words[(node << 3) + MARKS]! &= ~1
    liveCount = markNodes(sweep, false)
  }
  const firstFree = freeUnmarked(sweep)
  forgetFreed(sweep)
  return { liveCount, firstFree }
}

/** Marks what is needed, and says how many nodes that are. */
function markNodes({ words, roots, advanceNumber }: Sweep, keepsFutures: boolean): number {
  let count = 0
  // Children and futures lie a level below their node: this goes as deep as the tree.
  const mark = (node: number) => {
    const at = node << 3
    const marks = words[at + MARKS]!
    if (node === 0 || (marks & 1) === 1) return
    words[at + MARKS] = marks | 1
    count++
    if (words[at + SW] === 0) return
    for (let child = at; child <= at + SE; child++) mark(words[child]!)
    if (!keepsFutures) return
    mark(words[at + FULL]!)
    if (marks >> 1 === advanceNumber) mark(words[at + PART]!)
  }
  for (const node of roots) mark(node)
  return count
}

/** Chains the free nodes, so that those with small numbers are taken first and lie together. */
function freeUnmarked({ words, end }: Sweep): number {
  let firstFree = 0
  for (let node = end - 1; node > 0; node--) {
    const at = node << 3
    if ((words[at + MARKS]! & 1) === 1) continue
    words[at] = firstFree
    words[at + SW] = FREE
    firstFree = node
  }
  return firstFree
}

/** Takes the marks away, and every future that was freed. */
function forgetFreed({ words, end }: Sweep): void {
  const isFree = (node: number) => node !== 0 && words[(node << 3) + SW] === FREE
  for (let node = 1; node < end; node++) {
    const at = node << 3
    if (words[at + SW] === FREE) continue
    words[at + MARKS]! &= ~1
    if (isFree(words[at + FULL]!)) words[at + FULL] = 0
    if (isFree(words[at + PART]!)) words[at + PART] = 0
  }
}
