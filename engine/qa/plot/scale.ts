/**
 * Scales: from data to pixels, with round ticks.
 *
 * d3-scale does this and far more; two kinds of axes with ticks at 1, 2 and 5 times powers of ten are all that
 * reports draw, and they must be the same to the last digit wherever they are drawn.
 */
import { log2 } from '../../math/log2.ts'

export interface Scale {
  /** Both ends of the data, ascending. */
  readonly domain: readonly [low: number, high: number]
  toPixel(value: number): number
  /** Values that get a tick, ascending. */
  readonly ticks: readonly number[]
}

/** From a stretch of data to a stretch of pixels, which may run backward. */
export function linearScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  tickCount = 5,
): Scale {
  const span = high > low ? high - low : 1
  return {
    domain: [low, low + span],
    toPixel: (value) => start + ((value - low) / span) * (end - start),
    ticks: linearTicks(low, low + span, tickCount),
  }
}

/** As `linearScale`, by logarithms; values at or below 0 lie at the low end. @param low above 0. */
export function logScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale {
  const from = log2(low)
  const span = high > low ? log2(high) - from : 1
  return {
    domain: [low, high],
    toPixel: (value) =>
      value <= low ? start : start + ((log2(value) - from) / span) * (end - start),
    ticks: logTicks(low, high),
  }
}

/** Round numbers from low to high: about so many. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const step = roundStep((high - low) / Math.max(1, count))
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    roundOff((first + i) * step),
  )
}

/** Powers of ten from low to high, with 2 and 5 times them where there are few. */
export function logTicks(low: number, high: number): number[] {
  const decades = decadesBetween(low, high)
  const factors = decades.length > 3 ? [1] : decades.length > 1 ? [1, 3] : [1, 2, 5]
  return decades
    .flatMap((power) => factors.map((factor) => roundOff(factor * power)))
    .filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9))
}

/** Powers of ten, from the last at or below `low` on. */
function decadesBetween(low: number, high: number): number[] {
  const powers: number[] = []
  for (let power = powerBelow(low); power <= high; power = roundOff(power * 10)) powers.push(power)
  return powers
}

/** The greatest power of ten that is not above a positive number. */
function powerBelow(value: number): number {
  let power = 1
  while (power > value * (1 + 1e-12)) power /= 10
  while (power * 10 <= value * (1 + 1e-12)) power *= 10
  return power
}

/** The least of 1, 2 and 5 times a power of ten that is at least this; 1 for 0. */
export function roundStep(value: number): number {
  if (!(value > 0)) return 1
  const power = powerBelow(value)
  return roundOff(power * [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9))!)
}

/** Without the dust that decimal fractions leave in binary. */
function roundOff(value: number): number {
  return Number(value.toPrecision(12))
}
