import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { RunRecord } from '../jobs/run-record.ts'
import { TrialQueue } from '../storage/trial-queue.ts'
import {
  createStudy,
  type GivenStudy,
  proposeTrial,
  publish,
  readGivenStudies,
  readTrial,
  SMALL_STUDY,
} from '../testing/given-studies.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import { HPOExecutor } from './hpo-executor.ts'
import type { StudySource } from './study-source.ts'

let place: RunPlace
let record: ServerRecord
let queue: TrialQueue
const problems: string[] = []
const onProblem = (problem: unknown) => problems.push(String(problem))

beforeAll(async () => {
  place = await createRunFolder()
  record = await openServerRecord(place.config, onProblem, {
    ...{ threads: 0, isAuditing: false, isLeading: false },
  })
  queue = new TrialQueue({
    database: record.database,
    isAlone: true,
    leaseSeconds: 1,
    pollMs: 50,
    onProblem,
  })
})
afterAll(async () => {
  await queue.close()
  await record.close()
  await place.dispose()
})

const until = (holds: () => boolean | Promise<boolean>) =>
  expect.poll(holds, { timeout: 20_000, interval: 30 }).toBe(true)

let studies = 0
const nextStudy = (document: unknown = SMALL_STUDY, zone: 'cpu' | 'gpu' = 'cpu') => ({
  ...{ studyId: `study-${studies++}`, document, zone },
})

function open(
  given: readonly GivenStudy[],
  others: Partial<ConstructorParameters<typeof HPOExecutor>[0]> = {},
  isWorthGoingOn?: StudySource['isWorthGoingOn'],
) {
  const { bus, ledger, database, artifacts } = record
  const executor = new HPOExecutor({
    ...{ database, queue, artifacts, onProblem, name: `worker-${studies++}` },
    source: readGivenStudies(database, given, isWorthGoingOn),
    record: new RunRecord({ bus, log: ledger }),
    ...{ threadCount: 1, zones: ['cpu'], now: () => performance.now(), faultPauseMs: 50 },
    ...others,
  })
  onTestFinished(() => executor.stop())
  return executor
}

const stateOf = async (trialId: string) => (await readTrial(record.database, trialId))?.state
const isOver = async (trialId: string) => (await stateOf(trialId)) !== 'proposed'
const isIdle = async () => {
  const { cpu, gpu } = await queue.counts()
  return cpu.waiting + cpu.running + gpu.waiting + gpu.running === 0
}

/** What is on record of a trial and its shares of machines, in order. */
async function eventsOf(trialId: string) {
  const events = (await record.ledger.read(0, 100_000)).map(
    (text) => parseEntry(text).event as unknown as { type: string; data: Record<string, unknown> },
  )
  const own = events.filter(({ data }) => data.trial_id === trialId || data.run_id === trialId)
  const shares = own.map(({ data }) => data.allocation_id).filter((id) => typeof id === 'string')
  return events.filter(
    (each) => own.includes(each) || shares.includes(each.data.allocation_id as string),
  )
}

const typesOf = async (trialId: string) => (await eventsOf(trialId)).map(({ type }) => type)

const MADE = [
  'ml.trial.proposed',
  'allocation.granted',
  'ml.trial.completed',
  'allocation.released',
]

describe('what makes trials', () => {
  test('makes them in threads, with values of all objectives, and releases what it had', async () => {
    const study = nextStudy()
    await createStudy(record.bus, study)
    const jobs = []
    for (const number of [0, 1, 2]) {
      jobs.push(await proposeTrial(record.bus, study, number, { density: 100, b: number + 4 }))
    }
    const executor = open([study], { threadCount: 2 })
    executor.start()
    for (const job of jobs) await queue.put(job)
    for (const { trialId } of jobs) await until(() => isOver(trialId))
    await until(isIdle)
    for (const { trialId } of jobs) {
      const trial = await readTrial(record.database, trialId)
      expect(trial).toMatchObject({
        state: 'completed',
        values: [expect.any(Number), expect.any(Number)],
      })
      expect(await typesOf(trialId)).toEqual(MADE)
    }
    const values = await Promise.all(
      jobs.map(async ({ trialId }) => (await readTrial(record.database, trialId))?.values),
    )
    // Other rules come to other values, and the same trial made again to the same.
    expect(new Set(values.map(String)).size).toBe(3)
  })

  test('a trial that is delivered twice ends once', async () => {
    const study = nextStudy()
    await createStudy(record.bus, study)
    const job = await proposeTrial(record.bus, study, 0, { density: 100, b: 4 })
    const executor = open([study])
    executor.start()
    await queue.put(job)
    await until(() => isOver(job.trialId))
    await until(isIdle)
    expect(await queue.put(job)).toBe(true)
    await until(isIdle)
    expect(await typesOf(job.trialId)).toEqual(MADE)
  })

  test('trials of a zone that the machine has not wait, and those of a study that is paused are left', async () => {
    const far = nextStudy(SMALL_STUDY, 'gpu')
    const paused = nextStudy()
    for (const study of [far, paused]) await createStudy(record.bus, study)
    const by = { study_id: paused.studyId, by: 'somebody', reason: 'Lunch.' }
    await publish(record.bus, 'ml.study.paused', 'paused', by)
    const jobs = [
      await proposeTrial(record.bus, far, 0, { density: 100, b: 4 }),
      await proposeTrial(record.bus, paused, 0, { density: 100, b: 4 }),
    ] as const
    for (const job of jobs) await queue.put(job)
    const executor = open([far, paused])
    executor.start()
    await until(async () => (await queue.counts()).cpu.waiting === 0)
    await until(async () => (await queue.counts()).cpu.running === 0)
    expect((await queue.counts()).gpu).toEqual({ waiting: 1, running: 0 })
    expect(await stateOf(jobs[1].trialId)).toBe('proposed')
    const other = open([far], { zones: ['gpu', 'cpu'] })
    other.start()
    await until(() => isOver(jobs[0].trialId))
    await until(isIdle)
    expect(await stateOf(jobs[1].trialId)).toBe('proposed')
  })

  test('a trial that was taken up in a pause is made where the study has gone on meanwhile', async () => {
    const study = nextStudy()
    const { studyId } = study
    await createStudy(record.bus, study)
    const by = { study_id: studyId, by: 'somebody', reason: 'Lunch.' }
    await publish(record.bus, 'ml.study.paused', `${studyId}:paused`, by)
    const job = await proposeTrial(record.bus, study, 0, { density: 100, b: 4 })
    const given = readGivenStudies(record.database, [study])
    let isSeen = false
    const source: StudySource = {
      ...given,
      async readTrial(trialId) {
        const trial = await given.readTrial(trialId)
        if (isSeen) return trial
        isSeen = true
        expect(trial?.studyState).toBe('paused')
        await publish(record.bus, 'ml.study.resumed', `${studyId}:resumed`, by)
        // Whoever leads it puts what it has; this is taken.
        expect(await queue.put(job)).toBe(false)
        return trial
      },
    }
    const executor = open([study], { source })
    executor.start()
    await queue.put(job)
    await until(() => isOver(job.trialId))
    await until(isIdle)
  })

  test('a trial that fails by itself is told with its code, and one of a study that nobody can open too', async () => {
    const bad = nextStudy({
      ...SMALL_STUDY,
      objective: {
        ...SMALL_STUDY.objective,
        set: { rule: `nonsense {b} ${'x'.repeat(2000)}`, density: '{density}' },
      },
    })
    const programs = nextStudy({
      ...{ version: 1, name: 'Programs', space: SMALL_STUDY.space, budget: { trials: 1 } },
      ...{ objectives: SMALL_STUDY.objectives, objective: { kind: 'command', run: ['true'] } },
    })
    const jobs = []
    for (const study of [bad, programs]) {
      await createStudy(record.bus, study)
      jobs.push(await proposeTrial(record.bus, study, 0, { density: 100, b: 4 }))
    }
    open([bad, programs]).start()
    for (const job of jobs) await queue.put(job)
    for (const { trialId } of jobs) await until(() => isOver(trialId))
    await until(isIdle)
    const trials = await Promise.all(jobs.map(({ trialId }) => readTrial(record.database, trialId)))
    expect(trials[0]).toMatchObject({ state: 'failed', code: expect.stringMatching(/^\w+\//) })
    expect(trials[1]).toMatchObject({ state: 'failed', code: 'cerebros/programs' })
  })

  test('what is reported is on record before it is weighed, and a trial that is not worth it is pruned', async () => {
    const study = nextStudy({
      ...SMALL_STUDY,
      pruner: { name: 'median' },
      objective: { ...SMALL_STUDY.objective, seeds: { count: 4 } },
    })
    await createStudy(record.bus, study)
    const job = await proposeTrial(record.bus, study, 0, { density: 100, b: 4 })
    const weighed: unknown[] = []
    const executor = open([study], {}, async (report) => {
      const trial = await readTrial(record.database, report.trialId)
      weighed.push({ ...report, onRecord: trial?.reports.map(({ step }) => step) })
      return report.step < 2
    })
    executor.start()
    await queue.put(job)
    await until(() => isOver(job.trialId))
    const { trialId } = job
    expect(weighed).toEqual([
      { trialId, attempt: 1, step: 1, onRecord: [1] },
      { trialId, attempt: 1, step: 2, onRecord: [1, 2] },
    ])
    expect(await stateOf(trialId)).toBe('pruned')
    await until(isIdle)
  })

  test('what fails beside a trial does not fail it: it is given back, and made again', async () => {
    const study = nextStudy({
      ...SMALL_STUDY,
      pruner: { name: 'median' },
      objective: { ...SMALL_STUDY.objective, seeds: { count: 3 } },
    })
    await createStudy(record.bus, study)
    const job = await proposeTrial(record.bus, study, 0, { density: 100, b: 4 })
    let failures = 0
    const executor = open([study], {}, async () => {
      if (failures++ < 7) throw new Error('The database is gone.')
      return true
    })
    executor.start()
    await queue.put(job)
    await until(() => isOver(job.trialId))
    expect(await stateOf(job.trialId)).toBe('completed')
    await until(isIdle)
    const types = await typesOf(job.trialId)
    expect(types.filter((type) => type === 'allocation.granted')).toHaveLength(8)
    expect(types.filter((type) => type === 'allocation.released')).toHaveLength(8)
    problems.length = 0
  })

  test('a trial that is dropped while it is made is aborted, and one that is given back goes on elsewhere', async () => {
    const study = nextStudy({
      ...SMALL_STUDY,
      objective: { ...SMALL_STUDY.objective, size: [64, 64, 64], ticks: 2000, probes: [2000] },
    })
    const short = nextStudy()
    for (const each of [study, short]) await createStudy(record.bus, each)
    const job = await proposeTrial(record.bus, study, 0, { density: 100, b: 4 })
    const first = open([study, short])
    first.start()
    await queue.put(job)
    await until(() => first.going === 1)
    await first.stop()
    expect((await queue.counts()).cpu).toEqual({ waiting: 1, running: 0 })
    const second = open([study, short])
    second.start()
    await until(() => second.going === 1)
    await queue.drop(study.studyId, { running: true })
    await until(() => second.going === 0)
    expect(await stateOf(job.trialId)).toBe('proposed')
    const types = await typesOf(job.trialId)
    const granted = types.filter((type) => type === 'allocation.granted').length
    expect(types.filter((type) => type === 'allocation.released')).toHaveLength(granted)
    const next = await proposeTrial(record.bus, short, 0, { density: 100, b: 4 })
    await queue.put(next)
    await until(() => isOver(next.trialId))
  })

  test('a trial whose worker is lost is made by another, and one that loses five workers is given up', async () => {
    const study = nextStudy()
    await createStudy(record.bus, study)
    const job = await proposeTrial(record.bus, study, 0, { density: 100, b: 4 })
    const share = { allocation_id: 'owed', run_id: job.trialId, zone: 'cpu', worker: 'dead' }
    const granted = { ...share, threads: 1, memory_mib: 0 }
    await publish(record.bus, 'allocation.granted', 'allocation/owed', granted)
    await queue.put(job)
    const killer = await proposeTrial(record.bus, study, 1, { density: 100, b: 4 })
    await queue.take('cpu', 'dead')
    open([study]).start()
    await until(() => isOver(job.trialId))
    await until(isIdle)
    expect(await typesOf(job.trialId)).toEqual([
      'ml.trial.proposed',
      'allocation.granted',
      'allocation.released',
      'allocation.granted',
      'ml.trial.completed',
      'allocation.released',
    ])
    await record.database.query(
      `insert into trial_jobs.job (name, id, data, retry_limit, retry_count, started_on, state)
       values ('trials-cpu', gen_random_uuid(), $1, 9, 4, now(), 'retry')`,
      [JSON.stringify({ ...killer, lost: 0 })],
    )
    await until(() => isOver(killer.trialId))
    const lost = { state: 'failed', code: 'trial_lost', message: 'Its worker was lost 5 times.' }
    expect(await readTrial(record.database, killer.trialId)).toMatchObject(lost)
    await until(isIdle)
    expect(problems).toEqual([])
  })
})
