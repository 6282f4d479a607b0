/** Trials as lines across parallel axes: objectives first, then the parameters that matter most. */
import type { Choice, Parameter } from '../../../engine/search/parameter.ts'
import type { StudyFacts, SummaryNews, TrialRow } from '../../../engine/worker/search-api.ts'
import type { ValueFilter } from '../../state/value-filter.ts'

export interface ParallelAxis {
  readonly name: string
  readonly kind: 'objective' | 'parameter'
  /** What stands at its lower and its upper end. */
  readonly ends: readonly [low: Choice, high: Choice]
  /** From 0 at the lower end to 1; undefined where the trial has no such value. */
  placeOf(trial: TrialRow): number | undefined
  /** What filters by a part of it, both from 0 to 1. */
  filterOf(from: number, to: number): ValueFilter
}

/**
 * The axes, at most so many; better values of objectives are above.
 *
 * @param trials those that are drawn: objectives span what these have come to.
 */
export function listAxes(
  { objectives, parameters }: Pick<StudyFacts, 'objectives' | 'parameters'>,
  summary: Pick<SummaryNews, 'importance'> | undefined,
  trials: readonly TrialRow[],
  most: number,
): readonly ParallelAxis[] {
  const wanted = objectives.map(({ name, direction }, k): ParallelAxis => {
    const [low, high] = spanOf(trials, k)
    const width = high - low || 1
    const isUp = direction === 'maximize'
    return {
      ...{ name, kind: 'objective', ends: isUp ? [low, high] : [high, low] },
      placeOf({ values }) {
        if (values === undefined) return undefined
        const share = (values[k]! - low) / width
        return isUp ? share : 1 - share
      },
      filterOf(from, to) {
        const [a, b] = isUp ? [from, to] : [1 - to, 1 - from]
        return { of: 'objective', name, low: low + a * width, high: low + b * width }
      },
    }
  })
  const ranks = new Map(summary?.importance.map(({ name }, rank) => [name, rank]))
  const rankOf = ({ name }: Parameter) => ranks.get(name) ?? ranks.size
  const ordered = parameters.toSorted((a, b) => rankOf(a) - rankOf(b))
  return [...wanted, ...ordered.map(describeParameter)].slice(0, Math.max(2, most))
}

function describeParameter(parameter: Parameter): ParallelAxis {
  const { name } = parameter
  if (parameter.type === 'categorical') {
    const { choices } = parameter
    const last = Math.max(1, choices.length - 1)
    return {
      ...{ name, kind: 'parameter', ends: [choices[0]!, choices.at(-1)!] },
      placeOf({ params }) {
        const at = name in params ? choices.indexOf(params[name]!) : -1
        return at === -1 ? undefined : at / last
      },
      filterOf(from, to) {
        const room = MAX_BAND / 2
        const taken = choices.filter((_, at) => at / last >= from - room && at / last <= to + room)
        return { of: 'parameter', name, choices: taken }
      },
    }
  }
  const { low, high, log } = parameter
  // Only drawn: the last bit of a logarithm is no matter here.
  const scale = log === true ? Math.log : (value: number) => value
  const width = scale(high) - scale(low) || 1
  return {
    ...{ name, kind: 'parameter', ends: [low, high] },
    placeOf({ params }) {
      const value = params[name]
      return typeof value === 'number' ? (scale(value) - scale(low)) / width : undefined
    },
    filterOf(from, to) {
      const at = (share: number) =>
        log === true ? low * (high / low) ** share : low + share * (high - low)
      // Of whole numbers those count that are drawn within, which may lie apart from their own places.
      const end = parameter.type === 'int' ? Math.round : (value: number) => value
      return { of: 'parameter', name, low: end(at(from)), high: end(at(to)) }
    },
  }
}

function spanOf(trials: readonly TrialRow[], objective: number): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { values } of trials) {
    if (values === undefined) continue
    low = Math.min(low, values[objective]!)
    high = Math.max(high, values[objective]!)
  }
  return low <= high ? [low, high] : [0, 1]
}

/** A trial across the axes: its heights, undefined where it has no value. */
export interface ParallelLine {
  readonly trial: number
  readonly isFront: boolean
  readonly heights: readonly (number | undefined)[]
}

/** Where there are more, lines lie apart by themselves. */
const MAX_LEVELS = 12
/** What the lines of a value get of its axis at most. */
const MAX_BAND = 0.16

/**
 * The lines with those apart that have the same of a few values, the better of the first axis above; else a line at the
 * value of two bits would stand for all.
 */
export function spreadLines(
  axes: readonly Pick<ParallelAxis, 'kind'>[],
  lines: readonly ParallelLine[],
): readonly ParallelLine[] {
  const ordered = lines.toSorted((a, b) => (a.heights[0] ?? 0) - (b.heights[0] ?? 0))
  const columns = axes.map(({ kind }, i) => {
    const levels = new Map<number, number[]>()
    for (const { trial, heights } of ordered) {
      const height = heights[i]
      if (height === undefined) continue
      const there = levels.get(height)
      if (there === undefined) levels.set(height, [trial])
      else there.push(trial)
    }
    return kind === 'parameter' && levels.size <= MAX_LEVELS ? spreadLevels(levels) : undefined
  })
  return lines.map((line) => ({
    ...line,
    heights: line.heights.map((height, i) => columns[i]?.get(line.trial) ?? height),
  }))
}

/** The heights of trials by their numbers. */
function spreadLevels(levels: ReadonlyMap<number, readonly number[]>): Map<number, number> {
  const sorted = [...levels.keys()].sort((a, b) => a - b)
  const gap = sorted.slice(1).reduce((least, each, i) => Math.min(least, each - sorted[i]!), 1)
  const band = Math.min(MAX_BAND, gap / 2)
  const places = [...levels].flatMap(([level, trials]) =>
    trials.map((trial, rank): [number, number] => {
      const share = trials.length === 1 ? 0.5 : rank / (trials.length - 1)
      return [trial, level * (1 - band) + share * band]
    }),
  )
  return new Map(places)
}

/** So many trials behind the front are drawn, the newest; more would be one gray. */
export const MAX_BEHIND = 2000

/** The complete and feasible trials that are drawn, those of the front last. */
export function pickTrials(
  trials: readonly TrialRow[],
  best: readonly number[],
): { readonly shown: readonly TrialRow[]; readonly left: number } {
  const front = new Set(best)
  const feasible = trials.filter(
    ({ number, state, isFeasible }) =>
      state === 'complete' && (isFeasible === true || front.has(number)),
  )
  const behind = feasible.filter(({ number }) => !front.has(number))
  const newest = behind.slice(-MAX_BEHIND)
  const first = feasible.filter(({ number }) => front.has(number))
  return { shown: [...newest, ...first], left: behind.length - newest.length }
}

/**
 * The line that is nearest to a place; of equal ones the last.
 *
 * @param across how far between the first axis and the last, in axes: 1.5 is amid the second and the third.
 * @param height 0 to 1.
 * @param reach how much higher or lower it may be.
 */
export function findLine(
  lines: readonly ParallelLine[],
  across: number,
  height: number,
  reach: number,
): ParallelLine | undefined {
  const at = Math.floor(across)
  const part = across - at
  let nearest: ParallelLine | undefined
  let least = reach
  for (const line of lines) {
    const [from, to] = [line.heights[at], line.heights[at + 1]]
    const here =
      part === 0
        ? from
        : from === undefined || to === undefined
          ? undefined
          : from + part * (to - from)
    if (here === undefined || Math.abs(here - height) > least) continue
    least = Math.abs(here - height)
    nearest = line
  }
  return nearest
}
