/** A search space: parameters in order, each parent before its children, and which of them exist under which values. */
import type { CategoricalParameter, Choice, Condition, Parameter, Params } from './parameter.ts'
import { createScale, type Scale } from './scale.ts'

/** A parameter that is a number, and its scale. */
export interface NumberDimension {
  readonly kind: 'number'
  readonly index: number
  readonly name: string
  readonly parameter: Exclude<Parameter, CategoricalParameter>
  readonly scale: Scale
}

/** A parameter that is one of several choices. */
export interface ChoiceDimension {
  readonly kind: 'choice'
  readonly index: number
  readonly name: string
  readonly parameter: CategoricalParameter
  readonly choices: readonly Choice[]
}

export type Dimension = NumberDimension | ChoiceDimension

/** A checked space, frozen. Made by `checkSpace`. */
export interface Space {
  /** As its author wrote it. */
  readonly parameters: readonly Parameter[]
  readonly dimensions: readonly Dimension[]
}

/** Builds a space of parameters that are checked; outside tests, {@link checkSpace} does. */
export function buildSpace(parameters: readonly Parameter[]): Space {
  const dimensions = parameters.map((parameter, index): Dimension => {
    const { name } = parameter
    return parameter.type === 'categorical'
      ? { kind: 'choice', index, name, parameter, choices: parameter.choices }
      : { kind: 'number', index, name, parameter, scale: createScale(parameter) }
  })
  return Object.freeze({ parameters, dimensions: Object.freeze(dimensions) })
}

/** Whether a parameter with this condition exists under values of those before it. */
export function holds(condition: Condition | undefined, params: Params): boolean {
  if (condition === undefined) return true
  const { param } = condition
  return Object.hasOwn(params, param) && condition.in.includes(params[param]!)
}

/**
 * Chooses a value for each parameter that exists, in order: what is chosen for a parent decides whether its children are
 * asked for.
 */
export function chooseParams(space: Space, choose: (dimension: Dimension) => Choice): Params {
  const params: Record<string, Choice> = {}
  for (const dimension of space.dimensions) {
    if (!holds(dimension.parameter.if, params)) continue
    params[dimension.name] = choose(dimension)
  }
  return Object.freeze(params)
}

/** The value of a dimension at a place from 0 to 1; choices have equal shares of it. */
export function valueAt(dimension: Dimension, place: number): Choice {
  if (dimension.kind === 'number') return dimension.scale.fromUnit(place)
  const { choices } = dimension
  return choices[Math.min(choices.length - 1, Math.floor(place * choices.length))]!
}
