/** Which ticks the timeline and the charts show, and which of them are played over and over. */
import { create } from 'zustand'
import type { TickSpan } from '../../engine/protocol/simulation-api.ts'
import type { SeriesHistory } from './series-history.ts'

export interface TimeState {
  /** The ticks that all charts and the timeline show; undefined shows all that is known of the run. */
  readonly shown: TickSpan | undefined
  /** The range that is played over and over when `isLooping`; undefined where none was chosen. */
  readonly range: TickSpan | undefined
  readonly isLooping: boolean
}

export const useTimeStore = create<TimeState>(() => ({
  shown: undefined,
  range: undefined,
  isLooping: false,
}))

/** Shows some ticks alone, at least two of them; undefined shows all. */
export function showSpan(span: readonly [from: number, to: number] | undefined): void {
  if (span === undefined) {
    useTimeStore.setState({ shown: undefined })
    return
  }
  const from = Math.max(0, Math.floor(span[0]))
  useTimeStore.setState({ shown: { from, to: Math.max(from + 1, Math.ceil(span[1])) } })
}

/** The first and the last tick that are shown: those that were chosen, or all that is known. */
export function shownSpan(population: SeriesHistory): readonly [from: number, to: number] {
  const { shown } = useTimeStore.getState()
  if (shown !== undefined) return [shown.from, shown.to]
  return [population.ticks[0] ?? 0, population.last?.tick ?? 1]
}

/** The range that is played over and over at present; undefined where the run goes on without an end. */
export function loopOf(
  { range, isLooping }: TimeState = useTimeStore.getState(),
): TickSpan | undefined {
  return isLooping ? range : undefined
}

/** Another run is there: what was chosen belongs to the one before. */
export function resetTime(): void {
  useTimeStore.setState({ shown: undefined, range: undefined, isLooping: false })
}
