/** Metrics with their values, before they are written in any format. */
import type { HistogramState } from './histogram.ts'
import { METRIC_TYPES, type MetricId, type MetricType } from './metric-types.ts'

export interface MetricSample {
  /** Behind the name: `_bucket`, `_sum`, `_count` of a histogram. */
  readonly suffix?: '_bucket' | '_sum' | '_count' | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface MetricFamily extends Pick<MetricType, 'name' | 'kind' | 'help'> {
  readonly samples: readonly MetricSample[]
}

/** Values of one metric: a number, numbers by the values of its labels, or a histogram. */
export type MetricValues =
  | number
  | readonly (readonly [labels: readonly string[], value: number])[]
  | HistogramState

/** All metrics of the table that values are given of, in its order; what is undefined is left out. */
export function buildFamilies(
  values: Readonly<Partial<Record<MetricId, MetricValues | undefined>>>,
): MetricFamily[] {
  return (Object.keys(METRIC_TYPES) as MetricId[]).flatMap((id) => {
    const given = values[id]
    if (given === undefined) return []
    const { name, kind, help, labels } = METRIC_TYPES[id]
    return [{ name, kind, help, samples: buildSamples(labels, given) }]
  })
}

function buildSamples(names: readonly string[], values: MetricValues): MetricSample[] {
  if (typeof values === 'number') return [{ labels: {}, value: values }]
  if (!('bounds' in values)) {
    return values.map(([labels, value]) => ({
      labels: Object.fromEntries(names.map((name, at) => [name, labels[at] ?? ''])),
      value,
    }))
  }
  const { bounds, cumulative, sum } = values
  return [
    ...cumulative.map((value, at) => ({
      ...{ suffix: '_bucket' as const, value },
      labels: { le: at < bounds.length ? String(bounds[at]) : '+Inf' },
    })),
    { suffix: '_sum', labels: {}, value: sum },
    { suffix: '_count', labels: {}, value: cumulative.at(-1) ?? 0 },
  ]
}

/** Numbers by the names of their metrics, with labels as they are written; without the buckets of histograms. */
export function flattenFamilies(families: readonly MetricFamily[]): Record<string, number> {
  return Object.fromEntries(
    families.flatMap(({ name, samples }) =>
      samples
        .filter(({ suffix }) => suffix !== '_bucket')
        .map(({ suffix = '', labels, value }) => {
          const told = Object.entries(labels).map(([label, text]) => `${label}="${text}"`)
          return [`${name}${suffix}${told.length === 0 ? '' : `{${told.join(',')}}`}`, value]
        }),
    ),
  )
}
