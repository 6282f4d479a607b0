/** What the outer functions of a K-GAM are made of: bumps along a line, few of which reach any place. */
import { exp } from '../math/exp.ts'

/**
 * Puts the weights of the bumps that reach a place from 0 to 1 into `weights`, and how fast each rises with the place into
 * `slopes` where there is one, both from `at` on; gives the number of the first bump.
 */
export type PlaceBumps = (
  place: number,
  knots: number,
  weights: Float64Array,
  at: number,
  slopes?: Float64Array,
) => number

export interface Basis {
  /** Bumps that reach a place, which is also the least number of knots. */
  readonly each: number
  /** Products that finding the weights of a place takes. */
  readonly multiplyAdds: number
  readonly place: PlaceBumps
}

/** Bumps of splines and gaussians that reach a place. */
const FOUR = 4

/** Cubic B-splines on equal steps: `knots` of them, at least 4, whose sum is 1 everywhere. */
const placeSplines: PlaceBumps = (place, knots, weights, at, slopes) => {
  const { first, rest: t, cells } = findCell(place, knots, FOUR)
  const left = 1 - t
  weights[at] = (left * left * left) / 6
  weights[at + 1] = (3 * t * t * t - 6 * t * t + 4) / 6
  weights[at + 2] = (3 * left * left * left - 6 * left * left + 4) / 6
  weights[at + 3] = (t * t * t) / 6
  if (slopes !== undefined) {
    slopes[at] = (-cells * left * left) / 2
    slopes[at + 1] = (cells * (3 * t * t - 4 * t)) / 2
    slopes[at + 2] = (-cells * (3 * left * left - 4 * left)) / 2
    slopes[at + 3] = (cells * t * t) / 2
  }
  return first
}

/** Gaussians at equal steps and as wide as a step, of which the nearest four count, scaled so that their sum is 1. */
const placeGaussians: PlaceBumps = (place, knots, weights, at, slopes) => {
  const { first, rest, cells } = findCell(place, knots, FOUR)
  let [sum, moment] = [0, 0]
  for (let i = 0; i < FOUR; i++) {
    const away = rest - (i - 1)
    const weight = exp(-0.5 * away * away)
    weights[at + i] = weight
    sum += weight
    moment += weight * away
  }
  for (let i = 0; i < FOUR; i++) {
    weights[at + i]! /= sum
    if (slopes !== undefined)
      slopes[at + i] = cells * weights[at + i]! * (moment / sum - rest + i - 1)
  }
  return first
}

/** Lines from knot to knot: two weights, whose sum is 1. */
const placeHats: PlaceBumps = (place, knots, weights, at, slopes) => {
  const { first, rest, cells } = findCell(place, knots, 2)
  weights[at] = 1 - rest
  weights[at + 1] = rest
  if (slopes !== undefined) {
    slopes[at] = -cells
    slopes[at + 1] = cells
  }
  return first
}

/** By their names in the settings of a head. */
export const BASES = {
  hat: { each: 2, multiplyAdds: 1, place: placeHats },
  rbf: { each: FOUR, multiplyAdds: 3 * FOUR, place: placeGaussians },
  spline: { each: FOUR, multiplyAdds: 3 * FOUR, place: placeSplines },
} as const satisfies Record<string, Basis>

function findCell(
  place: number,
  knots: number,
  each: number,
): { first: number; rest: number; cells: number } {
  const cells = knots - each + 1
  const along = Math.min(1, Math.max(0, place)) * cells
  const first = Math.min(cells - 1, Math.floor(along))
  return { first, rest: along - first, cells }
}
