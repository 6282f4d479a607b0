/** The space of trials that never wrote one down: Optuna's programs ask for parameters as they go. */
import { JournalError } from '../errors.ts'
import type { CategoricalParameter, Choice, Condition, Parameter } from '../parameter.ts'
import { readDistribution } from './read-distribution.ts'
import type { JournalTrial } from './replay-journal.ts'

/** A parameter while trials are looked at. */
interface Found {
  readonly parameter: Parameter
  readonly distribution: string
}

/**
 * All parameters of the trials in the order in which they first appear; where one is not in all of them, its condition is
 * the category before it whose values tell in which it is.
 *
 * @throws {JournalError} where a parameter has two distributions, or no category tells where it is.
 */
export function inferSpace(trials: readonly JournalTrial[]): readonly Parameter[] {
  const found = new Map<string, Found>()
  for (const { distributions } of trials) {
    for (const [name, distribution] of distributions) {
      const known = found.get(name)
      if (known === undefined) {
        found.set(name, { parameter: readDistribution(name, distribution), distribution })
      } else if (known.distribution !== distribution) {
        throw new JournalError({ line: 0, problem: `the range of ${name} changes` })
      }
    }
  }
  const parameters: Parameter[] = []
  for (const [name, { parameter }] of found) {
    parameters.push({ ...parameter, ...findCondition(name, parameters, trials) })
  }
  return parameters
}

function findCondition(
  name: string,
  before: readonly Parameter[],
  trials: readonly JournalTrial[],
): { readonly if?: Condition } {
  // A trial that was cut off has not asked for all.
  const whole = trials.filter(({ state }) => state === 1 || state === 2)
  if (whole.every(({ params }) => params.has(name))) return {}
  for (const parent of before.toReversed()) {
    if (parent.type !== 'categorical') continue
    const values = valuesThatTell(name, parent, whole)
    if (values !== undefined) return { if: { param: parent.name, in: values } }
  }
  const problem = `${name} is in some trials only, and no category before it tells in which`
  throw new JournalError({ line: 0, problem })
}

/** The values of a category under which a parameter is there, if under each value it always or never is. */
function valuesThatTell(
  name: string,
  { name: parent, choices }: CategoricalParameter,
  trials: readonly JournalTrial[],
): readonly Choice[] | undefined {
  const present = new Set<number>()
  const absent = new Set<number>()
  for (const { params } of trials) {
    const place = params.get(parent)
    if (params.has(name)) {
      if (place == null) return undefined
      present.add(place)
    } else if (place != null) absent.add(place)
  }
  if (present.size === 0 || [...present].some((place) => absent.has(place))) return undefined
  return choices.filter((_, place) => present.has(place))
}
