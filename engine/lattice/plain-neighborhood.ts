/** Names of neighborhoods that leave the dimensions to the world. */
import { dimensionsOf, NAMED_NEIGHBORHOODS, type NamedNeighborhood } from './neighborhood.ts'
import type { Dimensions } from './size.ts'

const AXIS = { moore: 'elementary', 'von-neumann': 'elementary' } as const
const PLANE = { moore: 'moore-2d', 'von-neumann': 'von-neumann-2d', hex: 'hexagonal-2d' } as const
const SPACE = { moore: 'moore-3d', 'von-neumann': 'von-neumann-3d', hex: 'hex12-3d' } as const

const PLAIN_NAMES: Readonly<Record<Dimensions, Readonly<Record<string, NamedNeighborhood>>>> = {
  1: AXIS,
  2: PLANE,
  3: SPACE,
}

/**
 * The full name of what a plain one means in a world of so many dimensions, `hex` in space being the
 * Thunderbit contract's twelve. Any other text comes back as it is.
 *
 * @example fullNeighborhoodName('moore', 3) // 'moore-3d'
 */
export function fullNeighborhoodName(text: string, dimensions: Dimensions): string {
  const names = PLAIN_NAMES[dimensions]
  return Object.hasOwn(names, text) ? names[text]! : text
}

/** What neighborhoods can be called in a world of so many dimensions, the plain names first. */
export function neighborhoodNames(dimensions: Dimensions): readonly string[] {
  const full = NAMED_NEIGHBORHOODS.filter(
    (name) => dimensionsOf({ kind: 'named', name }) === dimensions,
  )
  return [...Object.keys(PLAIN_NAMES[dimensions]), ...full]
}
