/** How records of searches come on record beside other studies, and what is left of the budgets of theirs. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { compileStudy } from '../../engine/studies/compile-study.ts'
import { beginStudy } from '../../engine/studies/replay-record.ts'
import { writeStudyBundle } from '../../engine/studies/study-bundle.ts'
import { formatEntry, type RecordEntry } from '../../engine/studies/study-record.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import type { ServerRecord } from '../app/server-record.ts'
import { RunRecord } from '../jobs/run-record.ts'
import type { FolderScenarios } from '../jobs/scenario-store.ts'
import type { TrialQueue } from '../storage/trial-queue.ts'
import { type DriverPlace, openDriverPlace } from '../testing/driver-place.ts'
import { publish } from '../testing/given-studies.ts'
import type { RunPlace } from '../testing/run-place.ts'
import { eventsOfStudy, type StudyCaller } from '../testing/study-place.ts'
import { AutoMLDriver } from './auto-ml-driver.ts'
import { KeptDocuments } from './kept-documents.ts'
import type { StudyThread } from './study-thread.ts'

const DOCUMENT = { ...AUTOMATON_STUDY, workers: 2, budget: { trials: 12 } }
const TRIALS = 6
const HASH = 'a'.repeat(64)

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

interface Watch {
  /** What is published in each look at all studies: the study of each event. */
  readonly looks: string[][]
  /** What the driver itself has read. */
  readonly read: string[]
  readonly problems: unknown[]
}

function startDriver(pauseMs = 0, laterMs = 0): Watch & { stop(): Promise<void> } {
  const { database, bus, ledger } = record
  const real = new RunRecord({ bus, log: ledger })
  const documents = new KeptDocuments(texts)
  const watch: Watch = { looks: [], read: [], problems: [] }
  const driver = new AutoMLDriver({
    ...{ database, queue, thread, feed: bus.feed, name: `driver-${names++}` },
    ...{ leaseMs: 150, faultPauseMs: 10 },
    documents: {
      async readText(sha256) {
        watch.read.push(sha256)
        return await documents.readText(sha256)
      },
    },
    record: {
      async publishEvent(event, correlationId) {
        watch.looks.at(-1)!.push(String(event.data.study_id))
        await new Promise((done) => setTimeout(done, pauseMs))
        return await real.publishEvent(event, correlationId)
      },
      async catchUp() {
        watch.looks.push([])
        return await real.catchUp()
      },
    },
    wallTimeMs: () => Date.now() + laterMs,
    onProblem: (problem) => watch.problems.push(problem),
  })
  driver.start()
  onTestFinished(async () => {
    await driver.stop()
    const { items } = await caller.call<Page>('studies.list', { state: 'running' })
    for (const { study_id } of items) await caller.call('studies.cancel', { study_id })
  })
  return { ...watch, stop: () => driver.stop() }
}

interface Page {
  readonly items: readonly { readonly study_id: string }[]
}

/** A search of which the first trials were made, each of which took so long. */
function searchText(takesMs = 1000): string {
  const study = beginStudy(compileStudy(DOCUMENT, { allowsCommands: false }))
  const lines: RecordEntry[] = [{ kind: 'study', version: 1, id: HASH, name: 'A', study: {} }]
  for (let trial = 0; trial < TRIALS; trial++) {
    const { params } = study.ask()
    const result = { values: [trial, -trial], measured: { disorder: 0 } }
    study.tell(trial, result)
    lines.push({ kind: 'ask', trial, params: { ...params }, atMs: trial * takesMs })
    lines.push({ kind: 'tell', trial, result, atMs: (trial + 1) * takesMs })
  }
  return lines.map(formatEntry).join('')
}

/** Puts a study on record as it is when its record was taken. */
async function begin(study_id: string, text: string, spentMs = 6000, more: object = {}) {
  const sha256 = await texts.put(text)
  const document_sha256 = await texts.put(writeStudyBundle(JSON.stringify(DOCUMENT), undefined))
  await publish(record.bus, 'ml.study.created', `${study_id}:created`, {
    ...{ study_id, name: study_id, document_sha256, identity: HASH, seed: '3', sampler: 'tpe@1' },
    objectives: DOCUMENT.objectives,
    ...{ trials: 12, workers: 2, priority: 0, zone: 'cpu', engine: '1', created_by: 'tests' },
    record: { sha256, trials: TRIALS, ends: TRIALS, spent_ms: spentMs },
    ...more,
  })
  return sha256
}

test('records come on record by turns, and other studies have their trials proposed between them', async () => {
  const ids = ['a', 'b', 'c']
  for (const id of ids) await begin(id, searchText())
  await caller.call('studies.create', { study_id: 'usual', document: JSON.stringify(DOCUMENT) })
  const { looks } = startDriver(30)
  for (const id of ids) await caller.until(id, ({ proposed }) => proposed > TRIALS)
  // Those of the record, of which each look has some of one study.
  const left = new Map(ids.map((id) => [id, 2 * TRIALS]))
  const turns: string[] = []
  for (const look of looks) {
    const imported = look.filter((id) => (left.get(id) ?? 0) > 0)
    for (const id of imported) left.set(id, left.get(id)! - 1)
    expect(new Set(imported).size).toBeLessThan(2)
    turns.push(...new Set(imported))
  }
  expect(turns.slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  const usual = looks.findIndex((look) => look.includes('usual'))
  expect(looks.slice(0, usual).flat()).toEqual([])
})

test('whoever leads next does not read a record again that is there', async () => {
  const sha256 = await begin('there', searchText())
  const first = startDriver()
  await caller.until('there', ({ proposed }) => proposed === TRIALS + 2)
  expect(first.read).toEqual([sha256])
  await first.stop()
  const { read, looks } = startDriver()
  await expect.poll(() => looks.length, { interval: 20 }).toBeGreaterThan(2)
  expect(await queue.counts()).toMatchObject({ cpu: { waiting: 2 } })
  expect(read).toEqual([])
  expect((await eventsOfStudy(record, 'there')).length).toBe(1 + 2 * TRIALS + 2)
})

test('a budget of seconds has left what the record has not spent, whatever its trials claim', async () => {
  const hour = { seconds: 3600 }
  await begin('spent', searchText(), 3_600_000, hour)
  // Ten trials at a time claim more than there is of an hour.
  await begin('left', searchText(7_200_000), 3_599_000, hour)
  startDriver(0, 7_200_000)
  expect(await caller.until('spent', ({ state }) => state !== 'running')).toMatchObject({
    ...{ state: 'completed', why: 'seconds', proposed: TRIALS },
  })
  await caller.until('left', ({ proposed }) => proposed === TRIALS + 2)
})

test('a study whose record is gone for good fails, though it is led between its turns', async () => {
  const sha256 = await begin('gone', `${searchText()}\n`)
  await rm(join(place.config.dataFolder, 'scenarios', `${sha256}.json`))
  const { problems } = startDriver()
  expect(await caller.until('gone', ({ state }) => state !== 'running')).toMatchObject({
    ...{ state: 'failed', failure: { code: 'cerebros/document-gone' } },
  })
  expect(problems).toHaveLength(5)
})
