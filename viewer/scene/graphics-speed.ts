/** Whether a graphics card draws, or software in its place. */

/** Asks the browser for a context that it gives only where drawing is fast. */
export function isDrawnInSoftware(): boolean {
  const probe = document.createElement('canvas')
  const gl = probe.getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
  return gl === null
}
