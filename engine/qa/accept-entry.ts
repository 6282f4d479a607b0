/** An entry's new baseline: what two back ends agree on, and nothing else. */

import type { BackendName } from '../kernels/kernel.ts'
import { isNamedError } from '../named-error.ts'
import type { Run } from '../scenario/run.ts'
import type { Observation } from './baseline.ts'
import { listTwins } from './choose-twins.ts'
import { examineEntry, type Laboratory, planEntry } from './examine-entry.ts'
import type { EntryReport } from './report-schema.ts'
import type { SuiteEntry } from './suite.ts'

/** What came of an entry that was to be accepted. */
export interface Acceptance {
  /** How the second back end did by what the first one found; that of the first where it failed. */
  readonly report: EntryReport
  /** Undefined where they do not agree, or there is nothing to agree on. */
  readonly observation: Observation | undefined
  /** The back end that agrees. */
  readonly twin: BackendName | undefined
}

/** The reference kernel is slower than what it checks. */
const TWIN_PATIENCE = 20

/**
 * Runs an entry on the laboratory's back end and on another one.
 *
 * @throws what no caller can act on; all else is in the report.
 */
export async function acceptEntry(
  entry: SuiteEntry,
  run: Run,
  laboratory: Laboratory,
): Promise<Acceptance> {
  const first = await examineEntry(entry, run, undefined, laboratory)
  const nothing = { observation: undefined, twin: undefined }
  const { observation } = first
  const wrong = first.report.breaches.filter(({ kind }) => kind !== 'baseline')
  if (observation === undefined || wrong.length > 0) {
    return { report: { ...first.report, breaches: wrong }, ...nothing }
  }
  // Whatever a suite allows runs, two back ends are alike to the bit.
  const strict = {
    ...entry,
    ...{ bands: {}, limits: [] },
    isExact: true,
    timeLimitSeconds: TWIN_PATIENCE * entry.timeLimitSeconds,
  }
  const tried = first.report.backend as BackendName
  let undecided: EntryReport | undefined
  for (const backend of listTwins(run, tried, planEntry(entry, run).ticks)) {
    if (!(await canRun(run, backend, laboratory))) continue
    const options = { ...laboratory, backend, startSuspect: laboratory.startTwin }
    const { report } = await examineEntry(strict, run, observation, options)
    // One that came to no end, for want of memory or time, neither agrees nor does not.
    if (report.outcome === 'invalid' || report.outcome === 'timeout') {
      undecided ??= report
      continue
    }
    if (report.outcome !== 'passed') {
      const message = `${tried} and ${backend} do not agree. What ${tried} came to is taken for the baseline here.`
      return { report: { ...report, message }, ...nothing }
    }
    const { durationMs } = first.report
    return { report: { ...report, backend: tried, durationMs }, observation, twin: backend }
  }
  if (undecided !== undefined) return { report: undecided, ...nothing }
  const message = `There is no back end beside ${tried} that could agree.`
  return { report: { ...first.report, outcome: 'invalid', breaches: [], message }, ...nothing }
}

async function canRun(run: Run, backend: BackendName, { startTwin }: Laboratory) {
  try {
    const simulation = await startTwin(run, { backend, foldsDigests: false })
    simulation.dispose()
    return true
  } catch (error) {
    if (isNamedError(error) && error.code.startsWith('kernel/')) return false
    throw error
  }
}
