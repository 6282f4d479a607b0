/** The part of a solid world that is drawn: what is left between two planes across each axis. */
export type ClipAxis = 'x' | 'y' | 'z'

/** The part of an axis that is drawn. */
export interface AxisPart {
  /** Where it begins and ends, 0 to 1. */
  readonly from: number
  readonly to: number
}

/** What the clipping planes leave of the world. */
export type Clip = Readonly<Record<ClipAxis, AxisPart>>

const WHOLE_AXIS: AxisPart = Object.freeze({ from: 0, to: 1 })

/** All of the world. */
export const WHOLE: Clip = Object.freeze({ x: WHOLE_AXIS, y: WHOLE_AXIS, z: WHOLE_AXIS })
