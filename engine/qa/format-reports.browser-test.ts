import { expect, test } from 'vitest'
import { formatJUnit } from './format-junit.ts'
import { REPORT_VERSION, type SuiteReport } from './report-schema.ts'

const hostile = (unknown: readonly string[]) =>
  `a<b>&"'\n]]>${unknown.join('!')}[31m\t\u{1f41b} ::error::`

/** With signs that XML does not have. */
const HOSTILE = hostile(['\u0000', '\u001b', '\ud800', '\uffff'])

/** A report whose every word is hostile. */
const report: SuiteReport = {
  kind: 'thunderline-qa-report',
  version: REPORT_VERSION,
  ...{ engine: HOSTILE, suite: HOSTILE, file: null, backend: 'auto', passed: false, exitCode: 1 },
  counts: { scenarios: 3, passed: 1, failed: 2 },
  durationMs: 1234,
  problems: [HOSTILE],
  scenarios: (['passed', 'failed', 'crashed'] as const).map((outcome) => ({
    ...{ name: HOSTILE, path: HOSTILE, document: null, outcome, backend: null, ticks: 4 },
    message: outcome === 'crashed' ? HOSTILE : null,
    ...{ durationMs: 5, divergence: null, probes: [], summary: {} },
    breaches:
      outcome === 'failed'
        ? [
            {
              ...{ kind: 'metric', what: HOSTILE, tick: 3, expected: 1, found: HOSTILE },
              ...{ band: HOSTILE, by: null },
            } as const,
          ]
        : [],
  })),
}

test("JUnit's XML is well-formed whatever the words are, and says how it went", () => {
  const xml = formatJUnit(report)
  const document = new DOMParser().parseFromString(xml, 'application/xml')
  expect(document.querySelector('parsererror')).toBeNull()
  const suite = document.querySelector('testsuites > testsuite')!
  const named = (name: string) => suite.getAttribute(name)
  expect([named('tests'), named('failures'), named('errors')]).toEqual(['4', '1', '2'])
  expect(named('time')).toBe('1.234')
  expect(named('name')).toBe(hostile(Array(4).fill('\ufffd')))
  const cases = [...suite.querySelectorAll('testcase')]
  expect(cases.map((each) => each.firstElementChild?.tagName)).toEqual([
    undefined,
    'failure',
    'error',
    'error',
  ])
  expect(cases[1]!.textContent).toContain('a<b>&"')
})
