/** What the soups of a study's trials leave, by rule: ships, and oscillators of more than two ticks. */
import { CensusTally, type TalliedObject } from '../../engine/metrics/census/census-tally.ts'
import type { OpenStudy } from '../../engine/node/open-study.ts'
import type { Params } from '../../engine/search/parameter.ts'
import type { Study } from '../../engine/search/study.ts'
import { planRunCensus } from '../../engine/simulation/census/plan-census.ts'
import { SoupCensus } from '../../engine/simulation/census/soup-census.ts'
import { compilePoint } from '../../engine/simulation/sweep/run-point.ts'
import { listReplicates } from '../../engine/studies/automaton-trial.ts'
import { limitsOfTicks } from '../../engine/studies/census-numbers.ts'

/** Of each rule so many ships and so many oscillators, those of the longest periods, are kept. */
const KEPT = { ship: 8, oscillator: 2 } as const

/** Oscillators of longer periods are kept. */
const COMMON_PERIOD = 2

/** Larger objects are not written out. */
const MAX_CELLS = 200

export interface Find {
  readonly rule: string
  readonly code: string
  readonly kind: 'ship' | 'oscillator'
  readonly period: number
  readonly trial: number
  /** The seed of the trial's run, and the first of its soups that the object was found in. */
  readonly seed: string
  readonly density: number
  readonly soup: number
  readonly soupSeed: string
  /** In how many of the soups it was found. */
  readonly soups: number
}

/**
 * The finds of a study that has ended.
 *
 * @param limit rules that are looked at again at most, those with the most kinds of ships first.
 */
export async function listFinds(
  opened: OpenStudy,
  study: Study,
  limit: number,
): Promise<readonly Find[]> {
  const { maker } = opened
  if (maker.kind !== 'automaton') throw new Error('Its trials are no automata.')
  const { setup } = maker.source
  const readFile = () => Promise.reject(new Error('it names no file'))
  const finds: Find[] = []
  for (const { number, params, soups, ticks } of pickTrials(opened, study, limit)) {
    const [task] = listReplicates(maker.plan, params)
    const run = await compilePoint(setup, task!, readFile)
    const census = new SoupCensus(planRunCensus(run, run.seed, limitsOfTicks(ticks)))
    const tally = new CensusTally()
    for (let soup = 0; soup < soups; soup++) tally.add(await census.take(soup))
    census.dispose()
    const from = { trial: number, seed: String(run.seed), density: Number(params.density) }
    for (const object of keep(tally.listObjects())) {
      const { code, kind, period, firstSoup, firstSeed } = object
      const found = { code, kind: kind as Find['kind'], period, ...from, soup: firstSoup }
      finds.push({
        rule: run.rule.canonical,
        ...found,
        soupSeed: String(firstSeed),
        soups: object.soups,
      })
    }
  }
  return finds
}

interface PickedTrial {
  readonly number: number
  readonly params: Params
  readonly soups: number
  readonly ticks: number
}

/** Feasible trials that found something, each rule once, by its first trial. */
function pickTrials(
  { plan, maker }: OpenStudy,
  study: Study,
  limit: number,
): readonly PickedTrial[] {
  if (maker.kind !== 'automaton') return []
  const { values, settings } = maker.plan
  const soups = Math.max(...values.map(({ of }) => Number(/^census\.(\d+)\./.exec(of)?.[1] ?? 0)))
  const places = plan.objectives.flatMap(({ name }, i) =>
    name === 'ships' || name === 'oscillators' ? [i] : [],
  )
  const seen = new Set<string>()
  const trials = study.trials.filter(({ params, state, values: told, violations }) => {
    if (state !== 'complete' || Object.values(violations ?? {}).some((by) => by > 0)) return false
    const { density: _density, ...rule } = params
    const key = JSON.stringify(rule)
    if (!places.some((i) => told![i]! > 0) || seen.has(key)) return false
    seen.add(key)
    return true
  })
  return trials
    .toSorted((a, b) => b.values![0]! - a.values![0]! || a.number - b.number)
    .slice(0, limit)
    .map(({ number, params }) => ({ number, params, soups, ticks: settings.ticks ?? 0 }))
}

function keep(objects: readonly TalliedObject[]): readonly TalliedObject[] {
  const isKept = ({ kind, period, cells, code }: TalliedObject) =>
    (kind === 'ship' || (kind === 'oscillator' && period > COMMON_PERIOD)) &&
    cells <= MAX_CELLS &&
    code.startsWith('x')
  const sorted = objects
    .filter(isKept)
    .toSorted((a, b) => b.period - a.period || a.cells - b.cells || (a.code < b.code ? -1 : 1))
  return (['ship', 'oscillator'] as const).flatMap((kind) =>
    sorted.filter((each) => each.kind === kind).slice(0, KEPT[kind]),
  )
}
