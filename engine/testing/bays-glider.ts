/**
 * The ten cells of the glider of the rule 4555, x, y and z of each.
 *
 * C. Bays, "Candidates for the game of Life in three dimensions", Complex Systems 1 (1987), page 387.
 */
export const GLIDER_4555: readonly (readonly [x: number, y: number, z: number])[] = Object.freeze([
  [1, 0, 0],
  [2, 0, 0],
  [0, 0, 1],
  [3, 0, 1],
  [1, 1, 1],
  [2, 1, 1],
  [0, 0, 2],
  [3, 0, 2],
  [1, 1, 2],
  [2, 1, 2],
] as const)
