/** What decides a study: its settings, checked. */
import { z } from 'zod'
import { MAX_SEED, parseSeed } from '../math/seed.ts'
import { checkSpace } from './check-space.ts'
import { CONSTRAINTS_SCHEMA, type Constraint } from './constraint.ts'
import { StudyError } from './errors.ts'
import type { Parameter } from './parameter.ts'
import { PRUNER_SCHEMA, type PrunerOptions } from './pruning/pruner-options.ts'
import { SAMPLER_SCHEMA, type SamplerOptions } from './sampler-options.ts'
import type { Space } from './space.ts'
import type { Direction } from './trial.ts'

/** A study of more objectives than this is a mistake. */
const MAX_OBJECTIVES = 16
const MAX_LAG = 10_000

/** What a study is made of. Whatever a stranger wrote of it is checked. */
export interface StudyOptions {
  /** A list of parameters, `{name, type, low, high, log, step, choices, if, prior}` each; parents come before children. */
  readonly space: readonly Parameter[] | unknown
  /** One an objective. */
  readonly directions: readonly Direction[]
  /** The name of a sampler, or its name and settings. */
  readonly sampler: string | z.input<typeof SAMPLER_SCHEMA>
  /** A u64, or its decimal digits. */
  readonly seed: bigint | number | string
  readonly constraints?: readonly Constraint[] | undefined
  /** The name of a pruner, or its name and settings; none unless said. */
  readonly pruner?: string | z.input<typeof PRUNER_SCHEMA> | undefined
  /** With W, trial n depends on the trials up to n - W alone, and waits for them. Without, on all that has ended. */
  readonly lag?: number | undefined
}

/** Settings that are checked, frozen. */
export interface StudySettings {
  readonly space: Space
  readonly directions: readonly Direction[]
  readonly sampler: SamplerOptions
  readonly seed: bigint
  readonly constraints: readonly Constraint[]
  readonly pruner: PrunerOptions
  readonly lag: number | undefined
}

const DIRECTIONS = z
  .array(z.enum(['minimize', 'maximize']))
  .min(1)
  .max(MAX_OBJECTIVES)
const LAG = z.int().min(1).max(MAX_LAG).optional()

/** @throws {SearchSpaceError | StudyError | SeedError} that names the first field at fault. */
export function checkSettings(options: StudyOptions): StudySettings {
  const { space, sampler, pruner = 'none', constraints = [] } = options
  const directions = check('directions', DIRECTIONS, options.directions)
  const settings: StudySettings = {
    space: checkSpace(space),
    directions: Object.freeze(directions),
    sampler: check('sampler', SAMPLER_SCHEMA, toNamed(sampler)),
    seed: readSeed(options.seed),
    constraints: Object.freeze(check('constraints', CONSTRAINTS_SCHEMA, constraints)),
    pruner: check('pruner', PRUNER_SCHEMA, toNamed(pruner)),
    lag: check('lag', LAG, options.lag),
  }
  for (const [i, { objective = 0 }] of settings.constraints.entries()) {
    if (objective < directions.length) continue
    const field = `constraints[${i}].objective`
    throw new StudyError({ field, problem: `there are ${directions.length} objectives, from 0` })
  }
  return Object.freeze(settings)
}

const toNamed = (value: unknown): unknown => (typeof value === 'string' ? { name: value } : value)

function check<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const path = (issue?.path ?? []).map((part) =>
    typeof part === 'number' ? `[${part}]` : `.${String(part)}`,
  )
  throw new StudyError({ field: field + path.join(''), problem: issue?.message ?? 'it is wrong' })
}

function readSeed(seed: bigint | number | string): bigint {
  if (typeof seed === 'string') return parseSeed(seed)
  const isWhole = typeof seed === 'bigint' || Number.isSafeInteger(seed)
  const value = isWhole ? BigInt(seed) : -1n
  if (value >= 0n && value <= MAX_SEED) return value
  throw new StudyError({ field: 'seed', problem: `it is a whole number from 0 to ${MAX_SEED}` })
}
