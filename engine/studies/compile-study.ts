/** From a study's document to a study, with all its faults told at once. */
import type { z } from 'zod'
import { MAX_SEED, parseSeed } from '../math/seed.ts'
import { checkSchema } from '../scenario/check-schema.ts'
import type { ScenarioFault } from '../scenario/errors.ts'
import { FaultList, type FieldPath } from '../scenario/fault-list.ts'
import { parseDocument } from '../scenario/parse-document.ts'
import { listSpaceFaults } from '../search/check-space.ts'
import type { Constraint } from '../search/constraint.ts'
import { MOTPE_SCHEMA } from '../search/motpe/settings.ts'
import type { Parameter } from '../search/parameter.ts'
import { PRUNER_SCHEMA } from '../search/pruning/pruner-options.ts'
import { SAMPLER_SCHEMA } from '../search/sampler-options.ts'
import { buildSpace } from '../search/space.ts'
import type { CommandDocument } from './command-schema.ts'
import { compileAutomaton } from './compile-automaton.ts'
import { compileTraining } from './compile-training.ts'
import { StudyInvalidError } from './errors.ts'
import { isToldBy, type StudySketch, sketchStudy } from './sketch-study.ts'
import type { CommandPlan, StudyPlan } from './study-plan.ts'
import { type StudyDocument, studySchema } from './study-schema.ts'

/** What one trial of a program may take where nobody says. */
const COMMAND_SECONDS = 600
const COMMAND_LINE_BYTES = 2 ** 20
const COMMAND_RESTARTS = 3

export interface CompileOptions {
  /** Whether it may start programs of this machine: only where the person who asks sits at it. */
  readonly allowsCommands: boolean
}

/**
 * Reads a study file.
 *
 * @throws {ScenarioSyntaxError} when the text is no YAML or JSON document.
 * @throws {StudyInvalidError} listing the faults of all its parts.
 */
export function parseStudy(text: string, options: CompileOptions): StudyPlan {
  return compileStudy(parseDocument(text, 'study'), options)
}

/**
 * A study of what a document says.
 *
 * @throws {StudyInvalidError} listing the faults of all its parts.
 */
export function compileStudy(document: unknown, options: CompileOptions): StudyPlan {
  const faults = new FaultList(document)
  const checked = checkSchema(studySchema, document)
  if (!checked.success) {
    faults.addIssues(checked.issues)
    throw new StudyInvalidError([...faults.faults, ...listMore(document, faults.faults, options)])
  }
  const study = checked.data
  const { seed, sampler, pruner, objective } = checkMeaning(study, faults, options)
  if (faults.faults.length > 0 || objective === undefined) {
    throw new StudyInvalidError(faults.faults)
  }
  const { name, about, budget, workers, repeat } = study
  return {
    title: name,
    about,
    space: buildSpace(study.space),
    objectives: study.objectives.map(({ unit, measured, reference, ...each }) => ({
      name: each.name,
      direction: each.direction,
      unit,
      measured: measured ?? false,
      reference,
    })),
    constraints: listConstraints(study),
    budget: { trials: budget.trials, seconds: budget.seconds, failures: budget.failures },
    sampler: sampler ?? MOTPE_SCHEMA.parse({ name: 'motpe' }),
    pruner: pruner ?? { name: 'none' },
    workers: workers ?? 1,
    repeat,
    seed,
    objective,
  }
}

/** What a study that has faults of its form lacks beside them. */
function listMore(
  document: unknown,
  told: readonly ScenarioFault[],
  options: CompileOptions,
): readonly ScenarioFault[] {
  const fields = told.map(({ field }) => field)
  const faults = new FaultList(document)
  checkMeaning(sketchStudy(document, fields), faults, options)
  return faults.faults.filter(({ field }) => !isToldBy(field, fields))
}

/** What no schema says. */
function checkMeaning(study: StudySketch, faults: FaultList, { allowsCommands }: CompileOptions) {
  checkSpaceParts(study.space, faults)
  checkNames(study, faults)
  const seed = faults.try(['seed'], () => parseSeed(String(study.seed ?? 0))) ?? 0n
  if (seed > MAX_SEED) faults.add(['seed'], `needs at most ${MAX_SEED}`)
  const sampler = openNamed('sampler', SAMPLER_SCHEMA, study.sampler, faults)
  const pruner = openNamed('pruner', PRUNER_SCHEMA, study.pruner, faults)
  const { objective } = study
  if (objective?.kind === 'command' && !allowsCommands) {
    faults.add(['objective', 'kind'], 'starts programs, which only the command line may')
  }
  const compiled = objective && compileObjective({ ...study, objective }, faults)
  return { seed, sampler, pruner, objective: compiled }
}

function compileObjective(
  study: StudyDocument,
  faults: FaultList,
): StudyPlan['objective'] | undefined {
  const { objective } = study
  switch (objective.kind) {
    case 'automaton':
      return compileAutomaton(study, objective, faults)
    case 'command':
      return compileCommand(objective)
    case 'training':
      return compileTraining(study, objective, faults)
    default:
      return objective satisfies never
  }
}

/** What a name alone stands for: it with the settings that it has where nobody says. */
function openNamed<Options extends { readonly name: string }>(
  field: string,
  schema: z.ZodType<Options>,
  given: string | Options | undefined,
  faults: FaultList,
): Options | undefined {
  if (typeof given !== 'string') return given
  const checked = checkSchema(schema, { name: given })
  if (checked.success) return checked.data
  faults.addIssues(checked.issues.map((issue) => ({ ...issue, path: [field] })))
  return undefined
}

function checkSpaceParts(parameters: readonly Parameter[], faults: FaultList): void {
  for (const { details } of listSpaceFaults(parameters)) {
    const [, place, field] = /^\[(\d+)\](.*)$/s.exec(details.field) ?? []
    const path: FieldPath = ['space', Number(place), ...(field ?? '').split('.').slice(1)]
    faults.add(path, details.problem)
  }
}

/** Objectives and constraints share one list of names, by which values are told. */
function checkNames({ objectives, constraints = [] }: StudySketch, faults: FaultList): void {
  const known = new Set<string>()
  const lists = { objectives, constraints } as const
  for (const [list, members] of Object.entries(lists)) {
    for (const [i, { name, atMost, atLeast }] of members.entries()) {
      if (known.has(name)) faults.add([list, i, 'name'], `${name} is there already`)
      known.add(name)
      if (atMost !== undefined && atLeast !== undefined && atLeast > atMost) {
        faults.add([list, i, 'atLeast'], 'is more than atMost')
      }
      if (list === 'constraints' && atMost === undefined && atLeast === undefined) {
        faults.add([list, i], 'needs atMost or atLeast')
      }
    }
  }
}

function listConstraints({ objectives, constraints = [] }: StudyDocument): readonly Constraint[] {
  const bounded = objectives.flatMap(({ name, atMost, atLeast }, objective) =>
    atMost === undefined && atLeast === undefined ? [] : [{ name, objective, atMost, atLeast }],
  )
  return [
    ...bounded,
    ...constraints.map(({ name, atMost, atLeast }) => ({ name, atMost, atLeast })),
  ]
}

function compileCommand(document: CommandDocument): CommandPlan {
  const [program, ...rest] = document.run
  return {
    kind: 'command',
    run: [program!, ...rest],
    folder: document.folder ?? '.',
    with: document.with ?? {},
    timeLimitSeconds: document.timeLimitSeconds ?? COMMAND_SECONDS,
    maxLineBytes: document.maxLineBytes ?? COMMAND_LINE_BYTES,
    restarts: document.restarts ?? COMMAND_RESTARTS,
  }
}
