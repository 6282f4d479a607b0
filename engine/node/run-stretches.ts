/** Tells of the stretches of a run as they end, for whoever traces it: one for each way between two probes. */
import type { RunStretch, RunThreadNews } from './run-messages.ts'

/** A run of many probes is traced up to here. */
const MAX_STRETCHES = 64

/** @returns what is called at the end of each stretch; the first begins now, each other one at the end of the last. */
export function startStretches(
  traceparent: string | undefined,
  wallTimeMs: () => number,
  tell: (news: RunThreadNews) => void,
): (name: RunStretch['name'], tick: number) => void {
  if (traceparent === undefined) return () => {}
  let startMs = wallTimeMs()
  let count = 0
  return (name, tick) => {
    const endMs = wallTimeMs()
    if (count++ < MAX_STRETCHES) {
      tell({ kind: 'stretch', name, traceparent, startMs, endMs, tick })
    }
    startMs = endMs
  }
}
