/**
 * Planes of numbers, one a cell, that a kernel owns while a world runs.
 *
 * Bits do not keep their state, parameters and rule themselves: whoever holds the planes gives
 * views a `PlaneSource` to read from and commands a `PlaneSink` to write to.
 */
import type { LatticePlaneName } from '../rules/program/plane-name.ts'

/** A plane of the lattice, or that of the states, one byte a cell. Parameters are in fixed point. */
export type BitPlane = LatticePlaneName | { readonly kind: 'state'; readonly name: '' }

export interface PlaneSource {
  /** The number of a cell, as the planes are between two ticks. */
  readAt(plane: BitPlane, cell: number): number
  /** Copies the numbers of all cells, in flat order. */
  readPlane(plane: BitPlane, into: Int32Array | Uint8Array): void
}

export interface PlaneSink {
  /** Changes the number of a cell before the next tick. What a holder has no use for, it drops. */
  writeAt(plane: BitPlane, cell: number, value: number): void
}

export type BitPlanes = PlaneSource & PlaneSink

/** The plane of a kind and a name. */
export function planeOf(kind: LatticePlaneName['kind'], name = ''): LatticePlaneName {
  return Object.freeze({ kind, name })
}

export const STATE_PLANE: BitPlane = Object.freeze({ kind: 'state', name: '' })
export const RULE_PLANE = planeOf('rule')
export const STATUS_PLANE = planeOf('status')
export const PRESENCE_PLANE = planeOf('presence')
export const WRITES_PLANE = planeOf('writes')
export const META_PLANE = planeOf('meta')
