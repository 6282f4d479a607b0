/** Which metric gives a number that is asked for by its name. */
import { METRICS } from '../metrics/metric-list.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { askForName } from '../scenario/nearest-name.ts'
import { asRecord } from '../scenario/unchecked.ts'
import { soupsOfNumber } from './census-numbers.ts'

/** Numbers that runs have without being measured for them, and whether two runs have the same. */
export const OWN_NUMBERS: Readonly<Record<string, { readonly repeats: boolean }>> = Object.freeze({
  population: { repeats: true },
  cost: { repeats: true },
  bytes: { repeats: true },
  seconds: { repeats: false },
  'ticks-per-second': { repeats: false },
})

/** Whether runs have a number without a metric: one of these, or one of a census. */
export const isOwnNumber = (name: string): boolean =>
  Object.hasOwn(OWN_NUMBERS, name) || soupsOfNumber(name) !== undefined

/** Capitals of a key, which stand for a parameter of the metric, or for a name of the world. */
const PLACEHOLDER = /(?<=\.)[A-Z]+(?=\.|$)/g

/**
 * The metric that gives a number, as `parseMetrics` takes it: `block-entropy:3` for `block-entropy.3.cell`. Undefined
 * where no metric does: living worlds have numbers of their own.
 *
 * @throws {MetricError} where the metric takes no such parameter.
 */
export function metricOfValue(name: string): string | undefined {
  let refused: unknown
  for (const metric of METRICS) {
    for (const { key } of metric.outputs) {
      const found = patternOf(key).exec(name)
      if (found === null) continue
      const spec = metric.parameter === undefined ? metric.name : `${metric.name}:${found[1]}`
      try {
        parseMetrics([spec])
        return spec
      } catch (error) {
        refused ??= error
      }
    }
  }
  if (refused !== undefined) throw refused
  return undefined
}

/**
 * Whether runs of a scenario may have a number. Living worlds have numbers of their own, which nobody knows before.
 *
 * @throws {MetricError} where the metric takes no such parameter.
 */
export function canMeasure(document: unknown, name: string): boolean {
  const { channels, bits } = asRecord(document)
  const isLiving = channels !== undefined || bits !== undefined
  return isLiving || isOwnNumber(name) || metricOfValue(name) !== undefined
}

/** What is wrong with a number that no metric gives. */
export function describeUnknownNumber(name: string): string {
  const known = [...METRICS.flatMap(({ outputs }) => outputs.map(({ key }) => key))]
  const question = askForName(name, [...known, ...Object.keys(OWN_NUMBERS)])
  return `is no number of a metric (docs/metrics.md lists them)${question}`
}

function patternOf(key: string): RegExp {
  const parts = key.split(PLACEHOLDER).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(.+)')}$`)
}
