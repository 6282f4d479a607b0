import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MetricError } from './errors.ts'
import { METRICS } from './metric-list.ts'
import { formatSpec, MAX_METRICS, parseMetrics } from './parse-metrics.ts'

test('a list names metrics, each once, in the order in which they are asked for', () => {
  expect(parseMetrics('entropy, alive,entropy').map(formatSpec)).toEqual(['entropy', 'alive'])
  expect(parseMetrics(['entropy', 'alive']).map(formatSpec)).toEqual(['entropy', 'alive'])
})

test('all stands for every metric that needs no run of its own', () => {
  const all = METRICS.filter(({ isOwnRun }) => !isOwnRun)
  expect(parseMetrics('all').map(({ metric }) => metric)).toEqual(all)
  expect(METRICS.length - all.length).toBe(2)
})

test('every metric is read again from the text of its spec, with each of its parameters', () => {
  for (const metric of METRICS) {
    for (const parameter of metric.parameter?.choices ?? ['']) {
      expect(parseMetrics(formatSpec({ metric, parameter }))).toEqual([
        { metric, parameter, isOptional: false },
      ])
    }
  }
})

test.each(['', 'entropie', 'entropy:2', ',', 'all:1', 'x'.repeat(10_000)])(
  'a metric that there is not is refused by name: %.20s',
  (text) => {
    expect(() => parseMetrics(text)).toThrow(MetricError)
    expect(() => parseMetrics(text)).toThrow(/there is .*entropy/)
  },
)

test('whatever is written gives specs, or a named error of bounded length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (text) => {
      try {
        expect(parseMetrics(text).length).toBeLessThanOrEqual(MAX_METRICS)
      } catch (error) {
        expect(error).toBeInstanceOf(MetricError)
        expect((error as Error).message.length).toBeLessThan(2000)
      }
    }),
  )
})
