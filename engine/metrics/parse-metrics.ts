/** Which metrics are measured: the texts in which people ask for them. */
import { MetricError } from './errors.ts'
import type { Metric } from './metric.ts'
import { findMetric, METRICS } from './metric-list.ts'

/** A metric with its parameter. */
export interface MetricSpec {
  readonly metric: Metric
  /** One of those that the metric takes; empty where it takes none. */
  readonly parameter: string
  /** Whether it is left out, not refused, in worlds that it cannot be measured of: those of `all`. */
  readonly isOptional: boolean
}

/** The most metrics that are measured at once. */
export const MAX_METRICS = 64

/** Asks for every metric but those with a run of their own, each with its usual parameter. */
const ALL = 'all'
const NAMES_OF_ALL = METRICS.filter(({ isOwnRun }) => !isOwnRun).map(({ name }) => name)

/**
 * Reads a list of metrics, `entropy, block-entropy:3`, or texts of one each; `all` stands for all
 * that need no run of their own. Metrics that are named twice are taken once.
 *
 * @throws {MetricError} for a metric that there is not, or a parameter that it does not take.
 */
export function parseMetrics(text: string | readonly string[]): readonly MetricSpec[] {
  const parts = (typeof text === 'string' ? text.split(',') : text).map((part) => part.trim())
  const specs = new Map<string, MetricSpec>()
  for (const part of parts) {
    const isAll = part === ALL
    for (const name of isAll ? NAMES_OF_ALL : [part]) {
      const spec = parseSpec(name, isAll)
      const key = formatSpec(spec)
      // What is asked for by name too is not left out.
      specs.set(key, isAll ? (specs.get(key) ?? spec) : spec)
    }
    if (specs.size <= MAX_METRICS) continue
    const details = { spec: clip(part), known: [`${MAX_METRICS} at the most`] }
    throw new MetricError('too many metrics are asked for', details)
  }
  return Object.freeze([...specs.values()])
}

/** The text of a spec, which `parseMetrics` reads. */
export function formatSpec({
  metric,
  parameter,
}: Pick<MetricSpec, 'metric' | 'parameter'>): string {
  return parameter === '' ? metric.name : `${metric.name}:${parameter}`
}

function parseSpec(text: string, isOptional: boolean): MetricSpec {
  const colon = text.indexOf(':')
  const name = colon === -1 ? text : text.slice(0, colon)
  const metric = findMetric(name)
  if (metric === undefined) {
    const known = ['all', ...METRICS.map((each) => each.name)]
    throw new MetricError(`no metric is called ${quote(name)}`, { spec: clip(text), known })
  }
  const choices = metric.parameter?.choices ?? []
  const given = colon === -1 ? undefined : text.slice(colon + 1)
  const parameter = given ?? metric.parameter?.fallback ?? ''
  const accepts = metric.parameter?.accepts ?? ((text: string) => choices.includes(text))
  const isKnown = given === undefined || accepts(given)
  if (isKnown) return Object.freeze({ metric, parameter, isOptional })
  const known = choices.length === 0 ? [name] : choices.map((choice) => `${name}:${choice}`)
  throw new MetricError(`${name} takes no ${quote(given)}`, { spec: clip(text), known })
}

/** What a stranger wrote is told only up to so many characters. */
const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}...` : text)
const quote = (text: string) => JSON.stringify(clip(text))
