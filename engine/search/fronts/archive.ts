/** The points that nothing told so far dominates, kept as they come. */
import { comparePoints, covers, type Point } from './point.ts'

export interface ArchiveEntry<Item> {
  readonly losses: Point
  readonly item: Item
}

/** What came of an insertion. */
export interface Insertion<Item> {
  /** False where an entry is at least as good in all objectives: of equal points the first stays. */
  readonly isKept: boolean
  /** The entries that the new one dominates, which are no longer there. */
  readonly removed: readonly ArchiveEntry<Item>[]
}

/** A Pareto archive: a set of entries of which none dominates another; less is better in every objective. */
export class Archive<Item> {
  /** By rising order of their points (`comparePoints`). */
  readonly #entries: ArchiveEntry<Item>[] = []

  /** By the first objective in which they differ, the best first. */
  get entries(): readonly ArchiveEntry<Item>[] {
    return this.#entries
  }

  insert(losses: Point, item: Item): Insertion<Item> {
    const entries = this.#entries
    const place = this.#find(losses)
    // Only what comes before in this order can be as good, and only what comes after can be dominated.
    for (let i = place - 1; i >= 0; i--) {
      if (covers(entries[i]!.losses, losses)) return { isKept: false, removed: [] }
    }
    const removed: ArchiveEntry<Item>[] = []
    const after = entries.splice(place)
    entries.push(Object.freeze({ losses, item }))
    for (const entry of after) (covers(losses, entry.losses) ? removed : entries).push(entry)
    return { isKept: true, removed }
  }

  /** The first place whose point is above a point. */
  #find(losses: Point): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (comparePoints(this.#entries[middle]!.losses, losses) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
