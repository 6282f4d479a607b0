/**
 * Shapes of wide neighborhoods by their letters, as Golly 4 and LifeViewer have them (LifeWiki,
 * "Higher-range outer-totalistic rule").
 */
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'

/** A neighbor's place and what a live cell there counts. */
export interface WeightedSite {
  readonly dx: number
  readonly dy: number
  readonly weight: number
}

/** The shapes that neighborhoods have a kind for, by letter. */
export const roundShapes = {
  M: 'square',
  N: 'diamond',
  C: 'circle',
} as const satisfies Record<string, NeighborhoodSpec['kind']>

export type RoundShape = keyof typeof roundShapes

const { abs } = Math

type Membership = (dx: number, dy: number, radiusCells: number) => boolean

/** Shapes that are lists of cells, by letter; all lie within the square of the radius. */
const listedShapes = {
  /** Euclidean distance. */
  '2': (dx, dy, r) => dx * dx + dy * dy <= r * r,
  /** Cross. */
  '+': (dx, dy) => dx === 0 || dy === 0,
  /** Saltire. */
  X: (dx, dy) => abs(dx) === abs(dy),
  /** Star: cross and saltire. */
  '*': (dx, dy) => dx === 0 || dy === 0 || abs(dx) === abs(dy),
  /** Hash: the rows above and below and the columns to either side. */
  '#': (dx, dy) => abs(dx) === 1 || abs(dy) === 1,
  /** Checkerboard, the other color. */
  B: (dx, dy) => (dx + dy) % 2 !== 0,
  /** Checkerboard, the cell's own color. */
  D: (dx, dy) => (dx + dy) % 2 === 0,
  /** Hexagon, in the skewed coordinates of hexagonal rules. */
  H: (dx, dy, r) => abs(dx - dy) <= r,
  /** Asterisk: the three lines of the hexagonal grid. */
  A: (dx, dy) => dx === 0 || dy === 0 || dx === dy,
  /** Tripod: one half of each of them. */
  '3': (dx, dy) => (dx === 0 && dy < 0) || (dy === 0 && dx < 0) || (dx === dy && dx > 0),
} as const satisfies Record<string, Membership>

export type ListedShape = keyof typeof listedShapes

/** The letters of the shapes that are lists of cells. */
export const LISTED_SHAPES = Object.keys(listedShapes) as readonly ListedShape[]

/** Tells whether a letter names a shape that is a list of cells. */
export function isListedShape(letter: string): letter is ListedShape {
  return Object.hasOwn(listedShapes, letter)
}

/** The neighbors of a shape, in the order y, x. */
export function listShape(shape: ListedShape, radiusCells: number): WeightedSite[] {
  const isMember: Membership = listedShapes[shape]
  return listSquare(radiusCells, (dx, dy) => (isMember(dx, dy, radiusCells) ? 1 : 0))
}

/** `NG`: the product of the distances from the edges, as a pyramid over the square. */
export function listGaussian(radiusCells: number): WeightedSite[] {
  const r = radiusCells + 1
  return listSquare(radiusCells, (dx, dy) => (r - abs(dx)) * (r - abs(dy)))
}

/** What the cell itself counts under `NG`. */
export function gaussianCenter(radiusCells: number): number {
  return (radiusCells + 1) ** 2
}

/** The sites of a square other than its center that have a weight. */
export function listSquare(
  radiusCells: number,
  weightOf: (dx: number, dy: number) => number,
): WeightedSite[] {
  const sites: WeightedSite[] = []
  for (let dy = -radiusCells; dy <= radiusCells; dy++) {
    for (let dx = -radiusCells; dx <= radiusCells; dx++) {
      const weight = dx === 0 && dy === 0 ? 0 : weightOf(dx, dy)
      if (weight !== 0) sites.push({ dx, dy, weight })
    }
  }
  return sites
}

/** How far the sites reach along an axis, at most. */
export function radiusOf(sites: readonly WeightedSite[]): number {
  return sites.reduce((radius, { dx, dy }) => Math.max(radius, abs(dx), abs(dy)), 0)
}
