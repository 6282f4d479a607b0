/**
 * Opens the scenario of a study whose trials are automata: what is varied, checked against what is put into it, and the
 * files that its runs read.
 */
import { isNamedError } from '../named-error.ts'
import { hasAtMost } from '../scenario/bounded-values.ts'
import { showValue } from '../scenario/fault-list.ts'
import type { ReadFile } from '../scenario/run.ts'
import { asRecord } from '../scenario/unchecked.ts'
import type { Params } from '../search/parameter.ts'
import type { PointValues } from '../simulation/sweep/apply-values.ts'
import { checkPlaces } from '../simulation/sweep/check-places.ts'
import { SweepInvalidError } from '../simulation/sweep/errors.ts'
import { compilePoint, type PointSetup } from '../simulation/sweep/run-point.ts'
import { fillPlaces } from './automaton-trial.ts'
import { StudyInvalidError } from './errors.ts'
import { canMeasure, describeUnknownNumber } from './metric-of-value.ts'
import { beginStudy } from './replay-record.ts'
import type { StudyMaterial } from './study-identity.ts'
import type { AutomatonPlan, StudyPlan } from './study-plan.ts'

/** What a scenario that is varied may hold. */
const MAX_BASE_VALUES = 1_000_000

/** Trials that are looked at for places and the files that they read. */
const MAX_LOOKED_AT = 256

/** Of them so many are proposals at random. */
const PROPOSALS = 16

export interface OpenAutomaton {
  readonly setup: PointSetup
  /** What the study is known by. */
  readonly material: StudyMaterial
}

/**
 * Checks a scenario that is varied, and reads its files.
 *
 * @param document the scenario, as plain data.
 * @param readFile reads the files that it names.
 * @throws {StudyInvalidError} where it lacks what the study names.
 */
export async function openAutomaton(
  plan: StudyPlan,
  objective: AutomatonPlan,
  document: unknown,
  readFile: ReadFile,
): Promise<OpenAutomaton> {
  if (!hasAtMost(MAX_BASE_VALUES, document)) {
    const problem = `holds more than ${MAX_BASE_VALUES} values`
    throw new StudyInvalidError([{ field: 'objective.scenario', value: 'a document', problem }])
  }
  const looked = listLookedAt(plan, objective)
  checkBase(objective, document, looked)
  const setup = { document, settings: objective.settings }
  const files = await gatherFiles(setup, looked, readFile)
  // What the scenario expects is of another run.
  const { expect: _expect, ...deciding } = asRecord(document)
  return { setup, material: { document: deciding, files } }
}

/** What a trial would put into the scenario. */
interface LookedAt {
  readonly values: PointValues
}

/**
 * Some proposals at random, in which most parameters exist sometime, and beside the first of them those with each text
 * that a category may be: texts may name files.
 */
function listLookedAt(plan: StudyPlan, objective: AutomatonPlan): readonly LookedAt[] {
  const study = beginStudy({ ...plan, sampler: { name: 'random' }, repeat: undefined })
  const proposals = Array.from({ length: PROPOSALS }, () => study.ask().params)
  const others = plan.space.dimensions.flatMap((dimension) => {
    if (dimension.kind === 'number') return []
    return dimension.choices
      .filter((each) => typeof each === 'string')
      .map((each): Params => ({ ...proposals[0], [dimension.name]: each }))
  })
  return [...proposals, ...others].slice(0, MAX_LOOKED_AT).flatMap((params) => {
    try {
      return [{ values: fillPlaces(objective, params) }]
    } catch (error) {
      // Its trial tells of it.
      if (!isNamedError(error)) throw error
      return []
    }
  })
}

/** Places that the scenario does not have, and numbers that no run of it will have. */
function checkBase(objective: AutomatonPlan, document: unknown, looked: readonly LookedAt[]): void {
  try {
    checkPlaces(
      document,
      looked.map(({ values }) => values),
    )
  } catch (error) {
    if (!(error instanceof SweepInvalidError)) throw error
    const toStudy = (field: string) => field.replace(/^parameters/, 'objective.set')
    const templates = new Map(
      Object.entries(objective.set).map(([place, each]) => [`objective.set.${place}`, each]),
    )
    throw new StudyInvalidError(
      error.details.faults.map((fault) => {
        const field = toStudy(fault.field)
        // What a trial puts there is shown as it is written.
        const written = templates.get(field)
        return { ...fault, field, ...(written !== undefined && { value: showValue(written) }) }
      }),
    )
  }
  const unknown = objective.values.filter(({ of }) => !canMeasure(document, of))
  if (unknown.length === 0) return
  throw new StudyInvalidError(
    unknown.map(({ name, of }) => ({
      field: `objective.values.${name}`,
      value: JSON.stringify(of),
      problem: describeUnknownNumber(of),
    })),
  )
}

/** The files that runs read. What is wrong with a trial is told when it is made. */
async function gatherFiles(
  setup: PointSetup,
  looked: readonly LookedAt[],
  readFile: ReadFile,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const files = new Map<string, Uint8Array>()
  const noting: ReadFile = async (path) => {
    const bytes = files.get(path) ?? (await readFile(path))
    files.set(path, bytes)
    return bytes
  }
  for (const { values } of looked) {
    try {
      await compilePoint(setup, { values, seed: '0' }, noting)
    } catch (error) {
      if (!isNamedError(error)) throw error
    }
  }
  return Object.fromEntries(files)
}
