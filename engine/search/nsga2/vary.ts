/**
 * What children have of two parents, and what they have of none.
 *
 * Numbers cross and mutate on the scale from 0 to 1: simulated binary crossover and polynomial mutation, K. Deb,
 * R. B. Agrawal, "Simulated binary crossover for continuous search space", Complex Systems 9, 1995. The index of both
 * distributions is 15, so that their sixteenth root is four square roots, the same in every engine.
 */
import type { Draws } from '../draws.ts'
import type { Choice } from '../parameter.ts'
import type { Dimension, NumberDimension } from '../space.ts'
import { valueAt } from '../space.ts'

const root16 = (value: number) => Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(value))))

const inUnit = (place: number) => Math.min(1, Math.max(0, place))

/** A value from those of two parents. Draws the same count, whatever comes out. */
export function crossValues(dimension: Dimension, a: Choice, b: Choice, draws: Draws): Choice {
  const [side, spread] = [draws.uniform(), draws.uniform()]
  if (dimension.kind === 'choice') return side < 0.5 ? a : b
  const { scale } = dimension
  const [first, second] = [scale.toUnit(a as number), scale.toUnit(b as number)]
  const beta = spread < 0.5 ? root16(2 * spread) : root16(1 / (2 * (1 - spread)))
  const sign = side < 0.5 ? 1 : -1
  return scale.fromUnit(inUnit((first + second + sign * beta * (first - second)) / 2))
}

/** A value near another; of a category, any. Draws once. */
export function mutateValue(dimension: Dimension, value: Choice, draws: Draws): Choice {
  const draw = draws.uniform()
  return dimension.kind === 'choice'
    ? valueAt(dimension, draw)
    : mutateNumber(dimension, value, draw)
}

function mutateNumber({ scale }: NumberDimension, value: Choice, draw: number): number {
  const delta = draw < 0.5 ? root16(2 * draw) - 1 : 1 - root16(2 * (1 - draw))
  return scale.fromUnit(inUnit(scale.toUnit(value as number) + delta))
}
