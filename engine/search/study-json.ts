/** A study as plain data. */
import { z } from 'zod'
import { isValueOf } from './check-space.ts'
import type { Constraint } from './constraint.ts'
import { StudyError, TrialError } from './errors.ts'
import type { Choice, Parameter, Params } from './parameter.ts'
import type { PrunerOptions } from './pruning/pruner-options.ts'
import type { SamplerOptions } from './sampler-options.ts'
import { holds, type Space } from './space.ts'
import { checkSettings, type StudyOptions, type StudySettings } from './study-settings.ts'
import type { Direction, Trial } from './trial.ts'
import { checkValues, endTrial, type TrialResult } from './trial-result.ts'

/** More trials no study has. */
const MAX_TRIALS = 1_000_000

export interface StudyJson {
  readonly version: 1
  readonly space: readonly Parameter[]
  readonly directions: readonly Direction[]
  readonly sampler: SamplerOptions
  /** Decimal digits. */
  readonly seed: string
  readonly constraints: readonly Constraint[]
  readonly pruner: PrunerOptions
  readonly lag?: number | undefined
  readonly trials: readonly Trial[]
}

const TRIAL = z.strictObject({
  number: z.int().min(0),
  params: z.record(z.string(), z.unknown()),
  state: z.enum(['running', 'complete', 'pruned', 'failed']),
  values: z.array(z.number()).optional(),
  measured: z.record(z.string(), z.number()).optional(),
  // What constraints come to is computed again.
  violations: z.unknown().optional(),
  reports: z.array(z.strictObject({ step: z.int().min(0), values: z.array(z.number()) })),
  reason: z.string().optional(),
})

const STUDY = z.strictObject({
  version: z.literal(1),
  space: z.unknown(),
  directions: z.unknown(),
  sampler: z.unknown(),
  seed: z.string(),
  constraints: z.unknown(),
  pruner: z.unknown(),
  lag: z.unknown().optional(),
  trials: z.array(TRIAL).max(MAX_TRIALS),
})

/** Settings and trials as plain data, in a fixed order. */
export function writeStudyJson(settings: StudySettings, trials: readonly Trial[]): StudyJson {
  const { space, directions, sampler, seed, constraints, pruner, lag } = settings
  return {
    version: 1,
    ...{ space: space.parameters, directions, sampler, seed: seed.toString(), constraints, pruner },
    ...(lag !== undefined && { lag }),
    trials: [...trials],
  }
}

/** Reads what {@link writeStudyJson} wrote. @throws {StudyError | SearchSpaceError | SeedError} where it is none. */
export function readStudyJson(value: unknown): {
  readonly settings: StudySettings
  readonly trials: readonly Trial[]
} {
  const checked = STUDY.safeParse(value)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const field = (issue?.path ?? []).join('.')
    throw new StudyError({ field, problem: issue?.message ?? 'it is no study' })
  }
  const { version: _, trials, ...options } = checked.data
  const settings = checkSettings(options as StudyOptions)
  return { settings, trials: trials.map((trial, i) => readTrial(settings, trial, i)) }
}

/** A trial is made as one that is told: so it can only be what a study would have made of it. */
function readTrial(settings: StudySettings, written: z.infer<typeof TRIAL>, at: number): Trial {
  const fail = (problem: string) => new StudyError({ field: `trials.${at}`, problem })
  const { number, reports, state } = written
  if (number !== at) throw fail('its number is not its place')
  const params = readParams(settings.space, written.params)
  if (params === undefined) throw fail('its params are none of the space')
  try {
    for (const [i, { step, values }] of reports.entries()) {
      if (i > 0 && step <= reports[i - 1]!.step) throw fail('the steps of its reports do not rise')
      checkValues(number, values, settings)
    }
    const running: Trial = Object.freeze({ number, params, state: 'running', reports })
    return state === 'running' ? running : endTrial(running, settings, resultOf(written))
  } catch (error) {
    if (error instanceof TrialError) throw fail(error.details.problem)
    throw error
  }
}

function resultOf({
  state,
  values = [],
  measured,
  reason = '',
}: z.infer<typeof TRIAL>): TrialResult {
  if (state === 'failed') return { failed: reason }
  return state === 'pruned' ? { pruned: true } : { values, measured }
}

/** The params in the order of the space; undefined where they are none of it. */
function readParams(space: Space, written: Readonly<Record<string, unknown>>): Params | undefined {
  const params: Record<string, Choice> = {}
  for (const { name, parameter } of space.dimensions) {
    if (holds(parameter.if, params) !== Object.hasOwn(written, name)) return undefined
    if (!Object.hasOwn(written, name)) continue
    if (!isValueOf(parameter, written[name])) return undefined
    params[name] = written[name] as Choice
  }
  const isWhole = Object.keys(written).length === Object.keys(params).length
  return isWhole ? Object.freeze(params) : undefined
}
