/**
 * Joins clusters across the edges of a world, and sees which close a loop around it.
 *
 * Union-find in which each set also knows what is crossed from its root to it. Where two cells meet
 * that are of one set already, the loop through them is around the world unless what it crosses
 * multiplies to nothing (J. Machta et al., "Invaded cluster algorithm for Potts models", Phys. Rev.
 * E 54, 1996, who count displacements on a torus). Sets are hung below larger ones, so ways are
 * short and need no shortening.
 */
import { type Crossing, type CrossingGroup, noCrossing } from './crossings.ts'

export class WrapJoiner {
  readonly #group: CrossingGroup
  /** 1 more than a set's parent; 0 where it is a root, so that most, which meet nothing, need no start. */
  readonly #parents: Int32Array
  /** Sets below each, itself left out. */
  readonly #members: Int32Array
  /** x, y and z of what is crossed from a set's parent to it. */
  readonly #crossed: Int32Array
  readonly #wayA = noCrossing()
  readonly #wayB = noCrossing()
  readonly #step = noCrossing()
  /** Whether some loop goes around along each axis. */
  readonly around = { x: false, y: false, z: false }

  constructor(count: number, group: CrossingGroup) {
    this.#group = group
    this.#parents = new Int32Array(count)
    this.#members = new Int32Array(count)
    this.#crossed = new Int32Array(3 * count)
  }

  /** Joins two clusters, of which the second is met by crossing `between` from the first. */
  join(a: number, b: number, between: Crossing): void {
    if (a === b && this.#parents[a] === 0) {
      this.#goAround(between)
      return
    }
    const [wayA, wayB, step] = [this.#wayA, this.#wayB, this.#step]
    const rootA = this.#walk(a, wayA)
    const rootB = this.#walk(b, wayB)
    // From root a to root b: down to a, across, and back up from b.
    this.#group.compose(wayA, between, step)
    this.#group.invert(wayB, wayB)
    this.#group.compose(step, wayB, step)
    if (rootA === rootB) {
      this.#goAround(step)
      return
    }
    if (this.#members[rootA]! >= this.#members[rootB]!) this.#hang(rootB, rootA, step)
    else {
      this.#group.invert(step, step)
      this.#hang(rootA, rootB, step)
    }
  }

  /** The root of a cluster's set. */
  rootOf(cluster: number): number {
    let at = cluster
    while (this.#parents[at] !== 0) at = this.#parents[at]! - 1
    return at
  }

  /** A loop crosses so much. */
  #goAround({ x, y, z }: Crossing): void {
    if (x !== 0) this.around.x = true
    if (y !== 0) this.around.y = true
    if (z !== 0) this.around.z = true
  }

  /** The root, and what is crossed from it. */
  #walk(cluster: number, way: Crossing): number {
    way.x = way.y = way.z = 0
    const step = this.#step
    let at = cluster
    while (this.#parents[at] !== 0) {
      step.x = this.#crossed[3 * at]!
      step.y = this.#crossed[3 * at + 1]!
      step.z = this.#crossed[3 * at + 2]!
      this.#group.compose(step, way, way)
      at = this.#parents[at]! - 1
    }
    return at
  }

  #hang(root: number, below: number, { x, y, z }: Crossing): void {
    this.#parents[root] = below + 1
    this.#members[below] = this.#members[below]! + this.#members[root]! + 1
    this.#crossed[3 * root] = x
    this.#crossed[3 * root + 1] = y
    this.#crossed[3 * root + 2] = z
  }
}
