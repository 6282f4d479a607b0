/** What is analyzed of the run, as its panel shows it. Only the analysis desk writes what came of it. */
import { create } from 'zustand'
import type { DamageStanding, ProbeSpec } from '../../engine/protocol/analysis-api.ts'

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
  readonly tab: AnalysisTab
  /** How the run differs from its twin; undefined where none is followed. */
  readonly damage: DamageStanding | undefined
  /** Those of the run that is open. */
  readonly probes: readonly ProbeSpec[]
}

export const useAnalysisStore = create<AnalysisState>(() => ({
  tab: 'distribution',
  damage: undefined,
  probes: [],
}))

/** Changes what is looked at. */
export const setAnalysis = useAnalysisStore.setState
