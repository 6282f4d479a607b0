/** What the operations of a journal come to: its studies, and the trials of each. */
import { z } from 'zod'
import { JournalError } from '../errors.ts'
import { OPERATIONS } from './journal-format.ts'
import { parseLines } from './parse-lines.ts'

/** A trial as Optuna has it: params as numbers, and distributions as JSON. */
export interface JournalTrial {
  state: number
  values: readonly (number | null)[] | undefined
  readonly params: Map<string, number | null>
  readonly distributions: Map<string, string>
  readonly attrs: Map<string, unknown>
  readonly intermediate: Map<number, number | null>
}

export interface JournalStudy {
  readonly name: string
  readonly directions: readonly number[]
  readonly attrs: Map<string, unknown>
  readonly trials: JournalTrial[]
}

const id = z.int().min(0)
const numberOrNull = z.number().nullable()
const attrs = z.record(z.string(), z.unknown())

const LINE = z.discriminatedUnion('op_code', [
  z.object({
    op_code: z.literal(OPERATIONS.createStudy),
    study_name: z.string(),
    directions: z.array(z.int()).min(1),
  }),
  z.object({ op_code: z.literal(OPERATIONS.deleteStudy), study_id: id }),
  z.object({ op_code: z.literal(OPERATIONS.setStudyUserAttr), study_id: id, user_attr: attrs }),
  z.object({ op_code: z.literal(OPERATIONS.setStudySystemAttr), study_id: id, system_attr: attrs }),
  z.object({
    op_code: z.literal(OPERATIONS.createTrial),
    study_id: id,
    state: z.int().optional(),
    value: numberOrNull.optional(),
    values: z.array(numberOrNull).nullable().optional(),
    distributions: z.record(z.string(), z.string()).optional(),
    params: z.record(z.string(), numberOrNull).optional(),
    user_attrs: attrs.optional(),
    system_attrs: attrs.optional(),
    intermediate_values: z.record(z.string(), numberOrNull).optional(),
  }),
  z.object({
    op_code: z.literal(OPERATIONS.setTrialParam),
    trial_id: id,
    param_name: z.string(),
    param_value_internal: numberOrNull,
    distribution: z.string(),
  }),
  z.object({
    op_code: z.literal(OPERATIONS.setTrialStateValues),
    trial_id: id,
    state: z.int(),
    values: z.array(numberOrNull).nullable().optional(),
  }),
  z.object({
    op_code: z.literal(OPERATIONS.setTrialIntermediateValue),
    trial_id: id,
    step: z.int(),
    intermediate_value: numberOrNull,
  }),
  z.object({ op_code: z.literal(OPERATIONS.setTrialUserAttr), trial_id: id, user_attr: attrs }),
  z.object({ op_code: z.literal(OPERATIONS.setTrialSystemAttr), trial_id: id, system_attr: attrs }),
])

type Line = z.infer<typeof LINE>
type CreateTrial = Extract<Line, { readonly op_code: typeof OPERATIONS.createTrial }>

/** The state of a trial that runs. */
const RUNNING = 0
/** From this state of Optuna's on a trial has ended; 4, which waits, has not. */
const ENDED = [1, 2, 3]

/**
 * Applies all operations as Optuna does: studies and trials are known by their place, and an operation on what is not there
 * or has ended changes nothing.
 *
 * @returns studies by their id; undefined where one was deleted.
 * @throws {JournalError} that names the line which is no operation.
 */
export function replayJournal(text: string): readonly (JournalStudy | undefined)[] {
  const studies: (JournalStudy | undefined)[] = []
  const trials: JournalTrial[] = []
  for (const [i, value] of parseLines(text).entries()) {
    const checked = LINE.safeParse(value)
    if (!checked.success) {
      const [issue] = checked.error.issues
      const problem = `${(issue?.path ?? []).join('.')}: ${issue?.message}`
      throw new JournalError({ line: i + 1, problem })
    }
    apply(checked.data, studies, trials)
  }
  return studies
}

function apply(line: Line, studies: (JournalStudy | undefined)[], trials: JournalTrial[]): void {
  switch (line.op_code) {
    case OPERATIONS.createStudy: {
      const { study_name: name, directions } = line
      if (studies.some((study) => study?.name === name)) return
      studies.push({ name, directions, attrs: new Map(), trials: [] })
      return
    }
    case OPERATIONS.deleteStudy:
      if (line.study_id < studies.length) studies[line.study_id] = undefined
      return
    case OPERATIONS.setStudyUserAttr:
      addAll(studies[line.study_id]?.attrs, line.user_attr)
      return
    case OPERATIONS.setStudySystemAttr:
      return
    case OPERATIONS.createTrial: {
      const study = studies[line.study_id]
      if (study === undefined) return
      const trial = createTrial(line)
      trials.push(trial)
      study.trials.push(trial)
      return
    }
    default:
      applyToTrial(line, trials[line.trial_id])
  }
}

function createTrial(line: CreateTrial): JournalTrial {
  const { state = RUNNING, value, values, user_attrs = {}, system_attrs = {} } = line
  return {
    state,
    values: values ?? (value == null ? undefined : [value]),
    params: new Map(Object.entries(line.params ?? {})),
    distributions: new Map(Object.entries(line.distributions ?? {})),
    attrs: new Map(Object.entries({ ...user_attrs, ...system_attrs })),
    intermediate: new Map(
      Object.entries(line.intermediate_values ?? {}).map(([step, told]) => [Number(step), told]),
    ),
  }
}

function applyToTrial(
  line: Extract<Line, { readonly trial_id: number }>,
  trial: JournalTrial | undefined,
): void {
  if (trial === undefined || ENDED.includes(trial.state)) return
  switch (line.op_code) {
    case OPERATIONS.setTrialParam:
      trial.params.set(line.param_name, line.param_value_internal)
      trial.distributions.set(line.param_name, line.distribution)
      return
    case OPERATIONS.setTrialStateValues:
      trial.state = line.state
      if (line.values != null) trial.values = line.values
      return
    case OPERATIONS.setTrialIntermediateValue:
      trial.intermediate.set(line.step, line.intermediate_value)
      return
    case OPERATIONS.setTrialUserAttr:
      addAll(trial.attrs, line.user_attr)
      return
    case OPERATIONS.setTrialSystemAttr:
      addAll(trial.attrs, line.system_attr)
      return
  }
}

function addAll(
  map: Map<string, unknown> | undefined,
  more: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(more)) map?.set(key, value)
}
