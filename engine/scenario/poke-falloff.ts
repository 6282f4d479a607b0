/**
 * How much of a poke each site gets: the whole of it in the middle, less and less around it, by a Gaussian.
 *
 * Weights are whole numbers made of square roots and products alone, which IEEE 754 rounds the same
 * everywhere; an exponential function of the machine's would not be.
 */
import type { Size } from '../lattice/size.ts'

/** The weight of the whole. */
export const WHOLE_WEIGHT = 2 ** 14

/** At the radius a poke is 2^-6 of what it is in the middle. */
const HALVINGS_AT_RADIUS = 6

/** Binary digits of an exponent that count: fewer make no difference to a weight. */
const FRACTION_DIGITS = 24

export interface Falloff {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly radiusCells: number
}

/** The weight of each site, by flat index, in their order. */
export function weighSites(sites: Uint32Array, size: Size, falloff: Falloff): Uint32Array {
  const { x, y, z, radiusCells } = falloff
  return sites.map((site) => {
    const dx = (site % size.x) - x
    const dy = (Math.floor(site / size.x) % size.y) - y
    const dz = Math.floor(site / (size.x * size.y)) - z
    return gaussianWeight(dx * dx + dy * dy + dz * dz, radiusCells)
  })
}

/** The weight at a distance, from `WHOLE_WEIGHT` at 0 down to 0 far away. */
export function gaussianWeight(distanceSquared: number, radiusCells: number): number {
  const halvings = (HALVINGS_AT_RADIUS * distanceSquared) / (radiusCells * radiusCells)
  const whole = Math.floor(halvings)
  let rest = halvings - whole
  let share = 2 ** -Math.min(whole, 1000)
  let root = 0.5
  for (let digit = 0; digit < FRACTION_DIGITS; digit++) {
    root = Math.sqrt(root)
    rest *= 2
    if (rest < 1) continue
    rest -= 1
    share *= root
  }
  return Math.round(WHOLE_WEIGHT * share)
}
