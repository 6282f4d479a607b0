/**
 * A field's values and the differences of neighbors, summed exactly.
 *
 * Raw numbers have 18 bits, so some thousands of them are summed as whole numbers of 32 bits, which
 * processors add several times as fast as doubles, before the sum moves to a double.
 */
import { createSiteResolver } from '../lattice/site-resolver.ts'
import { flatIndexOf, type Size } from '../lattice/size.ts'
import { countPairs } from './alive-pairs.ts'
import { isJoined } from './extended-cells.ts'
import type { Axis } from './measured-axes.ts'
import type { MeasuredState } from './measured-state.ts'

/** All in raw numbers. */
export interface FieldSums {
  readonly total: number
  readonly low: number
  readonly high: number
  /** |a - b| over all pairs of cells that are next to each other along an axis, across joined faces. */
  readonly slopes: number
  readonly pairs: number
  readonly steepest: number
}

/** So many numbers of 18 bits are summed before they could leave 31 bits. */
const SUMMED_AT_ONCE = 2 ** 12

/** @param values one a cell in flat order, at least one. */
export function sumField(
  { size, topology, axes }: Pick<MeasuredState, 'size' | 'topology' | 'axes'>,
  values: Int32Array,
): FieldSums {
  const joined = isJoined(topology)
  const sums = new Sums(values)
  let pairs = 0
  for (let row = 0; row < values.length; row += size.x) sums.takeRow(row, row + size.x)
  for (const axis of axes) {
    pairs += countPairs(size, axis, 1, joined)
    const step = { x: 1, y: size.x, z: size.x * size.y }[axis]
    const span = step * size[axis]
    // Between two faces across the axis lie the cells that have a next one along it; along x, rows took them.
    for (let base = 0; base < values.length && axis !== 'x'; base += span) {
      sums.takeSlopes(base, base + step, span - step)
    }
    if (topology.kind === 'torus') {
      for (let base = 0; base < values.length; base += span) {
        sums.takeSlopes(base + span - step, base, step)
      }
    } else if (joined) takeSeam(sums, size, topology, axis)
  }
  return {
    total: sums.total,
    low: sums.low,
    high: sums.high,
    slopes: sums.slopes,
    pairs,
    steepest: sums.steepest,
  }
}

class Sums {
  readonly #values: Int32Array
  total = 0
  low: number
  high: number
  slopes = 0
  steepest = 0

  constructor(values: Int32Array) {
    this.#values = values
    this.low = values[0]!
    this.high = values[0]!
  }

  /** Takes values, and the differences of those that follow each other. */
  takeRow(from: number, end: number): void {
    const values = this.#values
    let { low, high, steepest } = this
    let last = values[from]!
    for (let start = from; start < end; start += SUMMED_AT_ONCE) {
      const stop = Math.min(end, start + SUMMED_AT_ONCE)
      let sum = 0
      let slopes = 0
      for (let cell = start; cell < stop; cell++) {
        const value = values[cell]!
        const slope = distance(last, value)
        sum = (sum + value) | 0
        slopes = (slopes + slope) | 0
        if (value < low) low = value
        if (value > high) high = value
        if (slope > steepest) steepest = slope
        last = value
      }
      this.total += sum
      this.slopes += slopes
    }
    this.low = low
    this.high = high
    this.steepest = steepest
  }

  /** Takes the differences between so many values from one on and as many from another on. */
  takeSlopes(from: number, to: number, count: number): void {
    const values = this.#values
    let { steepest } = this
    for (let start = 0; start < count; start += SUMMED_AT_ONCE) {
      const stop = Math.min(count, start + SUMMED_AT_ONCE)
      let slopes = 0
      for (let i = start; i < stop; i++) {
        const slope = distance(values[from + i]!, values[to + i]!)
        slopes = (slopes + slope) | 0
        if (slope > steepest) steepest = slope
      }
      this.slopes += slopes
    }
    this.steepest = steepest
  }
}

/** |a - b| without a branch. */
function distance(a: number, b: number): number {
  const difference = (a - b) | 0
  const sign = difference >> 31
  return ((difference ^ sign) - sign) | 0
}

/** The far face across an axis of a twisted world: its cells, and those that come after them. */
function takeSeam(sums: Sums, size: Size, topology: MeasuredState['topology'], axis: Axis): void {
  const resolve = createSiteResolver(size, topology)
  const first = { x: 0, y: 0, z: 0, [axis]: size[axis] - 1 }
  const [dx, dy, dz] = [axis === 'x' ? 1 : 0, axis === 'y' ? 1 : 0, axis === 'z' ? 1 : 0]
  for (let z = first.z; z < size.z; z++) {
    for (let y = first.y; y < size.y; y++) {
      for (let x = first.x; x < size.x; x++) {
        sums.takeSlopes(flatIndexOf(size, x, y, z), resolve(x + dx, y + dy, z + dz), 1)
      }
    }
  }
}
