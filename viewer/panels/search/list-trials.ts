/** Which trials a table lists, and in which order. */
import type { StudyFacts, SummaryNews, TrialRow } from '../../../engine/worker/search-api.ts'
import { formatChoice } from './format-choice.ts'

export type TrialFilter = 'all' | 'front' | 'feasible' | 'failed'

export type TrialOrder =
  | 'newest'
  /** The place of an objective, whose best come first. */
  | number
  /** A parameter, whose least come first. */
  | { readonly param: string }

export interface TrialWishes {
  readonly filter: TrialFilter
  readonly order: TrialOrder
  /** Words between commas that have to be in what a row says of parameters and of failures; absent for none. */
  readonly text?: string
  /** The trials that the filters leave; absent where all are. */
  readonly kept?: ReadonlySet<number> | undefined
}

/** The trials of a table. */
export function listTrials(
  trials: readonly TrialRow[],
  { objectives }: Pick<StudyFacts, 'objectives'>,
  summary: Pick<SummaryNews, 'best'> | undefined,
  { filter, order, text = '', kept }: TrialWishes,
): readonly TrialRow[] {
  const front = new Set(summary?.best)
  const words = text
    .toLowerCase()
    .split(',')
    .map((word) => word.trim())
  const wanted = words.filter((word) => word !== '')
  const listed = trials.filter((trial) => {
    const { number, state, isFeasible } = trial
    if (kept !== undefined && !kept.has(number)) return false
    if (filter === 'front' && !front.has(number)) return false
    if (filter === 'feasible' && !(state === 'complete' && isFeasible === true)) return false
    if (filter === 'failed' && state !== 'failed') return false
    if (wanted.length === 0) return true
    const said = `${describeParams(trial)}, ${trial.reason ?? ''}`.toLowerCase()
    return wanted.every((word) => said.includes(word))
  })
  if (order === 'newest') return listed.toReversed()
  const keyOf = typeof order === 'number' ? lossOf(objectives, order) : paramOf(order.param)
  return listed
    .map((trial) => ({ trial, key: keyOf(trial) }))
    .sort((a, b) => compareKeys(a.key, b.key) || a.trial.number - b.trial.number)
    .map(({ trial }) => trial)
}

/** `s2 1, head k-gam`. */
export function describeParams({ params }: Pick<TrialRow, 'params'>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name} ${formatChoice(value)}`)
    .join(', ')
}

type Key = number | string | undefined

function lossOf(objectives: StudyFacts['objectives'], place: number): (trial: TrialRow) => Key {
  const sign = objectives[place]?.direction === 'maximize' ? -1 : 1
  return ({ values }) => values && sign * values[place]!
}

function paramOf(name: string): (trial: TrialRow) => Key {
  return ({ params }) => {
    const value = params[name]
    return typeof value === 'number' || value === undefined ? value : String(value)
  }
}

/** What has none comes last. */
function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : 1
}
