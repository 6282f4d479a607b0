/** Points of three objectives as they are seen from a side: in parallel, so that equal steps are equally long. */

/** How a space is turned, radians: around its upright axis, and then toward the looker. */
export interface Turn {
  readonly around: number
  readonly toward: number
}

export type Triple = readonly [x: number, y: number, z: number]

/** What a point comes to: right, up, and nearer to the looker, each from its middle. */
export interface SeenPlace {
  readonly right: number
  readonly up: number
  readonly near: number
}

/** Turns a point of a cube from 0 to 1; its third axis is upright. */
export function turnPoint([x, y, z]: Triple, { around, toward }: Turn): SeenPlace {
  const [a, b, c] = [x - 0.5, y - 0.5, z - 0.5]
  const [sin, cos] = [Math.sin(around), Math.cos(around)]
  const [tip, lift] = [Math.sin(toward), Math.cos(toward)]
  const right = a * cos - b * sin
  const depth = a * sin + b * cos
  return { right, up: c * lift + depth * tip, near: c * tip - depth * lift }
}

/** The way of each edge of the cube from 0 to 1. */
export const CUBE_EDGES: readonly (readonly [from: Triple, to: Triple])[] = [0, 1].flatMap((a) =>
  [0, 1].flatMap((b): readonly (readonly [Triple, Triple])[] => [
    [
      [0, a, b],
      [1, a, b],
    ],
    [
      [a, 0, b],
      [a, 1, b],
    ],
    [
      [a, b, 0],
      [a, b, 1],
    ],
  ]),
)
