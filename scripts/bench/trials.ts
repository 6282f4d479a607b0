/** How fast trials of studies are submitted and made through the queue, and what the queue costs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { evaluateAutomata } from '../../engine/node/evaluate-automaton.ts'
import { openStudy } from '../../engine/node/open-study.ts'
import { parseDocument } from '../../engine/scenario/parse-document.ts'
import type { Params } from '../../engine/search/parameter.ts'
import { createStudy as createSearch } from '../../engine/search/study.ts'
import { openServerRecord, type ServerRecord } from '../../server/app/server-record.ts'
import { HPOExecutor } from '../../server/cerebros/hpo-executor.ts'
import { RunRecord } from '../../server/jobs/run-record.ts'
import { TrialQueue } from '../../server/storage/trial-queue.ts'
import { selectTrials } from '../../server/storage/trial-tables.ts'
import {
  createStudy,
  type GivenStudy,
  proposeTrial,
  readGivenStudies,
} from '../../server/testing/given-studies.ts'
import { WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import {
  createRunDatabase,
  createRunFolder,
  type RunPlace,
} from '../../server/testing/run-place.ts'
import { type Benchmark, type BenchmarkRow, percentile } from '../benchmark.ts'
import { ROOT } from '../project.ts'

/** What the seeds ask for (Thunderbolt, performance). */
const SUBMISSIONS_A_MINUTE = 100
const EVALUATIONS_A_MINUTE = 20

const PACED_SECONDS = 60
/** In one go. */
const TRIALS = 100
const THREADS = 2
const IN_FLIGHT = 8
const WARM_TRIALS = 8
const STUDY = 'scenarios/studies/lively-and-calm.yaml'
const document = parseDocument(readFileSync(join(ROOT, STUDY), 'utf8'))

export const benchmark: Benchmark = {
  name: 'trials',
  about:
    `Trials of ${STUDY}: three runs of an automaton each. A submission puts a trial on record and in the queue, and ` +
    'ends when both are durable; an evaluation goes from when a worker has taken the trial up to when its values are known, and ' +
    `a turnaround from the proposal to the end, both on record. Wanted: ${SUBMISSIONS_A_MINUTE} submissions and ` +
    `${EVALUATIONS_A_MINUTE} evaluations a minute. Paced: ${SUBMISSIONS_A_MINUTE} a minute for ${PACED_SECONDS} s, made ` +
    `meanwhile on one thread. In one go: ${TRIALS} trials, ${IN_FLIGHT} submissions at a time, then made on ${THREADS} ` +
    'threads. The baseline makes the same trials on as many threads without queue, record or database.',
  async run() {
    const params = await proposeParams(TRIALS)
    const rows = [await measureBaseline(params)]
    rows.push(...(await measurePlace('embedded', createRunFolder, params)))
    if (WHY_NO_POSTGRES === undefined) {
      rows.push(...(await measurePlace('PostgreSQL', createRunDatabase, params)))
    } else console.log(`  PostgreSQL${WHY_NO_POSTGRES}`)
    return rows
  },
}

/** What a sampler at random proposes first. */
async function proposeParams(count: number): Promise<readonly Params[]> {
  const { plan } = await open()
  const { space, objectives, seed } = plan
  const directions = objectives.map(({ direction }) => direction)
  const search = createSearch({ space: space.parameters, directions, sampler: 'random', seed })
  return Array.from({ length: count }, () => search.ask().params)
}

const open = () => openStudy(document, ROOT, { allowsCommands: false })

async function measureBaseline(all: readonly Params[]): Promise<BenchmarkRow> {
  const { plan, maker } = await open()
  if (maker.kind !== 'automaton') throw new Error('It is no study of automata.')
  const evaluator = evaluateAutomata(plan, maker.plan, maker.source, THREADS)
  const times: number[] = []
  const evaluate = async (params: Params, number: number) => {
    const startMs = performance.now()
    const { signal } = new AbortController()
    await evaluator.evaluate({ number, params }, { signal, report: async () => true })
    times.push(performance.now() - startMs)
  }
  try {
    await inFlight(THREADS, all.slice(0, WARM_TRIALS), evaluate)
    times.length = 0
    const startMs = performance.now()
    await inFlight(THREADS, all, evaluate)
    const tookMs = performance.now() - startMs
    return rowOf(`baseline: ${THREADS} threads, no queue`, all.length, tookMs, times)
  } finally {
    await evaluator.close()
  }
}

async function measurePlace(
  name: string,
  createPlace: () => Promise<RunPlace>,
  params: readonly Params[],
): Promise<BenchmarkRow[]> {
  const place = await createPlace()
  const problems: string[] = []
  const onProblem = (problem: unknown) => problems.push(String(problem))
  const options = { threads: 0, isAuditing: false, isLeading: false }
  const record = await openServerRecord(place.config, onProblem, options)
  const isAlone = place.config.databaseUrl === undefined
  const queue = new TrialQueue({ database: record.database, isAlone, onProblem })
  const bench = new PlaceBench(name, record, queue, onProblem)
  try {
    const rows = [...(await bench.measurePaced(params)), ...(await bench.measureBurst(params))]
    if (problems.length > 0) throw new Error(problems.join('\n'))
    return rows
  } finally {
    await queue.close()
    await record.close()
    await place.dispose()
  }
}

class PlaceBench {
  readonly #name: string
  readonly #record: ServerRecord
  readonly #queue: TrialQueue
  readonly #onProblem: (problem: unknown) => void

  constructor(
    name: string,
    record: ServerRecord,
    queue: TrialQueue,
    onProblem: (problem: unknown) => void,
  ) {
    this.#name = name
    this.#record = record
    this.#queue = queue
    this.#onProblem = onProblem
  }

  /** Submissions at an even rate, made meanwhile. */
  async measurePaced(params: readonly Params[]): Promise<BenchmarkRow[]> {
    const study = await this.#create('paced')
    const executor = this.#start(study, 1)
    const first = await this.#warm(study, params)
    const count = Math.round((SUBMISSIONS_A_MINUTE * PACED_SECONDS) / 60)
    const submissions: number[] = []
    const startMs = performance.now()
    const pending: Promise<void>[] = []
    for (let n = 0; n < count; n++) {
      const waitMs = startMs + (n * 60_000) / SUBMISSIONS_A_MINUTE - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      const number = WARM_TRIALS + n
      pending.push(this.#submit(study, number, params[n % params.length]!, submissions))
    }
    await Promise.all(pending)
    const submittedMs = performance.now() - startMs
    const endedMs = (await this.#untilAllEnded(study, count)) - startMs
    await executor.stop()
    const { made, turnarounds } = await this.#readTimes(study, count)
    return [
      { subject: `${this.#name}: the first trial of a study`, values: turnaroundsOf([first]) },
      rowOf(`${this.#name}, paced: submissions`, count, submittedMs, submissions),
      {
        ...rowOf(`${this.#name}, paced: evaluations`, count, endedMs, made),
        ...{ values: { ...rowOf('', count, endedMs, made).values, ...turnaroundsOf(turnarounds) } },
      },
    ]
  }

  /** As many as go: submissions of a zone that nobody has, and then others that are made while they come. */
  async measureBurst(params: readonly Params[]): Promise<BenchmarkRow[]> {
    const far = await this.#create('far', 'gpu')
    const submissions: number[] = []
    const startMs = performance.now()
    await inFlight(IN_FLIGHT, params, (each, number) =>
      this.#submit(far, number, each, submissions),
    )
    const submittedMs = performance.now() - startMs
    const study = await this.#create('burst')
    const executor = this.#start(study, THREADS)
    await this.#warm(study, params)
    const beginMs = performance.now()
    await inFlight(IN_FLIGHT, params, (each, n) => this.#submit(study, WARM_TRIALS + n, each, []))
    const endedMs = (await this.#untilAllEnded(study, params.length)) - beginMs
    await executor.stop()
    const { made } = await this.#readTimes(study, params.length)
    const { length } = params
    return [
      rowOf(`${this.#name}, in one go: submissions`, length, submittedMs, submissions),
      rowOf(`${this.#name}, in one go: evaluations`, length, endedMs, made),
    ]
  }

  /** Has the first trials of a study made, for which its threads are begun; gives the turnaround of the first in ms. */
  async #warm(study: GivenStudy, params: readonly Params[]): Promise<number> {
    await inFlight(THREADS, params.slice(0, WARM_TRIALS), (each, number) =>
      this.#submit(study, number, each, []),
    )
    await this.#untilAllEnded(study, WARM_TRIALS, 0)
    return (await this.#readTimes(study, 1, 0)).turnarounds[0]!
  }

  async #create(studyId: string, zone: 'cpu' | 'gpu' = 'cpu'): Promise<GivenStudy> {
    const study = { studyId, document, zone }
    await createStudy(this.#record.bus, study)
    return study
  }

  async #submit(study: GivenStudy, number: number, params: Params, times: number[]) {
    const startMs = performance.now()
    await this.#queue.put(await proposeTrial(this.#record.bus, study, number, params))
    times.push(performance.now() - startMs)
  }

  #start(study: GivenStudy, threadCount: number): HPOExecutor {
    const { database, artifacts, bus, ledger } = this.#record
    const executor = new HPOExecutor({
      ...{ database, artifacts, queue: this.#queue, threadCount, zones: ['cpu'] },
      source: readGivenStudies(database, [study]),
      record: new RunRecord({ bus, log: ledger }),
      name: `worker-of-${study.studyId}`,
      now: () => performance.now(),
      onProblem: this.#onProblem,
    })
    executor.start()
    return executor
  }

  /** Gives when all had ended. */
  async #untilAllEnded({ studyId }: GivenStudy, count: number, from = WARM_TRIALS) {
    for (;;) {
      const trials = await selectTrials(this.#record.database, studyId, { from, count })
      const ended = trials.filter(({ state }) => state !== 'proposed')
      if (ended.length === count) return performance.now()
      await sleep(200)
    }
  }

  async #readTimes({ studyId }: GivenStudy, count: number, from = WARM_TRIALS) {
    const trials = await selectTrials(this.#record.database, studyId, { from, count })
    const failed = trials.filter(({ state }) => state !== 'completed')
    if (failed.length > 0) throw new Error(`${failed.length} trials were not completed.`)
    return {
      made: trials.map(({ duration_ms }) => duration_ms ?? 0),
      turnarounds: trials.map((each) => each.ended_at_ms! - each.proposed_at_ms),
    }
  }
}

function rowOf(
  subject: string,
  count: number,
  tookMs: number,
  times: readonly number[],
): BenchmarkRow {
  const values = {
    perMinute: (60_000 * count) / tookMs,
    p50Ms: percentile(times, 50),
    p99Ms: percentile(times, 99),
  }
  return { subject, values }
}

const turnaroundsOf = (times: readonly number[]) => ({
  turnaroundP50Ms: percentile(times, 50),
  turnaroundP99Ms: percentile(times, 99),
})

/** Does something with all items, so many at a time. */
async function inFlight<T>(
  lanes: number,
  items: readonly T[],
  act: (item: T, place: number) => Promise<void>,
): Promise<void> {
  const waiting = [...items.entries()].toReversed()
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      await act(next[1], next[0])
  }
  await Promise.all(Array.from({ length: lanes }, work))
}
