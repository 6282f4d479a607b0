/** Begins or ends the repeating of a range. */
import type { RunController } from './run-controller.ts'
import { shownSpan, useTimeStore } from './time-store.ts'

/** A range where nothing is known to choose one from. */
const FIRST_RANGE = { from: 0, to: 100 } as const

/** The range that was chosen last is repeated; where none was, the ticks that the timeline shows. */
export function toggleLoop(run: RunController): Promise<void> {
  const { range, isLooping } = useTimeStore.getState()
  if (isLooping) return run.setLoop(undefined)
  if (range !== undefined) return run.setLoop(range)
  const [from, to] = shownSpan(run.measures.series.population)
  return run.setLoop(to - from >= 2 ? { from, to } : FIRST_RANGE)
}
