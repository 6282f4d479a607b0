/**
 * Classifies a rule: runs its ensemble, and decides what it does by what was measured.
 *
 * Who runs the members is not said here (one after another, or threads side by side): each is a task of plain
 * data, and what it gives depends on nothing else, so that neither their number nor their order can matter.
 */
import { type Verdict, wolframClassOf } from '../../metrics/classify/behavior.ts'
import {
  type Decision,
  decideBehavior,
  decidersOf,
  needsMoverSearch,
} from '../../metrics/classify/decide-behavior.ts'
import { langtonLambda } from '../../metrics/classify/langton-lambda.ts'
import type { MeasureName } from '../../metrics/classify/member-measures.ts'
import { type Spread, spreadOf } from '../../metrics/classify/spread.ts'
import type { Run } from '../../scenario/run.ts'
import type { MemberPlan } from '../../simulation/classify/member-plan.ts'
import type { MemberReport } from '../../simulation/classify/member-report.ts'
import type { Classification } from './classification.ts'
import { countMovers } from './count-movers.ts'
import type { EnsemblePlan } from './ensemble-plan.ts'

export interface ClassifyOptions {
  /** Runs one member of the ensemble; calls may overlap. */
  readonly measure: (plan: MemberPlan) => Promise<MemberReport>
  /** Told when one more member is done, of so many as are known to be wanted. */
  readonly onProgress?: ((done: number, wanted: number) => void) | undefined
}

/**
 * Classifies the rule of a run by an ensemble.
 *
 * @throws whatever `measure` does.
 */
export async function classifyRule(
  run: Run,
  plan: EnsemblePlan,
  { measure, onProgress }: ClassifyOptions,
): Promise<Classification> {
  const { x, y, z } = run.size
  const world = { diameterCells: Math.max(x, y, z), ticks: plan.ticks }
  const first = [...plan.soups, ...plan.patches]
  let done = 0
  const measureAll = (plans: readonly MemberPlan[], wanted: number) =>
    Promise.all(
      plans.map(async (each) => {
        const report = await measure(each)
        done++
        onProgress?.(done, wanted)
        return report
      }),
    )
  const reports = await measureAll(first, first.length)
  const soups = reports.slice(0, plan.soups.length)
  const patches = reports.slice(plan.soups.length)
  const early = decideBehavior({ soups, patches }, world)
  const isSearched = early.leaning !== undefined && needsMoverSearch(early.leaning, early.pooled)
  const searches = isSearched
    ? await measureAll(plan.searches, first.length + plan.searches.length)
    : []
  const decision =
    searches.length === 0
      ? early
      : decideBehavior({ soups, patches, movers: countMovers([...reports, ...searches]) }, world)
  return {
    run,
    plan,
    world,
    verdict: decision.verdict satisfies Verdict,
    wolframClass: wolframClassOf(decision.verdict),
    decision: decision satisfies Decision,
    soups,
    patches,
    searches,
    spreads: spreadsOf(decidersOf({ soups, patches }, world), [...soups, ...patches]),
    lambda: run.living === undefined ? langtonLambda(run.rule.program) : undefined,
  }
}

function spreadsOf(
  deciding: readonly MemberReport[],
  all: readonly MemberReport[],
): Readonly<Partial<Record<MeasureName, Spread>>> {
  const shown = deciding.length === 0 ? all : deciding
  const names = Object.keys(shown[0]?.measures ?? {}) as MeasureName[]
  return Object.fromEntries(
    names.flatMap((name) => {
      const spread = spreadOf(shown.flatMap(({ measures }) => measures[name] ?? []))
      return spread === undefined ? [] : [[name, spread]]
    }),
  )
}
