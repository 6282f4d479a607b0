/**
 * Looks at some trials of a study before any is made: whether there is one that can be, and how large their worlds are.
 * Nothing is run.
 */
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { isNamedError } from '../named-error.ts'
import type { ReadFile } from '../scenario/run.ts'
import type { Params } from '../search/parameter.ts'
import { chooseParams, type Dimension, valueAt } from '../search/space.ts'
import { estimateRunMib } from '../simulation/run-memory.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { compilePoint, type PointSetup, planProbes } from '../simulation/sweep/run-point.ts'
import { fillPlaces } from './automaton-trial.ts'
import { beginStudy } from './replay-record.ts'
import type { AutomatonPlan, StudyPlan } from './study-plan.ts'

/** Ends and middles of all scales: what grows with a number is largest at one of them. */
const PLACES = [0, 0.5, 1] as const
/** Trials that differ by one choice from the first. */
const MAX_CHOICES = 48
const PROPOSALS = 16
/** Where none of these can be made, so many more are proposed: of a study of which one in ten can, each is 1 in 1,000 at the most. */
const MORE_PROPOSALS = 64

export interface TrialsLook {
  /** How many trials were looked at. */
  readonly looked: number
  /** How many of them can be made, as far as one sees without making them. */
  readonly sound: number
  /** What is wrong with the first that cannot. */
  readonly fault: string | undefined
  /** The most that a run of one takes, in MiB; 0 where none can be made. */
  readonly memoryMib: number
}

/**
 * Looks at trials.
 *
 * @param mostMib of worlds that are larger nothing is looked at but that.
 */
export async function lookAtTrials(
  plan: StudyPlan,
  objective: AutomatonPlan,
  setup: PointSetup,
  { readFile, mostMib }: { readonly readFile: ReadFile; readonly mostMib: number },
): Promise<TrialsLook> {
  const study = beginStudy({ ...plan, sampler: { name: 'random' }, repeat: undefined })
  const propose = (count: number) => Array.from({ length: count }, () => study.ask().params)
  let look: TrialsLook = { looked: 0, sound: 0, fault: undefined, memoryMib: 0 }
  const add = async (params: Params) => {
    const found = await lookAt(objective, setup, params, { readFile, mostMib })
    look = {
      looked: look.looked + 1,
      sound: look.sound + (found.fault === undefined ? 1 : 0),
      fault: look.fault ?? found.fault,
      memoryMib: Math.max(look.memoryMib, found.memoryMib),
    }
  }
  for (const params of [...listEnds(plan), ...propose(PROPOSALS)]) await add(params)
  if (look.sound === 0) for (const params of propose(MORE_PROPOSALS)) await add(params)
  return look
}

function listEnds({ space }: StudyPlan): readonly Params[] {
  const at = (place: number, chosen?: { readonly of: Dimension; readonly choice: number }) =>
    chooseParams(space, (dimension) =>
      dimension.kind === 'choice' && dimension === chosen?.of
        ? dimension.choices[chosen.choice]!
        : valueAt(dimension, place),
    )
  const others = space.dimensions.flatMap((of) =>
    of.kind === 'number' ? [] : of.choices.map((_, choice) => at(1, { of, choice })),
  )
  return [...PLACES.map((place) => at(place)), ...others.slice(0, MAX_CHOICES)]
}

async function lookAt(
  objective: AutomatonPlan,
  setup: PointSetup,
  params: Params,
  { readFile, mostMib }: { readonly readFile: ReadFile; readonly mostMib: number },
): Promise<Pick<TrialsLook, 'fault' | 'memoryMib'>> {
  let memoryMib = 0
  try {
    const values = fillPlaces(objective, params)
    const run = await compilePoint(setup, { values, seed: '0' }, readFile)
    memoryMib = estimateRunMib(run)
    const { settings } = setup
    planProbes(run, settings, values.ticks)
    const specs = parseMetrics(settings.metrics ?? [])
    if (memoryMib <= mostMib && specs.length > 0) new RunMeter(run, specs).dispose()
    return { fault: undefined, memoryMib }
  } catch (error) {
    if (!isNamedError(error)) throw error
    return { fault: error.message, memoryMib }
  }
}
