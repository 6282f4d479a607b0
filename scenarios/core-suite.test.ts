/** The core suite, run once as `thunderline qa` runs it. */
import { beforeAll, describe, expect, test } from 'vitest'
import { openSuite } from '../engine/node/open-suite.ts'
import { runSuiteInNode } from '../engine/node/run-suite.ts'
import { formatEntry } from '../engine/qa/format-report.ts'
import { plain } from '../engine/qa/paint.ts'
import type { SuiteReport } from '../engine/qa/report-schema.ts'

const opened = await openSuite('core')
let report: SuiteReport

beforeAll(async () => {
  report = await runSuiteInNode(opened)
}, 180_000)

test('the core suite has at least thirty scenarios, each with its baseline', () => {
  const names = opened.suite.entries.map(({ name }) => name)
  expect(names.length).toBeGreaterThanOrEqual(30)
  expect(Object.keys(opened.baseline!.scenarios).sort()).toEqual(names.sort())
})

describe('the core suite', () => {
  test.each(opened.suite.entries.map(({ name }, place) => [name, place] as const))(
    '%s is as its baseline',
    (_, place) => {
      const entry = report.scenarios[place]!
      expect(formatEntry(entry, plain).slice(1)).toEqual([])
      expect(entry.outcome).toBe('passed')
    },
  )

  test('is passed as a whole', () => {
    expect(report).toMatchObject({ passed: true, exitCode: 0, problems: [] })
  })
})
