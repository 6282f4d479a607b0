/** Points as numbers in a row, by rising last objective: what sweeps along that one go through. */

/** Whether of d numbers in a row none is above the one beside it. */
export function coversAt(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  d: number,
): boolean {
  for (let k = 0; k < d; k++) if (a[i + k]! > b[j + k]!) return false
  return true
}

/** A list of points of d objectives, by rising last objective. It owns its numbers. */
export class SortedPoints {
  readonly d: number
  numbers: Float64Array
  count = 0

  constructor(d: number, capacity = 16) {
    this.d = d
    this.numbers = new Float64Array(d * capacity)
  }

  /** Puts a point behind those whose last objective is not above its own. */
  insert(points: Float64Array, at: number): void {
    const { d, count } = this
    if ((count + 1) * d > this.numbers.length) this.#grow()
    const { numbers } = this
    const last = points[at + d - 1]!
    let place = count
    while (place > 0 && numbers[place * d - 1]! > last) place--
    numbers.copyWithin((place + 1) * d, place * d, count * d)
    for (let k = 0; k < d; k++) numbers[place * d + k] = points[at + k]!
    this.count++
  }

  /** Removes the points that one is at least as good as in all objectives. */
  removeCovered(points: Float64Array, at: number): void {
    const { d, count, numbers } = this
    let kept = 0
    for (let i = 0; i < count; i++) {
      if (coversAt(points, at, numbers, i * d, d)) continue
      if (kept !== i) numbers.copyWithin(kept * d, i * d, (i + 1) * d)
      kept++
    }
    this.count = kept
  }

  #grow(): void {
    const { numbers } = this
    this.numbers = new Float64Array(2 * numbers.length)
    this.numbers.set(numbers)
  }
}
