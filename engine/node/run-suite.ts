/**
 * Runs suites in Node: each scenario in a thread of its own, so that none can harm another.
 *
 * @example
 * const report = await runSuiteInNode(await openSuite('core'))
 * if (!report.passed) process.exitCode = 1
 */
import { availableParallelism } from 'node:os'
import type { BackendName } from '../kernels/kernel.ts'
import type { Acceptance } from '../qa/accept-entry.ts'
import { type Baseline, emptyBaseline, type Observation } from '../qa/baseline.ts'
import { compareObservation } from '../qa/compare-observation.ts'
import type { Breach, EntryReport, SuiteReport } from '../qa/report-schema.ts'
import { runSuite } from '../qa/run-suite.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import { type OpenSuite, writeBaseline } from './open-suite.ts'
import { createQaPool } from './qa-pool.ts'
import { runQaTask } from './qa-task.ts'

export interface NodeSuiteOptions {
  readonly backend?: 'auto' | BackendName
  /** Threads, each with one scenario at a time; as many as there are cores by default. With 0 there are none. */
  readonly threads?: number
  /** Threads of each scenario's kernel; 1 by default. */
  readonly kernelThreads?: number | undefined
  /** How long a scenario whose time is over may take to end by itself. */
  readonly graceSeconds?: number
  readonly filter?: string | undefined
  readonly signal?: AbortSignal
  /** The version of Thunderline that the report names. */
  readonly engine?: string
  readonly publisher?: EventPublisher | undefined
  /** Milliseconds from any start. */
  readonly now?: () => number
  readonly onResult?: (report: EntryReport, place: number) => void
}

/** Runs a suite and reports on it. @throws {NothingSelectedError} when the filter leaves nothing. */
export async function runSuiteInNode(
  opened: OpenSuite,
  options: NodeSuiteOptions = {},
): Promise<SuiteReport> {
  const observed = new Map<string, Observation>()
  const take = ({ report, observation }: Acceptance) => {
    if (observation !== undefined) observed.set(report.name, observation)
    return report
  }
  const findProblems = () => findPackConflicts(opened, observed).map(({ words }) => words)
  return runWith(opened, options, take, { accepts: false, findProblems })
}

/** Packs that have one version and different values in two entries of a suite, by its order. */
function findPackConflicts({ suite }: OpenSuite, observed: ReadonlyMap<string, Observation>) {
  const first = new Map<string, { readonly name: string; readonly hash: string }>()
  return suite.entries.flatMap(({ name }) =>
    Object.entries(observed.get(name)?.packs ?? {}).flatMap(([pack, hash]) => {
      const known = first.get(pack)
      if (known === undefined) first.set(pack, { name, hash })
      if (known === undefined || known.hash === hash) return []
      const words = `The pack ${pack} has other values in ${name} than in ${known.name}: give one of them a new version.`
      return [{ name, words }]
    }),
  )
}

/** What `--update` did. */
export interface UpdateOutcome {
  readonly file: string
  /** What became of each entry that two back ends agree on. */
  readonly changes: readonly { readonly name: string; readonly what: string }[]
  /** Entries that no two back ends agree on; while there are any, nothing is written. */
  readonly refused: readonly EntryReport[]
}

/**
 * Makes what two back ends agree on the baseline of a suite; entries that a filter leaves out stay.
 *
 * @throws {NothingSelectedError} when the filter leaves nothing.
 */
export async function updateSuiteInNode(
  opened: OpenSuite,
  options: NodeSuiteOptions = {},
): Promise<UpdateOutcome> {
  const accepted = new Map<string, Observation>()
  const known = Object.values(opened.baseline?.scenarios ?? {})
  const take = ({ report, observation }: Acceptance): EntryReport => {
    const changed = observation && findChangedPack(known, observation)
    if (changed !== undefined) {
      const message = `The pack ${changed} has other values than the baseline's: give it a new version.`
      return { ...report, outcome: 'failed', message }
    }
    if (observation !== undefined) accepted.set(report.name, observation)
    return report
  }
  const { scenarios } = await runWith(opened, options, take, { accepts: true })
  const conflicts = new Map(
    findPackConflicts(opened, accepted).map(({ name, words }) => [name, words]),
  )
  for (const name of conflicts.keys()) accepted.delete(name)
  const refused = scenarios
    .filter(({ name }) => !accepted.has(name))
    .map((report): EntryReport => {
      const message = conflicts.get(report.name)
      return message === undefined ? report : { ...report, outcome: 'failed', message }
    })
  const { suite, baselineFile: file } = opened
  const before = opened.baseline?.scenarios ?? {}
  const changes = [...accepted].map(([name, found]) => ({
    name,
    what: describeChange(Object.hasOwn(before, name) ? before[name] : undefined, found),
  }))
  const names = new Set(suite.entries.map(({ name }) => name))
  const left = Object.keys(before).filter((name) => !names.has(name))
  const removed = left.map((name) => ({ name, what: 'is left out, as the suite has it no longer' }))
  const isKept = ([name]: [string, Observation]) => names.has(name)
  const kept = Object.fromEntries(Object.entries(before).filter(isKept))
  const baseline: Baseline = {
    ...emptyBaseline(suite.name),
    scenarios: { ...kept, ...Object.fromEntries(accepted) },
  }
  if (refused.length === 0) await writeBaseline(file, baseline)
  return { file, changes: [...changes, ...removed], refused }
}

/** A pack with the version of one that a baseline knows, and other values. */
function findChangedPack(
  known: readonly Observation[],
  { packs }: Observation,
): string | undefined {
  return Object.entries(packs).find(([pack, hash]) =>
    known.some((before) => before.packs[pack] !== undefined && before.packs[pack] !== hash),
  )?.[0]
}

/** Every change that a person who reviews a baseline wants to know. */
function describeChange(before: Observation | undefined, found: Observation): string {
  if (before === undefined) return 'is new'
  const breaches = compareObservation(before, found, { bands: {}, limits: [], isExact: true })
  if (breaches.length === 0) return 'as before'
  const shown = breaches.slice(0, 4).map(describeStep)
  const more = breaches.length > shown.length ? `, and ${breaches.length - shown.length} more` : ''
  return `${shown.join(', ')}${more}`
}

function describeStep({ what, tick, expected, found }: Breach): string {
  const at = tick === null ? '' : ` at tick ${tick}`
  return `${what}${at}: ${expected ?? 'nothing'} becomes ${found ?? 'nothing'}`
}

interface RunTerms {
  /** Whether entries are to be made a baseline of. */
  readonly accepts: boolean
  readonly findProblems?: () => readonly string[]
}

async function runWith(
  { suite, file, folder, baseline }: OpenSuite,
  options: NodeSuiteOptions,
  take: (acceptance: Acceptance) => EntryReport,
  { accepts, findProblems }: RunTerms,
): Promise<SuiteReport> {
  const { backend = 'auto', threads = availableParallelism(), engine = '' } = options
  const { kernelThreads = 1 } = options
  const workers = createQaPool(Math.max(1, threads), options.graceSeconds)
  try {
    return await runSuite(suite, {
      ...{ baseline, backend, file, engine },
      jobs: Math.max(1, threads),
      filter: options.filter,
      signal: options.signal,
      onResult: options.onResult,
      publisher: options.publisher,
      findProblems,
      now: options.now ?? (() => performance.now()),
      async execute(entry, own, signal) {
        const task = { folder, entry, baseline: own, backend, kernelThreads, accepts }
        return take(await (threads === 0 ? runQaTask(task, () => {}) : workers.run(task, signal)))
      },
    })
  } finally {
    await workers.close()
  }
}
