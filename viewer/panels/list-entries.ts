/** Which entries of a report are listed, and in which order. */
import type { EntryReport, SuiteReport } from '../../engine/qa/report-schema.ts'

export type Outcome = EntryReport['outcome']

/** Those that a person has to look at first. */
export const OUTCOMES: readonly Outcome[] = ['failed', 'crashed', 'timeout', 'invalid', 'passed']

export interface ListedEntry {
  /** Its place in the report. */
  readonly place: number
  readonly entry: EntryReport
}

/** Entries of one outcome or of all: the worst outcomes first, then in the report's order. */
export function listEntries(report: SuiteReport, outcome: Outcome | 'all'): ListedEntry[] {
  const rank = ({ entry }: ListedEntry) => OUTCOMES.indexOf(entry.outcome)
  return report.scenarios
    .map((entry, place) => ({ place, entry }))
    .filter(({ entry }) => outcome === 'all' || entry.outcome === outcome)
    .sort((a, b) => rank(a) - rank(b) || a.place - b.place)
}

/** How many entries came to each outcome; those that none came to are left out. */
export function countOutcomes(report: SuiteReport): { outcome: Outcome; count: number }[] {
  return OUTCOMES.map((outcome) => ({
    outcome,
    count: report.scenarios.filter((entry) => entry.outcome === outcome).length,
  })).filter(({ count }) => count > 0)
}
