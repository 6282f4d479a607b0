/** Bounds of links. */

/** A link's strength unless its order says otherwise. */
export const DEFAULT_STRENGTH = 4096

/** The largest strength of a link. */
export const MAX_STRENGTH = 65_536

/** The weight of a link that sends what it reads: weights are multiples of 1/4096. */
export const FULL_WEIGHT = 4096
