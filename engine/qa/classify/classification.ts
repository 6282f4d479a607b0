/** What classifying a rule gives: the verdict, and all that it rests on. */
import type { Verdict, WolframClass } from '../../metrics/classify/behavior.ts'
import type { Decision } from '../../metrics/classify/decide-behavior.ts'
import type { MeasureName } from '../../metrics/classify/member-measures.ts'
import type { EnsembleWorld } from '../../metrics/classify/pooled-measures.ts'
import type { Spread } from '../../metrics/classify/spread.ts'
import type { Run } from '../../scenario/run.ts'
import type { MemberReport } from '../../simulation/classify/member-report.ts'
import type { EnsemblePlan } from './ensemble-plan.ts'

export interface Classification {
  readonly run: Run
  readonly plan: EnsemblePlan
  readonly world: EnsembleWorld
  readonly verdict: Verdict
  readonly wolframClass: WolframClass | undefined
  readonly decision: Decision
  readonly soups: readonly MemberReport[]
  readonly patches: readonly MemberReport[]
  /** Patches that were looked through for movers; empty where it was not worth it. */
  readonly searches: readonly MemberReport[]
  /** The spread of each measure over soups and patches that do not die at once; all, where all do. */
  readonly spreads: Readonly<Partial<Record<MeasureName, Spread>>>
  /** Share of the rule's table that does not lead to 0 (Langton 1990); undefined where it has no table. */
  readonly lambda: number | undefined
}
