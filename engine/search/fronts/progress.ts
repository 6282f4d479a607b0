/** The hypervolume as trials come in: each adds what it alone dominates beside those before it. */
import { isInside } from './hypervolume.ts'
import type { Point } from './point.ts'
import { createVolumeSet, type VolumeSet } from './volume-set.ts'

/** Measures how much has been dominated so far. */
export class HypervolumeProgress {
  readonly #reference: Point
  readonly #set: VolumeSet
  #volume = 0

  /** @param reference one number an objective; a point that is not better in all of them adds nothing. */
  constructor(reference: Point) {
    this.#reference = reference
    this.#set = createVolumeSet(reference)
  }

  /** What is dominated by all points so far. */
  get volume(): number {
    return this.#volume
  }

  /** Adds a point, and gives what it alone dominates; less is better in every objective. */
  add(losses: Point): number {
    if (!isInside(losses, this.#reference)) return 0
    const gain = this.#set.add(Float64Array.from(losses), 0)
    this.#volume += gain
    return gain
  }
}

/** The hypervolume after each point, in order: it never falls. */
export function hypervolumeOver(points: readonly Point[], reference: Point): readonly number[] {
  const progress = new HypervolumeProgress(reference)
  return points.map((point) => {
    progress.add(point)
    return progress.volume
  })
}
