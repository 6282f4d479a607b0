/** What a study says, for whoever only wants to know: compiled in a thread, since a stranger may have written it. */
import { createHash } from 'node:crypto'
import { CanonicalJsonError } from '../json/errors.ts'
import { hasAtMost } from '../scenario/bounded-values.ts'
import { asRecord } from '../scenario/unchecked.ts'
import type { Dimension } from '../search/space.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import { compileStudy } from '../studies/compile-study.ts'
import { lookAtTrials } from '../studies/look-at-trials.ts'
import { readStudyBundle, writeStudyBundle } from '../studies/study-bundle.ts'
import type { AutomatonPlan, StudyObjective, StudyPlan } from '../studies/study-plan.ts'
import { checkRecord, type RecordFacts } from './check-record.ts'
import { StudyLimitError, StudyUnmadeError } from './errors.ts'
import { identifyMounted, type MountedStudy, mountStudy } from './mount-study.ts'

export interface StudyQuestion {
  /** YAML or JSON of a study, or of a bundle of it with its files. */
  readonly text: string
  /** Files beside it, in base64 by their paths. */
  readonly files?: Readonly<Record<string, string>> | undefined
  /** The record of a search of it, in whole lines. */
  readonly record?: string | undefined
}

/** What is told of a study; of one that starts programs, that it does. */
export type StudyAnswer = StudyFacts | { readonly kind: 'programs'; readonly title: string }

export interface StudyFacts {
  readonly kind: 'study'
  /** The bundle as canonical JSON, and the SHA-256 of that in hex. */
  readonly canonicalText: string
  readonly sha256: string
  /** The hash of all that decides its trials. */
  readonly identity: string
  readonly title: string
  /** In decimal digits. */
  readonly seed: string
  /** With the version of the engine that has it. */
  readonly sampler: string
  readonly objectives: readonly Pick<StudyObjective, 'name' | 'direction' | 'unit' | 'measured'>[]
  readonly budget: StudyPlan['budget']
  readonly workers: number
  readonly repeat: number | undefined
  /** What is to be known of its record, where one came with it. */
  readonly record: RecordFacts | undefined
}

/** Opening one takes no longer, or is given up. */
const LIMIT_SECONDS = 20
/** Where a record comes with it, all of its trials are proposed once more. */
const RECORD_LIMIT_SECONDS = 120

/** What a server lets a study have. */
const MAX_TRIALS = 10_000
const MAX_PARAMETERS = 128
/** Of more, a proposal of 5,000 trials takes a tenth of a second. */
const MAX_OBJECTIVES = 6
const MAX_NAME_CHARS = 128
/** Reports of a trial to a pruner, each of which is an event, and of all trials together. */
const MAX_REPORTS = 200
const MAX_ALL_REPORTS = 200_000
/** A training of twelve hours has one. */
const MAX_TRAINING_SECONDS = 12 * 3600
/** All runs of a trial, one after another: after a day the queue takes it for lost, however well it goes. */
const MAX_TRIAL_SECONDS = 23 * 3600
/** What a run of a scenario is let have here, too. */
const MAX_RUN_MIB = 2048
/** What a plan is made of anew in the server's own thread, whenever a study is led or looked at: some milliseconds. */
const MAX_CHOICES = 4096
const MAX_TEMPLATE_VALUES = 4096
const MAX_TEMPLATE_CHARS = 32 * 1024
/** Settings of samplers: so much more than usual, and other studies wait for the one thread that proposes. */
const MOST_OF_SAMPLERS: Readonly<Record<string, number>> = {
  ...{ rows: 160, pool: 480, rounds: 32, candidates: 480, mostGood: 100, population: 1000 },
}
/** Of all parameters of a trial as JSON: an event holds them. */
const MAX_PARAMETER_CHARS = 32 * 1024

/**
 * Describes a study with the files that came with it.
 *
 * @throws {ScenarioSyntaxError | StudyInvalidError} where it is none, listing its faults.
 * @throws {ScenarioFileError} where its trials read a file that was not sent with it.
 * @throws {CanonicalJsonError} where it has values that JSON has not.
 * @throws {StudyLimitError} where it is larger than what a server takes.
 * @throws {StudyUnmadeError} where none of its trials can be made.
 * @throws {StudyRecordError} where its record is of another study, of a program that proposes others, or holds what
 * cannot go on record.
 */
export async function describeStudyDocument(
  { text, files, record }: StudyQuestion,
  onLimit: (seconds: number) => void,
): Promise<StudyAnswer> {
  onLimit(record === undefined ? LIMIT_SECONDS : RECORD_LIMIT_SECONDS)
  const canonicalText = writeCanonical(text, files)
  const { document } = readStudyBundle(canonicalText)
  const { kind } = asRecord(asRecord(document).objective)
  if (kind === 'command') {
    const { name } = asRecord(document)
    return { kind: 'programs', title: typeof name === 'string' ? name : 'without a name' }
  }
  const mounted = mountStudy(canonicalText)
  const { plan } = mounted
  checkLimits(plan)
  const id = await identify(mounted)
  const { title, seed, sampler, objectives, budget, workers, repeat } = plan
  const limits = { trials: MAX_TRIALS, reports: countReports(plan), allReports: MAX_ALL_REPORTS }
  return {
    kind: 'study',
    canonicalText,
    sha256: createHash('sha256').update(canonicalText).digest('hex'),
    ...{ identity: id, title, seed: seed.toString() },
    sampler: `${sampler.name}@${ENGINE_VERSION}`,
    objectives: objectives.map(({ name, direction, unit, measured }) => ({
      ...{ name, direction, unit, measured },
    })),
    ...{ budget, workers, repeat },
    record: record === undefined ? undefined : checkRecord(plan, id, record, limits),
  }
}

/** What has no canonical form most often is no study, which is then said in words of studies. */
function writeCanonical(text: string, files: StudyQuestion['files']): string {
  try {
    return writeStudyBundle(text, files)
  } catch (error) {
    if (error instanceof CanonicalJsonError) {
      compileStudy(readStudyBundle(text).document, { allowsCommands: true })
    }
    throw error
  }
}

/** The identity that the same study has on disk; trials of it are looked at. */
async function identify(mounted: MountedStudy): Promise<string> {
  const { id, automaton } = await identifyMounted(mounted)
  const { plan } = mounted
  if (automaton === undefined || plan.objective.kind !== 'automaton') return id
  const { setup, readFile } = automaton
  const mostMib = MAX_RUN_MIB
  const look = await lookAtTrials(plan, plan.objective, setup, { readFile, mostMib })
  refuse('MiB for the world of a trial', look.memoryMib, mostMib)
  if (look.sound === 0) throw new StudyUnmadeError({ looked: look.looked, problem: look.fault! })
  return id
}

function checkLimits(plan: StudyPlan): void {
  const { budget, space, objectives, constraints, sampler, objective, title } = plan
  const { dimensions } = space
  refuse('trials', budget.trials, MAX_TRIALS)
  refuse('parameters', dimensions.length, MAX_PARAMETERS)
  refuse('objectives', objectives.length, MAX_OBJECTIVES)
  const names = [...dimensions, ...objectives, ...constraints].map(({ name }) => name.length)
  refuse('characters in a name', Math.max(...names), MAX_NAME_CHARS)
  const choices = dimensions.map((each) => (each.kind === 'number' ? 0 : each.choices.length))
  refuse('choices of all parameters', sum(choices), MAX_CHOICES)
  if (objective.kind === 'automaton') checkTemplates(objective.set)
  const chars = sum(dimensions.map(mostChars))
  refuse('characters in the parameters of a trial', chars, MAX_PARAMETER_CHARS)
  for (const [setting, found] of Object.entries(sampler)) {
    const most = MOST_OF_SAMPLERS[setting]
    if (most !== undefined && typeof found === 'number') {
      refuse(`${setting} of its sampler`, found, most)
    }
  }
  checkSeconds(objective)
  const reports = countReports(plan)
  refuse('reports of a trial to its pruner', reports, MAX_REPORTS)
  refuse('reports of all trials to their pruner', reports * budget.trials, MAX_ALL_REPORTS)
  // No table holds them.
  const texts = [title, ...dimensions.flatMap((each) => textsOf(each))]
  refuse('texts with the character zero', texts.filter((each) => each.includes('\0')).length, 0)
}

function refuse(what: string, found: number, most: number): void {
  if (found > most) throw new StudyLimitError({ what, found, most })
}

/** Its members are texts for the most part; what else there is counts by its length as JSON. */
function checkTemplates(set: AutomatonPlan['set']): void {
  if (!hasAtMost(MAX_TEMPLATE_VALUES, set)) {
    refuse('or more values in objective.set', MAX_TEMPLATE_VALUES + 1, MAX_TEMPLATE_VALUES)
  }
  refuse('characters in objective.set', JSON.stringify(set).length, MAX_TEMPLATE_CHARS)
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

function checkSeconds(objective: StudyPlan['objective']): void {
  const { kind, timeLimitSeconds } = objective
  if (kind !== 'automaton') {
    refuse('seconds for a trial', timeLimitSeconds, MAX_TRAINING_SECONDS)
    return
  }
  const runs = objective.seeds?.length ?? 1
  const what = `seconds for a trial, which are timeLimitSeconds (${timeLimitSeconds}) times seeds (${runs}),`
  refuse(what, timeLimitSeconds * runs, MAX_TRIAL_SECONDS)
}

/** How often a trial tells its pruner how it goes: after each run, or each epoch. */
function countReports({ pruner, objective }: StudyPlan): number {
  if (pruner.name === 'none') return 0
  if (objective.kind === 'training') return objective.spec.epochs
  return objective.kind === 'automaton' ? (objective.seeds?.length ?? 1) : 0
}

const textsOf = (dimension: Dimension): readonly string[] =>
  dimension.kind === 'number'
    ? [dimension.name]
    : [dimension.name, ...dimension.choices.filter((each) => typeof each === 'string')]

/** A parameter as JSON: a name of which each letter is escaped, and a value. */
function mostChars(dimension: Dimension): number {
  const values =
    dimension.kind === 'number'
      ? [32]
      : dimension.choices.map((each) => JSON.stringify(each)?.length ?? 0)
  const longest = values.reduce((a, b) => Math.max(a, b), 0)
  return JSON.stringify(dimension.name).length + longest + '{"name":,"value":},'.length
}
