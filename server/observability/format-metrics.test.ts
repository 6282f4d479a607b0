import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readExposition } from '../testing/read-exposition.ts'
import { formatMetrics } from './format-metrics.ts'
import { Histogram } from './histogram.ts'
import { buildFamilies, flattenFamilies, type MetricFamily } from './metric-family.ts'
import { METRIC_TYPES } from './metric-types.ts'

test('whatever labels, help and numbers are, they are read as they were', () => {
  const label = fc.stringMatching(/^[a-z_]{1,8}$/)
  const sample = fc.record({
    labels: fc.dictionary(
      label,
      fc.string({ unit: 'binary' }).filter((it) => !it.includes('\r')),
    ),
    value: fc.double(),
  })
  const family = fc.record({
    name: fc.constant('thunderline_x'),
    kind: fc.constantFrom('counter', 'gauge'),
    help: fc.string(),
    samples: fc.array(sample, { maxLength: 5 }),
  })
  fc.assert(
    fc.property(family, (given) => {
      const read = readExposition(formatMetrics([given as MetricFamily])).get(given.name)!
      expect(read).toEqual({
        ...{ help: given.help, type: given.kind },
        samples: given.samples.map(({ labels, value }) => ({
          ...{ name: given.name, labels: { ...labels } },
          value: Object.is(value, -0) ? expect.closeTo(0) : value,
        })),
      })
    }),
  )
})

test('a histogram has its buckets in order, each with those below it', () => {
  const histogram = new Histogram([1, 10])
  for (const value of [0.5, 1, 2, 100]) histogram.add(value)
  const families = buildFamilies({ groupEntries: histogram.state, dlqDepth: 3 })
  const read = readExposition(formatMetrics(families))
  expect([...read.keys()]).toEqual([
    'thunderline_ledger_group_entries',
    'thunderline_flow_dlq_depth',
  ])
  const { type, samples } = read.get('thunderline_ledger_group_entries')!
  expect(type).toBe('histogram')
  expect(samples.map(({ labels, value }) => [labels.le, value])).toEqual([
    ['1', 2],
    ['10', 3],
    ['+Inf', 4],
    [undefined, 103.5],
    [undefined, 4],
  ])
  expect(flattenFamilies(families)).toEqual({
    thunderline_ledger_group_entries_sum: 103.5,
    thunderline_ledger_group_entries_count: 4,
    thunderline_flow_dlq_depth: 3,
  })
})

test('names and labels of the table are such as the format has, and none comes twice', () => {
  const types = Object.values(METRIC_TYPES)
  for (const { name, labels, kind } of types) {
    expect(name).toMatch(/^thunderline_[a-z0-9_]+$/)
    for (const label of labels) expect(label).toMatch(/^[a-z][a-z_]*$/)
    expect(name.endsWith('_total')).toBe(kind === 'counter')
  }
  expect(new Set(types.map(({ name }) => name)).size).toBe(types.length)
})
