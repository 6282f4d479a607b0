import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { parseBaseline } from './baseline.ts'
import { SuiteInvalidError } from './errors.ts'
import { parseSuite } from './parse-suite.ts'

const suiteOf = (more: object, ...entries: object[]) =>
  parseSuite(JSON.stringify({ version: 1, name: 'some', entries, ...more }))

test('an entry is called as it says, else as its file, else as the scenario that is written out', () => {
  const { entries } = suiteOf(
    {},
    { name: 'first', scenario: 'a.yaml' },
    { scenario: 'deep/er/second.v2.yaml' },
    { scenario: { version: 1, name: 'third' } },
  )
  expect(entries.map(({ name }) => name)).toEqual(['first', 'second.v2', 'third'])
})

test("an entry's metrics come after those of the suite, its bands before them", () => {
  const bands = { alive: { absolute: 3 }, 'alive.ratio': 'exact' }
  const [entry] = suiteOf(
    { metrics: ['entropy', 'alive'], bands },
    { scenario: 'a.yaml', metrics: ['alive', 'activity'], bands: { alive: { max: 9 } } },
  ).entries
  expect(entry).toMatchObject({
    metrics: ['entropy', 'alive', 'activity'],
    bands: {
      alive: { kind: 'limits', min: undefined, max: 9 },
      'alive.ratio': { kind: 'exact' },
      'entropy.normalized': { kind: 'relative', share: 0.05 },
    },
    isExact: true,
    digest: 'every tick',
    timeLimitSeconds: 30,
  })
})

test('all faults of a suite are named at once', () => {
  const error = thrownBy(() =>
    suiteOf(
      { bands: { alive: { min: 5, max: 3 } }, metrics: ['entropi'], extra: 1 },
      { scenario: '../../etc/passwd' },
      { scenario: 'a.yaml', ticks: 5, probes: [6] },
      { scenario: 'b/a.yaml', bands: { entropy: { about: 3 } } },
    ),
  )
  expect(error).toBeInstanceOf(SuiteInvalidError)
  const fields = (error as SuiteInvalidError).details.faults.map(({ field }) => field)
  expect(fields.sort()).toEqual([
    'bands.alive',
    'entries[0].scenario',
    'entries[1].probes[0]',
    'entries[2].bands.entropy',
    'entries[2].name',
    'extra',
    'metrics[0]',
  ])
})

test('a band of nothing that could be measured is a fault, one of a channel or a zone is none', () => {
  const bands = (...names: string[]) =>
    suiteOf(
      { bands: Object.fromEntries(names.map((name) => [name, 'exact'])) },
      { scenario: 'a.yaml' },
    )
  expect(thrownBy(() => bands('entorpy', 'clusterz*', 'alive'))).toMatchObject({
    details: { faults: [{ field: 'bands.entorpy' }, { field: 'bands.clusterz*' }] },
  })
  bands('alive*', 'ali*', 'population', 'heat.total', 'zone.west.bits', 'clusters*', '*', 'period')
})

test.each([
  ['a path that leaves the folder', { scenario: 'a/../../b.yaml' }],
  ['no scenario', { name: 'a' }],
  ['a name that would be a command', { name: '::error::', scenario: 'a.yaml' }],
  ['a limit of time that is none', { scenario: 'a.yaml', timeLimitSeconds: 0 }],
  ['ticks that are no whole number', { scenario: 'a.yaml', ticks: 1.5 }],
])('%s is refused by name', (_, entry) => {
  expect(thrownBy(() => suiteOf({}, entry))).toMatchObject({ code: 'qa/suite' })
})

test('whatever a file holds, it is a suite or a named error, and so is a baseline', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"version":1,"name":"a","entries":[{"scenario":${json}}]}`),
    fc.json().map((json) => `{"version":1,"suite":"a","scenarios":{"a":${json}}}`),
  )
  for (const read of [parseSuite, parseBaseline]) {
    fc.assert(
      fc.property(anyText, (text) => {
        const outcome = thrownBy(() => read(text))
        expect(outcome === undefined || isNamedError(outcome)).toBe(true)
      }),
    )
  }
})
