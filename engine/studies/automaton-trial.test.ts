import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MetricError } from '../metrics/errors.ts'
import { METRICS } from '../metrics/metric-list.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import { parseRule } from '../rules/parse-rule.ts'
import { listMetricColumns } from '../simulation/run-table.ts'
import { runCliHere } from '../testing/run-cli.ts'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import { listReplicates, valuesOfRuns } from './automaton-trial.ts'
import { compileStudy } from './compile-study.ts'
import { metricOfValue } from './metric-of-value.ts'
import { countOperations } from './modelled-cost.ts'
import { runReplicate } from './run-replicate.ts'
import { summarize } from './statistic.ts'
import type { ValuePlan } from './study-plan.ts'

const anyNumbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 })

test('statistics are what their names say', () => {
  fc.assert(
    fc.property(anyNumbers, (numbers) => {
      const ascending = [...numbers].sort((a, b) => a - b)
      expect(summarize('min', numbers)).toBe(ascending[0])
      expect(summarize('max', numbers)).toBe(ascending.at(-1))
      expect(summarize('last', numbers)).toBe(numbers.at(-1))
      const median = summarize('median', numbers)
      const isBelow = numbers.filter((each) => each <= median).length
      const isAbove = numbers.filter((each) => each >= median).length
      expect(isBelow).toBeGreaterThanOrEqual(numbers.length / 2)
      expect(isAbove).toBeGreaterThanOrEqual(numbers.length / 2)
    }),
  )
  expect(summarize('median', [4, 1, 3, 2])).toBe(2.5)
  expect(summarize('mean', [4, 1, 3, 2])).toBe(2.5)
})

const PLAN: ValuePlan = {
  ...{ name: 'value', of: 'a', when: 'last', over: 'mean' },
  ...{ target: undefined, missing: undefined },
}
const RUNS = [
  [{ a: 1 }, { a: 5 }],
  [{ a: 2 }, { a: 8 }],
  [{ a: 9 }, { a: 2 }],
]

test.each([
  [{}, 5],
  [{ when: 'mean' }, (3 + 5 + 5.5) / 3],
  [{ when: 'max', over: 'min' }, 5],
  [{ when: 'median', over: 'median' }, 5],
  [{ over: 'last' }, 2],
  // From each run, and not from their mean, which is at the target.
  [{ target: 5 }, (0 + 3 + 3) / 3],
] as const)('over the probes of each run, then over the runs: %j', (more, value) => {
  expect(valuesOfRuns([{ ...PLAN, ...more }], RUNS)).toEqual({ value })
})

test('a run without the number fails the trial, or has what stands for it', () => {
  const runs = [[{ a: 1 }, { b: 1 }], [{ a: 4 }]]
  expect(() => valuesOfRuns([PLAN], runs)).toThrow(/There is no value: run 1 of the trial has no a/)
  expect(valuesOfRuns([{ ...PLAN, missing: 100, target: 0 }], runs)).toEqual({ value: 52 })
  expect(valuesOfRuns([{ ...PLAN, when: 'max' }], runs)).toEqual({ value: 2.5 })
  expect(() => valuesOfRuns([PLAN], [[{ a: Number.POSITIVE_INFINITY }]])).toThrow(/comes to Inf/)
})

test('every number of every metric is found by its name, and asks for that metric alone', () => {
  for (const metric of METRICS) {
    const { name, parameter } = metric
    const choices = parameter === undefined ? [''] : [parameter.fallback, ...parameter.choices]
    for (const choice of choices) {
      const spec = choice === '' ? name : `${name}:${choice}`
      for (const column of listMetricColumns(parseMetrics([spec]))) {
        expect(metricOfValue(column)).toBe(spec)
      }
    }
  }
  expect(metricOfValue('field.heat.total')).toBe('fields')
  expect(metricOfValue('density.zone.north')).toBe('density')
  expect(metricOfValue('bits')).toBeUndefined()
  expect(() => metricOfValue('block-entropy.300')).toThrow(MetricError)
})

test('operations of a rule are its sites, once gathered and once for each sum, and its other steps', () => {
  // Moore in the plane: 8 sites that are gathered, 8 that are summed, its own state, a table.
  expect(countOperations(parseRule('B3/S23').rule.program)).toBe(8 + 8 + 1 + 1)
  expect(countOperations(parseRule('4555').rule.program)).toBe(26 + 26 + 1 + 1)
  const bosco = parseRule('R5,C0,M1,S34..58,B34..45,NM').rule.program
  expect(countOperations(bosco)).toBeGreaterThan(2 * 120)
})

test('numbers of a run are those that thunderline run measures', async () => {
  const { objective } = compileStudy(AUTOMATON_STUDY, { allowsCommands: false })
  if (objective.kind !== 'automaton' || objective.base.kind !== 'document') throw new Error('it is')
  const [task] = listReplicates(objective, { density: 90, kind: 'life' })
  const setup = { document: objective.base.document, settings: objective.settings }
  const readFile = () => Promise.reject(new Error('there are no files'))
  const rows = await runReplicate(setup, task!, { readFile, optionsFor: () => ({}), now: () => 0 })
  const words = ['--size', '12,12', '--topology', 'torus', '--probe', '6,12', '--ticks', '12']
  const { createTemporaryFolder } = await import('../../scripts/temporary-folder.ts')
  const folder = createTemporaryFolder()
  const scenario = {
    version: 1,
    name: 'soup',
    world: { size: [12, 12], topology: 'torus' },
    rule: 'B3/S23',
    seed: 0,
    initial: [{ soup: { density: 90 } }],
  }
  const file = folder.write('soup.json', JSON.stringify(scenario))
  const { out } = await runCliHere('run', file, ...words, '--metric', 'activity,entropy', '--json')
  folder.dispose()
  const { probes } = JSON.parse(out)
  expect(rows).toHaveLength(2)
  for (const [i, row] of rows.entries()) {
    expect(row).toMatchObject({ ...probes[i].metrics, population: probes[i].population })
    // Life's 18 operations in 144 cells, 12 times; a byte a cell.
    expect(row).toMatchObject({ cost: 18 * 144 * 12, bytes: 144 })
  }
})

test('a place whose parameter does not exist stays as the scenario has it, and ticks are whole', () => {
  const { objective } = compileStudy(AUTOMATON_STUDY, { allowsCommands: false })
  if (objective.kind !== 'automaton') throw new Error('it is one')
  const plan = { ...objective, set: { density: '{density}', ticks: '{ticks}' } }
  expect(listReplicates(plan, { density: 3 })[0]!.values).toEqual({ density: 3 })
  expect(listReplicates(plan, { density: 3, ticks: 7 })[2]).toEqual({
    ...{ values: { density: 3, ticks: 7 }, seed: '2', soups: [] },
  })
  expect(() => listReplicates(plan, { density: 3, ticks: 'soon' })).toThrow(
    /"soon" is no whole number/,
  )
})
