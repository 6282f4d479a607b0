/** How long frames take to the screen, as measures of the browser's own, for scripts to read. */
import type { Frame } from '../../engine/protocol/simulation-api.ts'

/** So many measures are kept at once: nobody else clears them. */
const MAX_MEASURES = 600
let measureCount = 0

/** Notes for scripts how long a frame took from the worker's hand to the screen. */
export function measureFrame({ tick, version, sentAtMs }: Frame): void {
  if (measureCount === 0) performance.mark('thunderline:first-frame')
  if (measureCount++ % MAX_MEASURES === 0) performance.clearMeasures('thunderline:frame')
  // The two threads read clocks that may differ by their rounding.
  const start = Math.max(0, Math.min(sentAtMs - performance.timeOrigin, performance.now()))
  performance.measure('thunderline:frame', { start, detail: { tick, version } })
}
