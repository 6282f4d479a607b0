/**
 * How fine the scene is drawn while it moves.
 *
 * A graphics card draws every device pixel; software drawing cannot, so the resolution gives way
 * while the picture moves and comes back when it rests.
 */
const SLOW_FRAME_MS = 45
const FAST_FRAME_MS = 20
/** The resolution never falls below this many drawn pixels per CSS pixel. */
export const MIN_RESOLUTION = 0.5
/** More than this is not seen. */
const MAX_RESOLUTION = 2

/** The finest resolution of a screen. */
export function finestResolution(devicePixelRatio: number): number {
  return Math.min(MAX_RESOLUTION, Math.max(1, devicePixelRatio))
}

/** The resolution of the next moving frame, given how long the last ones took on average. */
export function nextResolution(current: number, frameMs: number, finest: number): number {
  if (frameMs > SLOW_FRAME_MS) return Math.max(MIN_RESOLUTION, current * 0.75)
  if (frameMs < FAST_FRAME_MS) return Math.min(finest, current / 0.75)
  return current
}
