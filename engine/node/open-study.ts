/** Studies on disk: the file, the scenario that it varies, and the files that its trials read. */
import { dirname, join, resolve } from 'node:path'
import { isNamedError } from '../named-error.ts'
import { hasAtMost } from '../scenario/bounded-values.ts'
import { parseDocument } from '../scenario/parse-document.ts'
import type { ReadFile } from '../scenario/run.ts'
import { asRecord } from '../scenario/unchecked.ts'
import type { Params } from '../search/parameter.ts'
import type { PointValues } from '../simulation/sweep/apply-values.ts'
import { checkPlaces } from '../simulation/sweep/check-places.ts'
import { SweepInvalidError } from '../simulation/sweep/errors.ts'
import { compilePoint } from '../simulation/sweep/run-point.ts'
import { fillPlaces } from '../studies/automaton-trial.ts'
import { type CompileOptions, compileStudy } from '../studies/compile-study.ts'
import { StudyInvalidError } from '../studies/errors.ts'
import { metricOfValue, OWN_NUMBERS } from '../studies/metric-of-value.ts'
import { beginStudy } from '../studies/replay-record.ts'
import { identifyStudy, type StudyMaterial } from '../studies/study-identity.ts'
import type { AutomatonPlan, CommandPlan, StudyPlan } from '../studies/study-plan.ts'
import { createFolderReader } from './files.ts'
import type { StudySource } from './study-task.ts'

/** What a scenario that is varied may hold. */
const MAX_BASE_VALUES = 1_000_000

/** Trials that are looked at for the files that they read. */
const MAX_LOOKED_AT = 256

/** Of them so many are proposals at random. */
const PROPOSALS = 16

/** What makes the trials of a study. */
export type TrialMaker =
  | { readonly kind: 'automaton'; readonly plan: AutomatonPlan; readonly source: StudySource }
  | { readonly kind: 'command'; readonly plan: CommandPlan; readonly folder: string }

export interface OpenStudy {
  readonly plan: StudyPlan
  /** The hash of all that decides its trials. */
  readonly id: string
  readonly maker: TrialMaker
}

/**
 * Opens a study.
 *
 * @param document as its file has it.
 * @param folder the folder of that file.
 * @throws {StudyInvalidError} listing the faults of all its parts.
 * @throws {ScenarioFileError | ScenarioSyntaxError} where its scenario cannot be read.
 */
export async function openStudy(
  document: unknown,
  folder: string,
  options: CompileOptions,
): Promise<OpenStudy> {
  const plan = compileStudy(document, options)
  const { objective } = plan
  switch (objective.kind) {
    case 'automaton': {
      const { source, material } = await openAutomaton(plan, objective, folder)
      const maker = { kind: 'automaton', plan: objective, source } as const
      return { plan, id: await identifyStudy(plan, material), maker }
    }
    case 'command': {
      const id = await identifyStudy(plan, { document: undefined, files: {} })
      const maker = {
        kind: 'command',
        plan: objective,
        folder: resolve(folder, objective.folder),
      } as const
      return { plan, id, maker }
    }
    default:
      return objective satisfies never
  }
}

async function openAutomaton(
  plan: StudyPlan,
  objective: AutomatonPlan,
  folder: string,
): Promise<{ readonly source: StudySource; readonly material: StudyMaterial }> {
  const { base, settings, timeLimitSeconds } = objective
  const root = resolve(folder, objective.root)
  const isFile = base.kind === 'file'
  const own = isFile ? dirname(join(root, base.path)) : root
  const written = isFile ? parseBase(await createFolderReader(root)(base.path)) : base.document
  if (!hasAtMost(MAX_BASE_VALUES, written)) {
    throw refuse('scenario', 'a document', `holds more than ${MAX_BASE_VALUES} values`)
  }
  const looked = listLookedAt(plan, objective)
  checkBase(objective, written, looked)
  const setup = { document: written, settings }
  const files = await gatherFiles(setup, looked, createFolderReader(own))
  return {
    source: { setup, folder: own, timeLimitSeconds },
    material: { document: written, files },
  }
}

const parseBase = (bytes: Uint8Array) => parseDocument(new TextDecoder().decode(bytes))

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
    throw new StudyInvalidError(
      error.details.faults.map((fault) => ({ ...fault, field: toStudy(fault.field) })),
    )
  }
  const { channels, bits } = asRecord(document)
  if (channels !== undefined || bits !== undefined) return
  const unknown = objective.values.filter(
    ({ of }) => !Object.hasOwn(OWN_NUMBERS, of) && metricOfValue(of) === undefined,
  )
  if (unknown.length === 0) return
  throw new StudyInvalidError(
    unknown.map(({ name, of }) => ({
      field: `objective.values.${name}`,
      value: JSON.stringify(of),
      problem: 'is no number of a metric (docs/metrics.md lists them)',
    })),
  )
}

/** The files that runs read. What is wrong with a trial is told when it is made. */
async function gatherFiles(
  setup: StudySource['setup'],
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

function refuse(field: string, value: string, problem: string): StudyInvalidError {
  return new StudyInvalidError([{ field: `objective.${field}`, value, problem }])
}
