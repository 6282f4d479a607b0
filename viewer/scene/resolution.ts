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

/** A picture at rest may take this long to become fine; a longer one would hold up the page. */
const MAX_REST_FRAME_MS = 1000

/** Whether a scene at rest is worth its finest picture, given what it took at `current`. */
export function canRestAt(finest: number, current: number, frameMs: number): boolean {
  return frameMs * (finest / current) ** 2 <= MAX_REST_FRAME_MS
}

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
