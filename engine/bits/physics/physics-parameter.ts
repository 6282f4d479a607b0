/**
 * The physics parameters of a bit: numbers that it carries along, one plane each.
 *
 * All are raw, in fixed point: the contract's 0 to 1 or -1 to 1 with 14 fraction bits, and the phase
 * with 16, so that it wraps by itself.
 */

/** The raw number of a flow, a sensitivity or a trust of 1. */
export const PHYSICS_ONE = 2 ** 14

/** Phases from 0 to this one; one cycle is the whole of it. */
export const PHASE_CYCLE = 2 ** 16

export interface PhysicsParameter {
  readonly name: 'phi_phase' | 'sigma_flow' | 'lambda_sensitivity' | 'trust'
  readonly fractionBits: number
  /** Least and greatest raw number, both included. */
  readonly low: number
  readonly high: number
  /** The raw number of a bit that is spawned without one. */
  readonly start: number
  /** Whether what goes beyond an end comes in again at the other. */
  readonly wraps: boolean
}

/** In the order in which a state holds and hashes them. */
export const PHYSICS_PARAMETERS: readonly PhysicsParameter[] = Object.freeze([
  {
    name: 'phi_phase',
    fractionBits: 16,
    low: 0,
    high: PHASE_CYCLE - 1,
    start: 0,
    wraps: true,
  },
  {
    name: 'sigma_flow',
    fractionBits: 14,
    low: -PHYSICS_ONE,
    high: PHYSICS_ONE,
    start: 0,
    wraps: false,
  },
  {
    name: 'lambda_sensitivity',
    fractionBits: 14,
    low: 0,
    high: PHYSICS_ONE,
    start: PHYSICS_ONE / 2,
    wraps: false,
  },
  {
    name: 'trust',
    fractionBits: 14,
    low: 0,
    high: PHYSICS_ONE,
    start: PHYSICS_ONE / 2,
    wraps: false,
  },
])
