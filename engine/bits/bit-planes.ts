/**
 * Planes of numbers, one a cell, that a kernel owns while a world runs.
 *
 * Bits do not keep their state, parameters and rule themselves: whoever holds the planes gives
 * views a `PlaneSource` to read from and commands a `PlaneSink` to write to.
 */

export interface BitPlane {
  readonly kind: /** One byte a cell, component 0. */
    | 'state'
    | 'component'
    /** Which of the world's rules a cell follows. */
    | 'rule'
    /** A physics parameter, in fixed point (`fixed-point.ts`). */
    | 'parameter'
    /** A FieldChannel, in fixed point. */
    | 'channel'
    /** Number of a bit's status, of its presence, and of its list of meta-rules. */
    | 'status'
    | 'presence'
    | 'meta'
  /** Name of the component, parameter or channel; empty where there is but one such plane. */
  readonly name: string
}

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
export function planeOf(kind: BitPlane['kind'], name = ''): BitPlane {
  return Object.freeze({ kind, name })
}

export const STATE_PLANE = planeOf('state')
export const RULE_PLANE = planeOf('rule')
export const STATUS_PLANE = planeOf('status')
export const PRESENCE_PLANE = planeOf('presence')
export const META_PLANE = planeOf('meta')
