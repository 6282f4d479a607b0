/** What is analyzed of the run, as its panel shows it. Only the analysis desk writes what came of it. */
import { create } from 'zustand'
import type { DamageStanding, ProbeSpec } from '../../engine/protocol/analysis-api.ts'
import { setRecord, useRecordStore } from './record-store.ts'
import { useSearchShown, useSearchStore } from './search-store.ts'

/** The parts of the panel, in the order of their tabs. */
export type AnalysisTab =
  | 'distribution'
  | 'phase'
  | 'clusters'
  | 'attractor'
  | 'damage'
  | 'probes'
  | 'data'

export interface AnalysisState {
  readonly isOpen: boolean
  readonly tab: AnalysisTab
  /** How the run differs from its twin; undefined where none is followed. */
  readonly damage: DamageStanding | undefined
  /** Those of the run that is open. */
  readonly probes: readonly ProbeSpec[]
}

export const useAnalysisStore = create<AnalysisState>(() => ({
  isOpen: false,
  tab: 'distribution',
  damage: undefined,
  probes: [],
}))

/** Changes what is looked at. */
export const setAnalysis = useAnalysisStore.setState

/** Whether it is seen: the record and the search stand in its place when they are open. */
export function useAnalysisShown(): boolean {
  const isSearching = useSearchShown()
  const isRecordOpen = useRecordStore(({ isOpen }) => isOpen)
  return useAnalysisStore(({ isOpen }) => isOpen) && !isSearching && !isRecordOpen
}

/** Opens the analysis in the place of the record and the search, or puts it away. */
export function toggleAnalysis(): void {
  const isCovered = useRecordStore.getState().isOpen || useSearchStore.getState().isOpen
  const isShown = useAnalysisStore.getState().isOpen && !isCovered
  setRecord({ isOpen: false })
  useSearchStore.setState({ isOpen: false })
  setAnalysis({ isOpen: !isShown })
}

/** Puts it away. */
export function closeAnalysis(): void {
  setAnalysis({ isOpen: false })
}
