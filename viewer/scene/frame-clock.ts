/**
 * How long the graphics card (or the software in its place) takes for a picture, as a moving
 * average that everything which moves by itself paces itself by.
 */
const SMOOTHING = 0.25
/** Longer ones are pauses of the tab or the debugger, not drawing. */
const MAX_MEASURED_MS = 2000

const UNKNOWN_MS = 16
/** A wait this long is not felt. */
const SHORT_WAIT_MS = 200

let isFresh = true

export const frameClock = {
  averageMs: UNKNOWN_MS,
  /** Pictures asked for and not done yet, of this world and the one before. */
  pending: 0,

  /** Forgets the past, as when another world comes: the next measurement counts in full. */
  reset(): void {
    isFresh = true
    this.averageMs = UNKNOWN_MS
  },

  /** Whether waiting for what is being drawn would be felt; an unknown world may take long. */
  get isSlowToWaitFor(): boolean {
    return this.pending > 0 && (isFresh || this.averageMs > SHORT_WAIT_MS)
  },

  /** Takes one measurement into the average. */
  add(frameMs: number): void {
    if (isFresh) this.averageMs = frameMs
    else if (frameMs < MAX_MEASURED_MS) this.averageMs += SMOOTHING * (frameMs - this.averageMs)
    isFresh = false
  },
}

/** Calls back when all drawing asked for so far is done, at the latest when the context is lost. */
export function whenDrawn(gl: WebGL2RenderingContext, callback: () => void): void {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
  gl.flush()
  requestAnimationFrame(function poll() {
    const isPending =
      fence !== null &&
      !gl.isContextLost() &&
      gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED
    if (isPending) {
      requestAnimationFrame(poll)
      return
    }
    gl.deleteSync(fence)
    callback()
  })
}
