/** The ordinary value for what a machine does not have. */

/** What a machine does not have, and why. */
export interface Missing {
  /** In words, a clause without its full stop. */
  readonly missing: string
}

/** Tells what is not there from what is. */
export function isMissing(found: object): found is Missing {
  return 'missing' in found
}
