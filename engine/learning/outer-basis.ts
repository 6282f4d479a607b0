/** What the outer functions of a K-GAM are made of: bumps along a line, few of which reach any place. */
import { exp } from '../math/exp.ts'

/** Bumps that reach a place. */
export const BUMPS_EACH = 4

/** Puts the number of the first bump, and the four weights, of a place from 0 to 1 into `weights`; gives that number. */
export type PlaceBumps = (place: number, knots: number, weights: Float64Array, at: number) => number

/** Cubic B-splines on equal steps: `knots` of them, at least 4, whose sum is 1 everywhere. */
export const placeSplines: PlaceBumps = (place, knots, weights, at) => {
  const { first, rest: t } = findCell(place, knots)
  const left = 1 - t
  weights[at] = (left * left * left) / 6
  weights[at + 1] = (3 * t * t * t - 6 * t * t + 4) / 6
  weights[at + 2] = (3 * left * left * left - 6 * left * left + 4) / 6
  weights[at + 3] = (t * t * t) / 6
  return first
}

/** Gaussians at equal steps and as wide as a step, of which the nearest four count, scaled so that their sum is 1. */
export const placeGaussians: PlaceBumps = (place, knots, weights, at) => {
  const { first, rest } = findCell(place, knots)
  let sum = 0
  for (let i = 0; i < BUMPS_EACH; i++) {
    const away = rest - (i - 1)
    const weight = exp(-0.5 * away * away)
    weights[at + i] = weight
    sum += weight
  }
  for (let i = 0; i < BUMPS_EACH; i++) weights[at + i]! /= sum
  return first
}

function findCell(place: number, knots: number): { first: number; rest: number } {
  const cells = knots - BUMPS_EACH + 1
  const along = Math.min(1, Math.max(0, place)) * cells
  const first = Math.min(cells - 1, Math.floor(along))
  return { first, rest: along - first }
}
