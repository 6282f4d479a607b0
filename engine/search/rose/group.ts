/**
 * Groups of configurations: what is counted of them, how likely they are to be of one kind, and what else of that kind is
 * likely.
 *
 * Parameters are independent within a group, and one that a configuration lacks says nothing of it. Categories have the
 * conjugate prior of Dirichlet, numbers on their scale from 0 to 1 that of a normal distribution and an inverse gamma (K.
 * Murphy, "Conjugate Bayesian analysis of the Gaussian distribution", 2007), all integrated out.
 */
import { exp } from '../../math/exp.ts'
import { lnGamma } from '../../math/ln-gamma.ts'
import { ln } from '../../math/log2.ts'
import type { Params } from '../parameter.ts'
import type { Dimension, Space } from '../space.ts'

/** The prior of a number: a group's mean is about the middle, within 0.26, and its spread about 0.12. Then any place is about as likely as any other. */
export const NUMBER_PRIOR = { mean: 0.5, strength: 0.2, shape: 1, scale: 1 / 72 } as const

/** The prior of a category: each choice has been seen so many times. */
export const CHOICE_PRIOR = 0.5

/** One number a dimension: a place from 0 to 1, the index of a choice, or NaN where the parameter does not exist. */
export type Place = Float64Array

/** One vector a dimension: the count, sum and sum of squares of a number, or the count of each choice. */
export type Counts = readonly Float64Array[]

/** The place of a configuration. */
export function placeOf(space: Space, params: Params): Place {
  return Float64Array.from(space.dimensions, (dimension) => {
    if (!Object.hasOwn(params, dimension.name)) return Number.NaN
    const value = params[dimension.name]!
    return dimension.kind === 'number'
      ? dimension.scale.toUnit(value as number)
      : dimension.choices.indexOf(value)
  })
}

/** What is counted of one configuration. */
export function countPlace(space: Space, place: Place): Counts {
  return space.dimensions.map((dimension, k) => {
    const value = place[k]!
    const counts = new Float64Array(dimension.kind === 'number' ? 3 : dimension.choices.length)
    if (Number.isNaN(value)) return counts
    if (dimension.kind === 'number') counts.set([1, value, value * value])
    else counts[value] = 1
    return counts
  })
}

/** What is counted of two groups together. */
export function addCounts(a: Counts, b: Counts): Counts {
  return a.map((counts, k) => counts.map((count, i) => count + b[k]![i]!))
}

/** ln of the density of all configurations of a group, where they are of one kind. */
export function lnEvidence(space: Space, counts: Counts): number {
  let sum = 0
  for (const [k, dimension] of space.dimensions.entries()) {
    sum += dimension.kind === 'number' ? lnNumbers(counts[k]!) : lnChoices(counts[k]!)
  }
  return sum
}

/** What is believed of a number after a group of them. */
export interface NumberBelief {
  readonly mean: number
  readonly strength: number
  readonly shape: number
  readonly scale: number
}

/** The belief after the count, sum and sum of squares of numbers. */
export function believe([count, sum, squares]: ArrayLike<number> & Iterable<number>): NumberBelief {
  const { mean, strength, shape, scale } = NUMBER_PRIOR
  const after = strength + count!
  if (count === 0) return NUMBER_PRIOR
  const middle = sum! / count!
  // Equal numbers may leave a rounding error below 0.
  const spread = Math.max(0, squares! - sum! * middle)
  const shift = (strength * count! * (middle - mean) * (middle - mean)) / after
  return {
    mean: (strength * mean + sum!) / after,
    strength: after,
    shape: shape + count! / 2,
    scale: scale + (spread + shift) / 2,
  }
}

/** What depends on the count alone; there are at most some hundred. */
const countTerms: number[] = []
const LN_TWO_PI = 1.8378770664093456

function lnNumbers(counts: Float64Array): number {
  const count = counts[0]!
  if (count === 0) return 0
  const { shape, scale } = believe(counts)
  countTerms[count] ??= lnCountTerm(count)
  return countTerms[count] - shape * ln(scale)
}

function lnCountTerm(count: number): number {
  const { strength, shape, scale } = NUMBER_PRIOR
  return (
    lnGamma(shape + count / 2) -
    lnGamma(shape) +
    shape * ln(scale) +
    (ln(strength) - ln(strength + count) - count * LN_TWO_PI) / 2
  )
}

function lnChoices(counts: Float64Array): number {
  let [total, sum] = [0, 0]
  for (const count of counts) {
    total += count
    if (count > 0) sum += lnGamma(CHOICE_PRIOR + count) - lnGamma(CHOICE_PRIOR)
  }
  if (total === 0) return 0
  const prior = CHOICE_PRIOR * counts.length
  return sum + lnGamma(prior) - lnGamma(prior + total)
}

/** ln of the density of one more configuration of a group: a Student t a number, a share a category. */
export type Predictive = (place: Place) => number

/** The density of what else is of a group. */
export function predict(space: Space, counts: Counts): Predictive {
  const parts = space.dimensions.map((dimension, k) => predictOne(dimension, counts[k]!))
  return (place) => {
    let sum = 0
    for (let k = 0; k < parts.length; k++) {
      const value = place[k]!
      if (!Number.isNaN(value)) sum += parts[k]!(value)
    }
    return sum
  }
}

function predictOne(dimension: Dimension, counts: Float64Array): (value: number) => number {
  if (dimension.kind === 'choice') {
    const total = counts.reduce((a, b) => a + b, 0) + CHOICE_PRIOR * counts.length
    const shares = counts.map((count) => ln((count + CHOICE_PRIOR) / total))
    return (value) => shares[value]!
  }
  const { mean, strength, shape, scale } = believe(counts)
  const width = (2 * scale * (strength + 1)) / strength
  const power = shape + 0.5
  const height = lnGamma(power) - lnGamma(shape) - (ln(width) + LN_PI) / 2
  return (value) => height - power * ln(1 + ((value - mean) * (value - mean)) / width)
}

const LN_PI = 1.1447298858494002

/** ln of the sum of two exponentials. */
export function lnAdd(a: number, b: number): number {
  const [more, less] = a > b ? [a, b] : [b, a]
  return less === Number.NEGATIVE_INFINITY ? more : more + ln(1 + exp(less - more))
}
