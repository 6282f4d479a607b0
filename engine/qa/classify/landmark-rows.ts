/** Written by `npm run soak -- classification`: do not edit. */

/** Dimensions, mean lookup entropy, its deviation, Wolfram's class, name. */
export const LANDMARK_ROWS: readonly (readonly [
  dimensions: 1 | 2 | 3,
  mean: number,
  deviation: number,
  group: 1 | 2 | 3 | 4,
  name: string,
])[] = [[1, 0.967, 0.0015, 4, '110']]
