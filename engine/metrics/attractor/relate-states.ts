/**
 * What a cycle's states look like to each other: the same pattern moved, mirrored or turned.
 *
 * Where nothing but places tells two shifted states apart, the ticks after which a cycle shows its
 * first state again, anywhere, are the multiples of one number, which divides the period. So it is
 * enough to look at the divisors, the least first.
 */
import type { Glide, Translation } from './attractor.ts'
import {
  type Figure,
  formatOrientation,
  isSameBytes,
  isSameSize,
  type Orientation,
  turnFigure,
} from './figure.ts'
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

/** A period with more divisors than this is not looked through for images: figures cost time. */
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
  const { shifts, orientations, dimensions } = space
  const isTurned = first.cells.length <= MAX_TURNED_CELLS
  const others = isTurned ? orientations.slice(1) : []
  const symmetries = isTurned
    ? orientations
        .filter((orientation) => isImage(first, first, orientation))
        .map((orientation) => formatOrientation(orientation, dimensions))
    : undefined
  let translation: Translation | undefined
  let glide: Glide | undefined
  const looksForShift = shifts !== undefined && first.wraps
  for (const ticks of divisorsOf(period).slice(0, MAX_LOOKED_AT)) {
    if (ticks === period || translation !== undefined) break
    const isLookedAt = ticks % space.phases === 0 && (looksForShift || glide === undefined)
    if (!isLookedAt) continue
    await goToTick(orbit, transient + ticks)
    const figure = await orbit.readFigure()
    if (figure === undefined) break
    if (looksForShift) {
      const displacement = findShift(first, figure, (shift) => isInLattice(shifts, shift))
      if (displacement !== undefined) translation = { period: ticks, displacement }
    }
    if (translation === undefined && glide === undefined) {
      const found = others.find((orientation) => isImage(first, figure, orientation))
      if (found !== undefined) {
        glide = { period: ticks, orientation: formatOrientation(found, dimensions) }
      }
    }
  }
  return { translation, glide, symmetries }
}

/** Whether a figure is another one turned, wherever it lies. */
function isImage(of: Figure, figure: Figure, orientation: Orientation): boolean {
  const turned = turnFigure(of, orientation)
  if (!isSameSize(turned.size, figure.size)) return false
  if (figure.wraps) return findShift(turned, figure) !== undefined
  return isSameBytes(turned.cells, figure.cells)
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
