/** How long frames take to the screen, as measures of the browser's own, for scripts to read. */
import type { Frame } from '../../engine/protocol/simulation-api.ts'

/** So many measures are kept at once: nobody else clears them. */
const MAX_MEASURES = 600
let measureCount = 0
let handOverCount = 0

/** Notes for scripts how long a frame took from the worker's hand to this thread's. */
export function measureHandOver({ tick, version, sentAtMs }: Frame): void {
  if (handOverCount++ % MAX_MEASURES === 0) performance.clearMeasures('thunderline:hand-over')
  performance.measure('thunderline:hand-over', {
    start: startOf(sentAtMs),
    detail: { tick, version },
  })
}

/** Notes for scripts how long a frame took from the worker's hand to the screen. */
export function measureFrame({ tick, version, sentAtMs }: Frame): void {
  if (measureCount === 0) performance.mark('thunderline:first-frame')
  if (measureCount++ % MAX_MEASURES === 0) performance.clearMeasures('thunderline:frame')
  performance.measure('thunderline:frame', { start: startOf(sentAtMs), detail: { tick, version } })
}

/** When a frame was sent, on this thread's clock; the two may differ by their rounding. */
function startOf(sentAtMs: number): number {
  return Math.max(0, Math.min(sentAtMs - performance.timeOrigin, performance.now()))
}
