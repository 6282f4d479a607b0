/**
 * How fine the scene is drawn while it moves.
 *
 * A graphics card draws every device pixel; software drawing cannot, so the resolution gives way
 * while the picture moves and comes back when it rests.
 */
const SLOW_FRAME_MS = 45
const FAST_FRAME_MS = 20
/** Drawn pixels per CSS pixel below which a solid world never falls. */
export const MIN_SOLID_RESOLUTION = 0.5
/** Flat worlds are cheap, and their cells would blur. */
export const MIN_FLAT_RESOLUTION = 1
/** More than this is not seen. */
const MAX_RESOLUTION = 2

/** The finest resolution of a screen. */
export function finestResolution(devicePixelRatio: number): number {
  return Math.min(MAX_RESOLUTION, Math.max(1, devicePixelRatio))
}

/** The resolution of the next moving frame, given how long the last ones took on average. */
export function nextResolution(
  current: number,
  frameMs: number,
  [least, finest]: readonly [least: number, finest: number],
): number {
  const bounded = (resolution: number) => Math.min(finest, Math.max(least, resolution))
  if (frameMs > SLOW_FRAME_MS) return bounded(current * 0.75)
  if (frameMs < FAST_FRAME_MS) return bounded(current / 0.75)
  return bounded(current)
}
