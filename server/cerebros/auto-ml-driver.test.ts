/** What leads studies, where something is in its way: a document that is none, a database that fails, a pause, a clock. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeProposed } from '../../engine/studies/trial-facts.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import type { ServerRecord } from '../app/server-record.ts'
import { RunRecord } from '../jobs/run-record.ts'
import type { FolderScenarios } from '../jobs/scenario-store.ts'
import type { Database } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { leadStudy } from '../storage/study-lease-tables.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { TrialQueue } from '../storage/trial-queue.ts'
import { type DriverPlace, openDriverPlace } from '../testing/driver-place.ts'
import { publish } from '../testing/given-studies.ts'
import type { RunPlace } from '../testing/run-place.ts'
import { eventsOfStudy, type StudyCaller } from '../testing/study-place.ts'
import { AutoMLDriver, type AutoMLDriverOptions } from './auto-ml-driver.ts'
import { KeptDocuments } from './kept-documents.ts'
import { StudyDesk } from './study-desk.ts'
import { StudyOverviews } from './study-overview.ts'
import { StudyThread } from './study-thread.ts'

const DOCUMENT = { ...AUTOMATON_STUDY, workers: 2, budget: { trials: 6 } }

let there: DriverPlace
let place: RunPlace
let record: ServerRecord
let caller: StudyCaller
let queue: TrialQueue
let thread: StudyThread
let texts: FolderScenarios
let names = 0

beforeAll(async () => {
  there = await openDriverPlace()
  ;({ place, record, caller, queue, thread, texts } = there)
})
afterAll(() => there.close())

function startDriver(others: Partial<AutoMLDriverOptions> = {}) {
  const { database, bus, ledger } = record
  const problems: unknown[] = []
  const driver = new AutoMLDriver({
    ...{ database, queue, thread, feed: bus.feed, name: `driver-${names++}` },
    ...{ record: new RunRecord({ bus, log: ledger }), leaseMs: 150, faultPauseMs: 10 },
    documents: new KeptDocuments(texts),
    wallTimeMs: () => Date.now(),
    onProblem: (problem) => problems.push(problem),
    ...others,
  })
  driver.start()
  onTestFinished(async () => {
    await driver.stop()
    for (const { study_id } of (await caller.call<Page>('studies.list', { state: 'running' }))
      .items)
      await caller.call('studies.cancel', { study_id })
    await drain()
  })
  return { driver, problems }
}

interface Page {
  readonly items: readonly { readonly study_id: string }[]
}

const create = async (document: object = DOCUMENT, more: object = {}) => {
  const text = JSON.stringify(document)
  return (await caller.call('studies.create', { document: text, ...more })).study_id
}
const isOver = ({ state }: { readonly state: string }) => state !== 'running'
const fileOf = (sha256: string) => join(place.config.dataFolder, 'scenarios', `${sha256}.json`)
const until = (holds: () => boolean | Promise<boolean>) =>
  expect.poll(holds, { timeout: 10_000, interval: 20 }).toBe(true)

/** A database of which one kind of statement does something else first, as often as that says so. */
function withFirst(begins: string, act: () => Promise<void>): Database {
  const { database } = record
  return new Proxy(database, {
    get(target, name) {
      if (name !== 'query') {
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      }
      return async (sql: string, parameters?: never) => {
        if (sql.trimStart().startsWith(begins)) await act()
        return await target.query(sql, parameters)
      }
    },
  })
}

/** Takes up what waits, as a worker does, and lets go of it. */
async function drain(): Promise<number> {
  for (let count = 0; ; count++) {
    const job = await queue.take('cpu', 'drain')
    if (job === undefined) return count
    await queue.done(job.trialId, 'drain')
  }
}

test('a study whose document is gone for good fails with a code, and can still be looked at', async () => {
  // Its trial is on record, and then its document is lost.
  const id = await create({ ...DOCUMENT, name: 'Gone' })
  const { document_sha256: sha256 } = await caller.get(id)
  await rm(fileOf(sha256))
  const { problems } = startDriver()
  const study = await caller.until(id, isOver)
  expect(study).toMatchObject({ state: 'failed', failure: { code: 'cerebros/document-gone' } })
  expect(study.front).toEqual([])
  // It is asked for some times: a disk may not be there yet.
  expect(problems).toHaveLength(5)
})

test('a study whose document is none for this version fails at once', async () => {
  for (const [text, code] of [
    ['a: [', 'scenario/syntax'],
    ['{"version":9}', 'study/invalid'],
  ] as const) {
    const { study_id: _, ...told } = (await eventsOfStudy(record, await create()))[0]!.data
    const studyId = `none-${names}`
    const sha256 = await texts.put(text)
    const data = { ...told, study_id: studyId, document_sha256: sha256 }
    await publish(record.bus, 'ml.study.created', `${studyId}:created`, data as never)
    const { problems } = startDriver()
    const study = await caller.until(studyId, isOver)
    expect(study).toMatchObject({ state: 'failed', failure: { code } })
    expect(problems).toHaveLength(1)
  }
})

test('what may pass is tried again, each time later, and ends nothing', async () => {
  const id = await create({ ...DOCUMENT, name: 'Patient' })
  const atMs: number[] = []
  const failing = new StudyThread({
    queries: record.database,
    documents: {
      async readText(sha256) {
        atMs.push(performance.now())
        if (atMs.length < 6) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
        return (await texts.get(sha256))!
      },
    },
  })
  onTestFinished(() => failing.close())
  const { problems } = startDriver({ thread: failing, leaseMs: 30 })
  await caller.until(id, ({ proposed }) => proposed === 2)
  expect(problems).toHaveLength(5)
  const pauses = atMs.slice(1).map((at, i) => at - atMs[i]!)
  expect(pauses.map((pause, i) => pause >= 9 * 2 ** i)).toEqual([true, true, true, true, true])
})

test('leads of before that cannot be freed at the start are freed later', async () => {
  const id = await create()
  await leadStudy(record.database, { studyId: id, leader: 'gone', leaseMs: 3_600_000 })
  let faults = 2
  const database = withFirst('delete from study_leases', async () => {
    if (faults-- > 0) throw new Error('the database is away')
  })
  const { problems } = startDriver({ database, isAlone: true })
  await caller.until(id, ({ proposed }) => proposed === 2)
  expect(problems).toHaveLength(2)
})

test('trials that were taken up in a pause too short to be seen are put again at once', async () => {
  const id = await create()
  const { bus, ledger } = record
  const real = new RunRecord({ bus, log: ledger })
  let held = Promise.resolve()
  startDriver({
    record: {
      publishEvent: (event, correlationId) => real.publishEvent(event, correlationId),
      async catchUp() {
        await held
        return await real.catchUp()
      },
    },
  })
  const waiting = async () => (await queue.counts()).cpu.waiting
  await until(async () => (await waiting()) === 2)
  const { promise, resolve } = Promise.withResolvers<void>()
  onTestFinished(() => resolve())
  held = promise
  // What it was doing is done.
  await new Promise((done) => setTimeout(done, 200))
  await caller.call('studies.pause', { study_id: id })
  expect(await drain()).toBe(2)
  await caller.call('studies.resume', { study_id: id })
  resolve()
  await until(async () => (await waiting()) === 2)
  await drain()
})

test('whoever leads next gives trials that wait the priority of their study', async () => {
  const id = await create()
  const { driver } = startDriver()
  await until(async () => (await queue.counts()).cpu.waiting === 2)
  await driver.stop()
  await caller.call('studies.prioritize', { study_id: id, priority: 5 })
  startDriver()
  const { priority } = await (async () => {
    for (;;) {
      const job = await queue.take('cpu', 'a')
      if (job?.priority === 5) return job
      if (job !== undefined) await queue.giveBack(job.trialId, 'a', { isCounted: false })
      await new Promise((done) => setTimeout(done, 50))
    }
  })()
  expect(priority).toBe(5)
  await queue.drop(id, { running: true })
})

test('whoever takes a study over proposes nothing beyond what another has proposed meanwhile', async () => {
  const id = await create({ ...DOCUMENT, workers: 4, budget: { trials: 2 } })
  const stored = (await selectResource(record.database, STUDY_TABLE, id))!
  const propose = async (number: number) => {
    const params = { density: 20, kind: 'life' }
    const event = describeProposed(stored, { number, params }, 0)
    const { seq } = await record.bus.publishEvent(event, { correlationId: 'tests' })
    await record.bus.waitUntilHeard(seq, 10_000)
  }
  await propose(0)
  let isFirst = true
  const database = withFirst('insert into study_leases', async () => {
    if (isFirst) await propose(1)
    isFirst = false
  })
  const { driver } = startDriver({ database })
  await until(async () => (await queue.counts()).cpu.waiting === 2)
  await driver.stop()
  const types = (await eventsOfStudy(record, id)).map(({ type }) => type)
  expect(types.filter((type) => type === 'ml.trial.proposed')).toHaveLength(2)
})

test('an hour without a server spends nothing of a budget in seconds, and an hour of trials does', async () => {
  const id = await create({ ...DOCUMENT, budget: { trials: 6, seconds: 600 } })
  const wallTimeMs = () => Date.now() + 3_600_000
  startDriver({ wallTimeMs })
  await caller.until(id, ({ proposed }) => proposed === 2)
  const end = async (number: number, durationMs: number) => {
    const ids = { study_id: id, trial_id: `${id}:${number}`, number }
    await publish(record.bus, 'ml.trial.failed', `${id}:${number}:ended`, {
      ...{ ...ids, code: 'tests', message: 'Why.', worker: 'tests', duration_ms: durationMs },
    } as never)
  }
  await end(0, 1000)
  await caller.until(id, ({ proposed }) => proposed === 3)
  await end(1, 700_000)
  await end(2, 1000)
  const study = await caller.until(id, isOver)
  expect(study).toMatchObject({ state: 'completed', why: 'seconds', proposed: 3 })
})

test('a study that no machine makes trials of says so', async () => {
  const stranded = new TrialQueue({
    ...{ database: record.database, isAlone: true, strandedMs: 50, onProblem: () => {} },
  })
  onTestFinished(() => stranded.close())
  const { database } = record
  const documents = { describe: () => Promise.reject(new Error('nothing is sent')) }
  const desk = new StudyDesk({
    ...{ database, texts, queue: stranded, overviews: new StudyOverviews(thread) },
    ...{ documents, records: documents },
    ...{ newId: () => 'new', now: () => 0 },
  })
  const id = await create(DOCUMENT, { zone: 'gpu' })
  const describe = async () => desk.describe((await selectResource(database, STUDY_TABLE, id))!)
  expect(await describe()).not.toHaveProperty('waiting_for')
  startDriver()
  await until(async () => (await describe()).waiting_for === 'worker')
  await caller.call('studies.pause', { study_id: id })
  expect(await describe()).not.toHaveProperty('waiting_for')
  await caller.call('studies.resume', { study_id: id })
})
