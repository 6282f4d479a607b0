/**
 * Runs a suite, as a call of a library: nothing here knows threads, files or a terminal.
 *
 * An executor is given, which examines one entry wherever it likes; what it throws is that entry's
 * failure and nobody else's. Results come as they are done, the report in the order of the suite.
 *
 * @example
 * const suite = parseSuite(await readFile('core.yaml', 'utf8'))
 * const report = await runSuite(suite, { execute, baseline, jobs: 2, now, engine: '0.2.0' })
 * if (!report.passed) console.log(report.scenarios.filter(({ outcome }) => outcome !== 'passed'))
 */

import type { EventPublisher } from '../telemetry/event-publisher.ts'
import type { Baseline, Observation } from './baseline.ts'
import { NothingSelectedError, TimeLimitError } from './errors.ts'
import { blankReport } from './examine-entry.ts'
import { matchesGlob } from './glob.ts'
import { type EntryReport, REPORT_VERSION, type SuiteReport } from './report-schema.ts'
import type { Suite, SuiteEntry } from './suite.ts'
import { describeCompletion, describeSuiteCompletion } from './telemetry.ts'

/** Examines an entry; undefined stands for no baseline yet. */
export type ExecuteEntry = (
  entry: SuiteEntry,
  baseline: Observation | undefined,
  signal: AbortSignal | undefined,
) => Promise<EntryReport>

export interface SuiteOptions {
  readonly execute: ExecuteEntry
  /** Undefined where the suite has none yet. */
  readonly baseline: Baseline | undefined
  /** Entries that are executed at a time; 1 by default. */
  readonly jobs?: number | undefined
  /** Names of the entries that are wanted, `*` and `?` standing for others. */
  readonly filter?: string | undefined
  /** Once it is aborted no entry is begun any more, and `runSuite` throws its reason. */
  readonly signal?: AbortSignal | undefined
}

export interface ReportOptions extends SuiteOptions {
  /** Milliseconds from any start. */
  readonly now: () => number
  /** The version of Thunderline. */
  readonly engine: string
  /** The back end that was asked for; `auto` by default. */
  readonly backend?: string | undefined
  /** The suite's file, as it was named. */
  readonly file?: string | undefined
  /** Is told of each scenario that is done, and at last of the suite: an `EventBus`, or any sink. */
  readonly publisher?: EventPublisher | undefined
  /** Is asked at the end for problems of the suite that only its runs have shown. */
  readonly findProblems?: (() => readonly string[]) | undefined
  /** Is shown each result when it is there, with its place in the suite. */
  readonly onResult?: ((report: EntryReport, place: number) => void) | undefined
}

/** A result and its place among the entries that were selected. */
export interface Result {
  readonly place: number
  readonly report: EntryReport
}

/**
 * Runs a suite and reports on all of it, in its order.
 *
 * @throws {NothingSelectedError} when the filter leaves no entry.
 * @throws the signal's reason, when it is aborted.
 */
export async function runSuite(suite: Suite, options: ReportOptions): Promise<SuiteReport> {
  const startedAtMs = options.now()
  const reports: EntryReport[] = []
  for await (const { place, report } of streamSuite(suite, options)) {
    reports[place] = report
    options.publisher?.publishEvent(describeCompletion(suite.name, report))
    options.onResult?.(report, place)
  }
  options.signal?.throwIfAborted()
  const problems = [...findProblems(suite, options), ...(options.findProblems?.() ?? [])]
  const passed = reports.filter(({ outcome }) => outcome === 'passed').length
  const isInvalid = reports.some(({ outcome }) => outcome === 'invalid')
  const isGood = passed === reports.length && problems.length === 0
  const report: SuiteReport = {
    kind: 'thunderline-qa-report',
    version: REPORT_VERSION,
    engine: options.engine,
    suite: suite.name,
    file: options.file ?? null,
    backend: options.backend ?? 'auto',
    passed: isGood,
    exitCode: isInvalid ? 2 : isGood ? 0 : 1,
    counts: { scenarios: reports.length, passed, failed: reports.length - passed },
    durationMs: options.now() - startedAtMs,
    problems,
    scenarios: reports,
  }
  options.publisher?.publishEvent(describeSuiteCompletion(report))
  return report
}

/**
 * The results of a suite as they are done.
 *
 * @throws {NothingSelectedError} when the filter leaves no entry.
 */
export async function* streamSuite(
  suite: Suite,
  { execute, baseline, jobs = 1, filter, signal }: SuiteOptions,
): AsyncGenerator<Result> {
  const waiting = selectEntries(suite, filter).entries()
  const running = new Map<number, Promise<Result>>()
  const begin = () => {
    const next = signal?.aborted ? undefined : waiting.next().value
    if (next === undefined) return
    const [place, entry] = next
    const known = baseline?.scenarios
    const own = known && Object.hasOwn(known, entry.name) ? known[entry.name] : undefined
    const work = executeSafely(execute, entry, own, signal)
    running.set(
      place,
      work.then((report) => ({ place, report })),
    )
  }
  for (let job = 0; job < jobs; job++) begin()
  while (running.size > 0) {
    const result = await Promise.race(running.values())
    running.delete(result.place)
    begin()
    yield result
  }
}

/** @throws {NothingSelectedError} when the filter leaves none. */
export function selectEntries({ entries }: Suite, filter: string | undefined) {
  if (filter === undefined) return entries
  const selected = entries.filter(({ name }) => matchesGlob(filter, name))
  if (selected.length > 0) return selected
  throw new NothingSelectedError({ filter, names: entries.map(({ name }) => name) })
}

/** Whatever an executor throws is a failure of its entry. */
async function executeSafely(
  execute: ExecuteEntry,
  entry: SuiteEntry,
  baseline: Observation | undefined,
  signal: AbortSignal | undefined,
): Promise<EntryReport> {
  try {
    return await execute(entry, baseline, signal)
  } catch (error) {
    const outcome = error instanceof TimeLimitError ? 'timeout' : 'crashed'
    const message = error instanceof Error ? error.message : String(error)
    return { ...blankReport(entry), outcome, message }
  }
}

/** A baseline that is of another suite, or holds what the suite does not have any more. */
function findProblems(suite: Suite, { baseline, filter }: SuiteOptions): string[] {
  if (baseline === undefined) return ['There is no baseline yet: --update makes one.']
  const { suite: other } = baseline
  if (other !== suite.name)
    return [`The baseline is of the suite ${other}: --update makes it this one's.`]
  if (filter !== undefined) return []
  const names = new Set(suite.entries.map(({ name }) => name))
  const left = Object.keys(baseline.scenarios).filter((name) => !names.has(name))
  return left.map((name) => `The baseline holds ${name}, which the suite has no longer.`)
}
