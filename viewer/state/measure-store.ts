/** What is measured while the run goes on, as the charts show it. Only the measure desk writes here. */
import { create } from 'zustand'
import type { MetricOffer, RunMark } from '../../engine/protocol/measure-api.ts'
import type { ChosenMetric } from './chosen-metrics.ts'

export interface MeasureState {
  /** All metrics, as the present world has them; empty until that is known. */
  readonly offers: readonly MetricOffer[]
  readonly chosen: readonly ChosenMetric[]
  /** What happened to the run, by tick. */
  readonly marks: readonly RunMark[]
  /** The tick that the charts are read at; undefined for the newest. */
  readonly cursorTick: number | undefined
  /** Grows with everything that was measured, so that charts draw. */
  readonly version: number
}

export const useMeasureStore = create<MeasureState>(() => ({
  offers: [],
  chosen: [],
  marks: [],
  cursorTick: undefined,
  version: 0,
}))

/** Reads the charts at a tick; undefined for the newest. */
export function setCursorTick(cursorTick: number | undefined): void {
  useMeasureStore.setState({ cursorTick })
}
