/**
 * Fractions as the whole numbers that planes hold.
 *
 * Phases have 16 fraction bits and wrap, so that 1 is 0 again; other parameters and fields have 14.
 * Going from a fraction to its number rounds to the nearest, halves up; the way back is exact.
 */

export const PHASE_ONE = 2 ** 16

export const FIXED_ONE = 2 ** 14

/** The number of a phase in turns, 0 to 65,535. */
export function phaseToRaw(turns: number): number {
  return Math.floor(turns * PHASE_ONE + 0.5) & (PHASE_ONE - 1)
}

/** A phase in turns, from 0 to below 1. */
export function phaseFromRaw(raw: number): number {
  return raw / PHASE_ONE
}

/** The number of a parameter or a field. */
export function fixedToRaw(value: number): number {
  return Math.floor(value * FIXED_ONE + 0.5) | 0
}

export function fixedFromRaw(raw: number): number {
  return raw / FIXED_ONE
}
