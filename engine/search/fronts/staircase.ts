/**
 * The edge of what points of two objectives dominate: steps by rising first objective, the second one falling.
 *
 * Finding a place is a binary search; adding a step moves those behind it, which for the thousands of points that a study
 * has is cheaper than a tree.
 */
export class Staircase {
  readonly #cornerX: number
  readonly #cornerY: number
  #xs: Float64Array
  #ys: Float64Array
  #length = 0
  /** The first step that the point of the last {@link #sweep} leaves behind it. */
  #to = 0

  /** @param corner what areas are measured up to; all points are better than it. Without, areas mean nothing. */
  constructor(corner: readonly [x: number, y: number] = [0, 0], capacity = 16) {
    this.#cornerX = corner[0]
    this.#cornerY = corner[1]
    this.#xs = new Float64Array(capacity)
    this.#ys = new Float64Array(capacity)
  }

  clear(): void {
    this.#length = 0
  }

  /** Whether a step is at least as good in both objectives. */
  covers(x: number, y: number): boolean {
    return this.#coversAt(this.#find(x), x, y)
  }

  /** The area that a point would dominate alone; 0 where it is covered. */
  gainOf(x: number, y: number): number {
    const from = this.#find(x)
    return this.#coversAt(from, x, y) ? 0 : this.#sweep(from, x, y)
  }

  /** Adds a point, removes the steps that it covers, and gives the area that only it dominates; 0 where it is covered. */
  add(x: number, y: number): number {
    const from = this.#find(x)
    if (this.#coversAt(from, x, y)) return 0
    const area = this.#sweep(from, x, y)
    this.#replace(from, this.#to, x, y)
    return area
  }

  /** The first step whose first objective is not below x. */
  #find(x: number): number {
    const xs = this.#xs
    let [low, high] = [0, this.#length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (xs[middle]! < x) low = middle + 1
      else high = middle
    }
    return low
  }

  #coversAt(place: number, x: number, y: number): boolean {
    if (place > 0 && this.#ys[place - 1]! <= y) return true
    return place < this.#length && this.#xs[place] === x && this.#ys[place]! <= y
  }

  /** The area below the steps from `from` on that is above y. */
  #sweep(from: number, x: number, y: number): number {
    const [xs, ys, length] = [this.#xs, this.#ys, this.#length]
    let [left, top, area, to] = [x, from > 0 ? ys[from - 1]! : this.#cornerY, 0, from]
    while (to < length && ys[to]! >= y) {
      area += (xs[to]! - left) * (top - y)
      left = xs[to]!
      top = ys[to]!
      to++
    }
    this.#to = to
    return area + ((to < length ? xs[to]! : this.#cornerX) - left) * (top - y)
  }

  /** Puts one step in the place of those from `from` to before `to`. */
  #replace(from: number, to: number, x: number, y: number): void {
    if (this.#length === this.#xs.length) this.#grow()
    if (to !== from + 1) {
      this.#xs.copyWithin(from + 1, to, this.#length)
      this.#ys.copyWithin(from + 1, to, this.#length)
      this.#length += from + 1 - to
    }
    this.#xs[from] = x
    this.#ys[from] = y
  }

  #grow(): void {
    const [xs, ys] = [this.#xs, this.#ys]
    this.#xs = new Float64Array(2 * xs.length)
    this.#ys = new Float64Array(2 * ys.length)
    this.#xs.set(xs)
    this.#ys.set(ys)
  }
}
