/**
 * How long the graphics card (or the software in its place) takes for a picture, as a moving
 * average that everything which moves by itself paces itself by.
 */
const SMOOTHING = 0.25
/** Longer ones are pauses of the tab or the debugger, not drawing. */
const MAX_MEASURED_MS = 2000

export const frameClock = {
  averageMs: 16,

  /** Takes one measurement into the average. */
  add(frameMs: number): void {
    if (frameMs < MAX_MEASURED_MS) this.averageMs += SMOOTHING * (frameMs - this.averageMs)
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
