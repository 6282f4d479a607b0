/** The space of the head search, and what a trial's values of it mean. */
import type { z } from 'zod'
import type { Parameter, Params } from '../search/parameter.ts'
import { TrainingSpecError } from './errors.ts'
import {
  HEAD_SCHEMA,
  type HeadName,
  type HeadSettings,
  type KgamSettings,
} from './heads/head-schema.ts'
import { OPTIMIZER_SCHEMA, type OptimizerSettings } from './optimizer.ts'
import { INTERPOLATIONS } from './rotary.ts'

/** Settings of heads of attention; any width of them can be parted among the heads. */
function attentionParameters(head: HeadName): readonly Parameter[] {
  const only = { param: 'head', in: [head] }
  return [
    { name: `${head}.width`, type: 'int', low: 8, high: 32, step: 8, if: only },
    { name: `${head}.heads`, type: 'categorical', choices: [1, 2], if: only },
    { name: `${head}.layers`, type: 'int', low: 1, high: 2, if: only },
    { name: `${head}.hidden`, type: 'int', low: 0, high: 64, step: 16, if: only },
    { name: `${head}.previous`, type: 'categorical', choices: [false, true], if: only },
  ]
}

const OF_HEADS: Readonly<Record<HeadName, readonly Parameter[]>> = {
  'interleaved-rope': attentionParameters('interleaved-rope'),
  irope: [
    ...attentionParameters('irope'),
    {
      name: 'irope.interpolation',
      type: 'categorical',
      choices: INTERPOLATIONS,
      if: { param: 'head', in: ['irope'] },
    },
  ],
  'k-gam': [
    ...choices('k-gam', { inner: ['learned', 'theorem'], basis: ['hat', 'rbf', 'spline'] }),
    ...numbers('k-gam', { knots: [6, 64] }),
    ...within('learned', [
      // One at least: a model that sees nothing costs nothing, so that no other dominates it and a search returns to it.
      ...numbers('k-gam', { sums: [1, 16] }),
      ...choices('k-gam', { singles: [0, 4, 8, 16] }),
    ]),
    ...within('theorem', [
      ...numbers('k-gam', { reach: [1, 3], groups: [8, 64] }),
      ...choices('k-gam', { outer: ['apart', 'shared'] }),
    ]),
  ],
  mlp: [
    ...numbers('mlp', { width: [4, 128], layers: [0, 3] }),
    ...choices('mlp', { activation: ['relu', 'tanh'] }),
  ],
}

function numbers(
  head: HeadName,
  ranges: Readonly<Record<string, readonly [low: number, high: number]>>,
): readonly Parameter[] {
  return Object.entries(ranges).map(([name, [low, high]]) => ({
    name: `${head}.${name}`,
    type: 'int',
    low,
    high,
    // Sizes count by their ratios; what has few values, or may be none, counts evenly.
    ...(high > 8 && low > 0 && { log: true }),
    if: { param: 'head', in: [head] },
  }))
}

/** Settings of one of the ways of a K-GAM to inner sums. */
function within(
  inner: KgamSettings['inner'],
  parameters: readonly Parameter[],
): readonly Parameter[] {
  return parameters.map((each) => ({ ...each, if: { param: 'k-gam.inner', in: [inner] } }))
}

function choices(
  head: HeadName,
  lists: Readonly<Record<string, readonly (string | number)[]>>,
): readonly Parameter[] {
  return Object.entries(lists).map(([name, list]) => ({
    name: `${head}.${name}`,
    type: 'categorical',
    choices: list,
    if: { param: 'head', in: [head] },
  }))
}

const OF_OPTIMIZERS: readonly Parameter[] = [
  { name: 'optimizer', type: 'categorical', choices: ['adam', 'momentum'] },
  { name: 'learningRate', type: 'float', low: 1e-3, high: 0.3, log: true },
  { name: 'weightDecay', type: 'categorical', choices: [0, 1e-4, 1e-2] },
  { name: 'batch', type: 'categorical', choices: [16, 32, 64] },
]

/** All heads, in alphabetic order. */
export const HEAD_NAMES = Object.keys(OF_HEADS) as readonly HeadName[]

/** The space of a search over some heads: which one, its settings, and how it learns. */
export function buildHeadSpace(heads: readonly HeadName[] = HEAD_NAMES): readonly Parameter[] {
  return [
    { name: 'head', type: 'categorical', choices: heads },
    ...heads.flatMap((head) => OF_HEADS[head]),
    ...OF_OPTIMIZERS,
  ]
}

export interface TrialSettings {
  readonly head: HeadSettings
  readonly optimizer: OptimizerSettings
}

/** Names of a trial's values that belong to the optimizer. */
const OPTIMIZER_FIELDS: Readonly<Record<string, string>> = {
  optimizer: 'name',
  learningRate: 'learningRate',
  weightDecay: 'weightDecay',
  batch: 'batch',
}

/**
 * The head and the optimizer of a trial's values: `head`, `HEAD.setting`, and those of the optimizer. What is left out has
 * its default; settings of heads that are not the trial's are passed over.
 *
 * @throws {TrainingSpecError} where a name is unknown or a value is none of its setting.
 */
export function readParams(params: Params): TrialSettings {
  const head: Record<string, unknown> = { name: params.head ?? 'mlp' }
  const optimizer: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(params)) {
    const [owner, setting] = name.split('.', 2)
    if (name === 'head') continue
    if (Object.hasOwn(OPTIMIZER_FIELDS, name)) optimizer[OPTIMIZER_FIELDS[name]!] = value
    else if (setting === undefined || !(HEAD_NAMES as readonly string[]).includes(owner!)) {
      throw new TrainingSpecError({ field: name, problem: 'a training has no such setting' })
    } else if (owner === head.name) head[setting] = value
  }
  return {
    head: check('head', HEAD_SCHEMA, head),
    optimizer: check('optimizer', OPTIMIZER_SCHEMA, optimizer),
  }
}

function check<Schema extends z.ZodType>(
  field: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const path = [field, ...(issue?.path ?? [])].join('.')
  throw new TrainingSpecError({ field: path, problem: issue?.message ?? 'it is none' })
}
