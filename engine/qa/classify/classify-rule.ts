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
  type EnsembleMembers,
  needsMoverSearch,
} from '../../metrics/classify/decide-behavior.ts'
import { langtonLambda } from '../../metrics/classify/langton-lambda.ts'
import type { MeasureName } from '../../metrics/classify/member-measures.ts'
import { type EnsembleWorld, isDead } from '../../metrics/classify/pooled-measures.ts'
import { type Spread, spreadOf } from '../../metrics/classify/spread.ts'
import type { Run } from '../../scenario/run.ts'
import type { MemberPlan } from '../../simulation/classify/member-plan.ts'
import type { MemberReport } from '../../simulation/classify/member-report.ts'
import type { Classification } from './classification.ts'
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
      : decideBehavior({ soups, patches, movers: countMovers(searches) }, world)
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
    spreads: spreadsOf([...soups, ...patches], world),
    lambda: run.living === undefined ? langtonLambda(run.rule.program) : undefined,
  }
}

/**
 * Patches that leave an object which travels: amid stillness it comes back to its place after as many ticks as
 * it takes around the world, many more than any oscillator that small patches leave.
 */
function countMovers(searches: readonly MemberReport[]): NonNullable<EnsembleMembers['movers']> {
  const found = searches.filter(({ measures: { period, activity, driftCells } }) => {
    const isAround = period !== null && period > LONGEST_OSCILLATOR && activity < 0.01
    return isAround || (driftCells !== null && driftCells > 0)
  })
  return { tried: searches.length, found: found.length }
}

/** Periods beyond this are journeys around the world. */
const LONGEST_OSCILLATOR = 64

function spreadsOf(
  members: readonly MemberReport[],
  world: EnsembleWorld,
): Readonly<Partial<Record<MeasureName, Spread>>> {
  const living = members.filter((member) => !isDead(member, world))
  const shown = living.length === 0 ? members : living
  const names = Object.keys(shown[0]?.measures ?? {}) as MeasureName[]
  return Object.fromEntries(
    names.flatMap((name) => {
      const spread = spreadOf(shown.flatMap(({ measures }) => measures[name] ?? []))
      return spread === undefined ? [] : [[name, spread]]
    }),
  )
}
