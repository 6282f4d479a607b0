/**
 * What a cycle's states look like to each other: the same pattern moved, mirrored or turned.
 *
 * Where nothing but places tells two shifted states apart, the ticks after which a cycle shows its
 * first state again, anywhere, are the multiples of one number, which divides the period. So it is
 * enough to look at the divisors, the least first. The same is true of images where the rule does the
 * same with what is turned, turned; where a wall, a grid of blocks or the rule tells sides apart, it is not.
 */

import { formatOrientation, type Orientation, type Vector } from '../orientation.ts'
import type { Glide, Translation } from './attractor.ts'
import { countLive, type Figure, isTurned, turnAround } from './figure.ts'
import type { Recurrence } from './find-recurrence.ts'
import { findShift } from './find-shifts.ts'
import { goToTick, type WorldOrbit } from './orbit.ts'
import { isInLattice } from './shift-lattice.ts'

export interface Relations {
  readonly translation: Translation | undefined
  readonly glide: Glide | undefined
  readonly symmetries: readonly string[] | undefined
}

const NO_RELATIONS: Relations = Object.freeze({
  translation: undefined,
  glide: undefined,
  symmetries: undefined,
})

/** Figures of more cells than this are not turned: a period could ask for dozens of times. */
const MAX_TURNED_CELLS = 2 ** 21

/** What is looked through tick by tick may come to so many cells, turned in every way. */
const MAX_TURNED_WORK = 2 ** 27

/** So many states of a period are looked at, and of no more ticks: figures cost time. */
const MAX_LOOKED_AT = 512

/** Relates the state at the transient to those within a period after it. */
export async function relateStates(
  orbit: WorldOrbit,
  { transient, period }: Recurrence,
): Promise<Relations> {
  await goToTick(orbit, transient)
  const first = await orbit.readFigure()
  if (first === undefined) return NO_RELATIONS
  const { space } = orbit
  const { orientations, dimensions } = space
  const isLookedInto = first.cells.length <= MAX_TURNED_CELLS
  const symmetries = isLookedInto
    ? orientations
        .filter((orientation) => isImage(first, first, orientation))
        .map((orientation) => formatOrientation(orientation, dimensions))
    : undefined
  const divisors = divisorsOf(period).slice(0, MAX_LOOKED_AT)
  const shiftTicks = space.shifts !== undefined && first.wraps ? divisors : []
  const glideTicks = isLookedInto ? ticksOfImages(orbit, period, first.cells.length, divisors) : []
  const live = countLive(first)
  const [shifted, imaged] = [new Set(shiftTicks), new Set(glideTicks)]
  let translation: Translation | undefined
  let glide: Glide | undefined
  for (const ticks of [...new Set([...shiftTicks, ...glideTicks])].sort((a, b) => a - b)) {
    const isShiftAsked = shifted.has(ticks) && ticks % space.phases === 0
    const isImageAsked = imaged.has(ticks) && glide === undefined
    if (ticks === period || translation !== undefined) break
    if (!isShiftAsked && !isImageAsked) continue
    await goToTick(orbit, transient + ticks)
    const figure = await orbit.readFigure()
    if (figure === undefined) break
    if (isShiftAsked) {
      const displacement = findAllowedShift(orbit, first, figure)
      if (displacement !== undefined) translation = { period: ticks, displacement }
    }
    if (translation === undefined && isImageAsked && countLive(figure) === live) {
      const found = orientations.slice(1).find((each) => isImage(first, figure, each))
      if (found !== undefined) {
        glide = { period: ticks, orientation: formatOrientation(found, dimensions) }
      }
    }
  }
  return { translation, glide, symmetries }
}

/**
 * The ticks at which the first state may be its own image for the first time. In a uniform world they
 * divide the period; else they may be any, and a long period is not looked through.
 */
function ticksOfImages(
  { space: { orientations, isUniform } }: WorldOrbit,
  period: number,
  cells: number,
  divisors: readonly number[],
): readonly number[] {
  if (orientations.length === 1) return []
  if (isUniform) return divisors
  const isTooMuch = period > MAX_LOOKED_AT || period * cells * orientations.length > MAX_TURNED_WORK
  return isTooMuch ? [] : Array.from({ length: period - 1 }, (_, i) => i + 1)
}

function findAllowedShift({ space }: WorldOrbit, from: Figure, to: Figure): Vector | undefined {
  const { shifts } = space
  return shifts && findShift(from, to, (shift) => isInLattice(shifts, shift))
}

/** Whether a figure is another one turned, wherever it lies. */
function isImage(of: Figure, figure: Figure, orientation: Orientation): boolean {
  if (!figure.wraps) return isTurned(of, figure, orientation)
  const turned = turnAround(of, orientation)
  return turned !== undefined && findShift(turned, figure) !== undefined
}

/** The divisors of a number, ascending. */
export function divisorsOf(value: number): number[] {
  const low: number[] = []
  const high: number[] = []
  for (let divisor = 1; divisor * divisor <= value; divisor++) {
    if (value % divisor !== 0) continue
    low.push(divisor)
    if (divisor * divisor !== value) high.unshift(value / divisor)
  }
  return [...low, ...high]
}

/** The primes that divide a number, ascending. */
export function primesOf(value: number): number[] {
  const primes: number[] = []
  let rest = value
  for (let divisor = 2; divisor * divisor <= rest; divisor++) {
    if (rest % divisor !== 0) continue
    primes.push(divisor)
    while (rest % divisor === 0) rest /= divisor
  }
  return rest > 1 ? [...primes, rest] : primes
}
