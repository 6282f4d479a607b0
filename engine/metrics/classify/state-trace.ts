/**
 * What a run is seen to do tick by tick: density, activity and lookup entropy of each state.
 *
 * Every tick is measured and kept as a few numbers, so that what is made of them afterwards (means over
 * windows, slopes, deviations) is exact and does not depend on when somebody looked.
 */
import type { Size } from '../../lattice/size.ts'
import { log2 } from '../../math/log2.ts'
import { LookupMeter } from './lookup-entropy.ts'
import { deviationOf, meanOf } from './spread.ts'

/** Ticks over which Wuensche smooths the input entropy before he takes its variation. */
const SMOOTHED_TICKS = 10

/** Points that a decay is fitted to: ticks in even steps of their logarithm. */
const DECAY_POINTS = 16

export class StateTrace {
  readonly lookup: Float64Array
  readonly activity: Float64Array
  readonly density: Float64Array
  readonly #meter: LookupMeter
  readonly #before: Uint8Array
  #ticks = -1

  /** @param ticks the last tick that is noted. */
  constructor(size: Size, states: number, ticks: number) {
    this.lookup = new Float64Array(ticks + 1)
    this.activity = new Float64Array(ticks + 1)
    this.density = new Float64Array(ticks + 1)
    this.#meter = new LookupMeter(size, states)
    this.#before = new Uint8Array(size.x * size.y * size.z)
  }

  /** The last tick that is noted. */
  get last(): number {
    return this.lookup.length - 1
  }

  /** Takes in the state of the next tick, that of tick 0 first. */
  note(cells: Uint8Array): void {
    const tick = ++this.#ticks
    const before = this.#before
    let alive = 0
    let changed = 0
    for (let i = 0; i < cells.length; i++) {
      const state = cells[i]!
      if (state !== 0) alive++
      if (state !== before[i]!) changed++
    }
    this.density[tick] = alive / cells.length
    this.activity[tick] = tick === 0 ? 0 : changed / cells.length
    // A state that did not change has the entropy it had.
    const isSame = tick > 0 && changed === 0
    this.lookup[tick] = isSame ? this.lookup[tick - 1]! : this.#meter.measure(cells)
    before.set(cells)
  }

  /** Goes on as the last `period` ticks went, to the last tick. */
  repeat(period: number): void {
    for (let tick = this.#ticks + 1; tick < this.lookup.length; tick++) {
      for (const values of [this.lookup, this.activity, this.density]) {
        values[tick] = values[tick - period]!
      }
    }
    this.#ticks = this.lookup.length - 1
  }

  /** Mean and deviation of the smoothed lookup entropy from a tick on. */
  lookupFrom(first: number): { readonly mean: number; readonly deviation: number } {
    const smoothed: number[] = []
    let sum = 0
    for (let tick = first; tick < this.lookup.length; tick++) {
      sum += this.lookup[tick]!
      if (tick - first >= SMOOTHED_TICKS) sum -= this.lookup[tick - SMOOTHED_TICKS]!
      if (tick - first >= SMOOTHED_TICKS - 1) smoothed.push(sum / SMOOTHED_TICKS)
    }
    const deviation = deviationOf(smoothed)
    return { mean: meanOf(smoothed), deviation: deviation < DUST ? 0 : deviation }
  }

  /** Mean activity over the last quarter. */
  tailActivity(): number {
    return meanOf(this.activity.subarray(tailStart(this.activity.length)))
  }

  /**
   * Exponent of the decay of the activity: minus the slope of the straight line through log2 activity
   * over log2 tick, by least squares, from tick 8 on; 0 where there is hardly any.
   */
  activityDecay(): number {
    const last = this.activity.length - 1
    const points: (readonly [number, number])[] = []
    const steps = log2(last / 8)
    for (let i = 0; i < DECAY_POINTS && steps > 1; i++) {
      const from = Math.floor(8 * powerOfTwo((steps * i) / DECAY_POINTS))
      const to = Math.max(from + 1, Math.floor(8 * powerOfTwo((steps * (i + 1)) / DECAY_POINTS)))
      const mean = meanOf(this.activity.subarray(from, to))
      if (mean > 0) points.push([log2((from + to) / 2), log2(mean)])
    }
    return points.length < 4 ? 0 : -slopeOf(points)
  }
}

/** Where the last quarter of so many ticks begins. */
export function tailStart(ticks: number): number {
  return Math.floor((3 * ticks) / 4)
}

/** What sums of fractions leave where there is nothing. */
const DUST = 1e-9

/** The slope of the straight line through points, by least squares; 0 where it has none. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  const meanX = meanOf(points.map(([x]) => x))
  const meanY = meanOf(points.map(([, y]) => y))
  let over = 0
  let under = 0
  for (const [x, y] of points) {
    over += (x - meanX) * (y - meanY)
    under += (x - meanX) * (x - meanX)
  }
  const slope = under === 0 ? 0 : over / under
  return Math.abs(slope) < DUST ? 0 : slope
}

/** 2 to a power of at least 0, by halves, quarters ... of the exponent: the same in every engine. */
function powerOfTwo(exponent: number): number {
  let power = 2 ** Math.floor(exponent)
  let rest = exponent - Math.floor(exponent)
  let root = 2
  for (let bit = 0; bit < 20; bit++) {
    root = Math.sqrt(root)
    rest *= 2
    if (rest < 1) continue
    rest -= 1
    power *= root
  }
  return power
}
