/**
 * Drivers that are killed, and drivers that lead the same studies at once: what is on record is the same study.
 *
 * A kill is a driver whose record answers nothing any more from some publication on: before it is on record, or after.
 * What it has in memory is lost, its lease stays, and another one leads on.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { tries } from '../../engine/testing/tries.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { RunRecord } from '../jobs/run-record.ts'
import { FolderScenarios } from '../jobs/scenario-store.ts'
import { TrialQueue } from '../storage/trial-queue.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import {
  callStudies,
  eventsOfStudy,
  type PlainTrial,
  plainTrials,
  type StudyCaller,
  searchHere,
} from '../testing/study-place.ts'
import { AutoMLDriver } from './auto-ml-driver.ts'
import { KeptDocuments } from './kept-documents.ts'
import { StudyThread } from './study-thread.ts'

const TRIALS = 6
const DOCUMENT = { ...AUTOMATON_STUDY, workers: 2, repeat: 2, budget: { trials: TRIALS } }
const LEASE_MS = 300

let place: RunPlace
let record: ServerRecord
let caller: StudyCaller
let queue: TrialQueue
let thread: StudyThread
let expected: readonly PlainTrial[]
const problems: unknown[] = []
let names = 0

beforeAll(async () => {
  place = await createRunFolder()
  const options = { threads: 0, isAuditing: false, isLeading: false, pollMs: 20 }
  const config = { ...place.config, trialWorkers: 1 }
  record = await openServerRecord(config, (line) => problems.push(line), options)
  caller = callStudies(record)
  queue = new TrialQueue({ database: record.database, isAlone: true, onProblem: () => {} })
  const documents = new KeptDocuments(new FolderScenarios(`${place.config.dataFolder}/scenarios`))
  thread = new StudyThread({ queries: record.database, documents })
  expected = await searchHere(DOCUMENT, ['--workers', '0'])
})
afterAll(async () => {
  await queue.close()
  await thread.close()
  await record.close()
  await place.dispose()
  expect(problems).toEqual([])
})

/** A driver that lives for so many publications; the last of them comes on record, or does not. */
function startDriver(lives: number, isLastOnRecord: boolean) {
  const { database, bus, ledger } = record
  const real = new RunRecord({ bus, log: ledger })
  const death = Promise.withResolvers<void>()
  const never = new Promise<never>(() => {})
  let left = lives
  let isDead = false
  const driver = new AutoMLDriver({
    ...{ database, queue, feed: bus.feed, name: `driver-${names++}`, leaseMs: LEASE_MS },
    record: {
      async publishEvent(event, correlationId) {
        left--
        if (left < 0 || isDead) return await never
        if (left > 0) return await real.publishEvent(event, correlationId)
        if (isLastOnRecord) await real.publishEvent(event, correlationId)
        isDead = true
        death.resolve()
        return await never
      },
      catchUp: async () => (isDead ? await never : await real.catchUp()),
    },
    thread,
    wallTimeMs: () => Date.now(),
    onProblem: (problem) => problems.push(problem),
  })
  driver.start()
  return { driver, dead: death.promise }
}

const create = async () => {
  const document = JSON.stringify(DOCUMENT)
  return (await caller.call('studies.create', { document })).study_id
}

/** One proposal and one end of each trial, one end of the study, and the trials of the command line. */
async function expectExact(id: string): Promise<void> {
  const study = await caller.get(id)
  expect(study).toMatchObject({ state: 'completed', proposed: TRIALS, completed: TRIALS })
  const trials = await caller.trials(id)
  expect(plainTrials(trials)).toEqual(expected)
  const events = await eventsOfStudy(record, id)
  const numbers = (type: string) =>
    events.flatMap(({ type: each, data }) => (each === type ? [data.number] : []))
  const all = Array.from({ length: TRIALS }, (_, number) => number)
  expect(numbers('ml.trial.proposed')).toEqual(all)
  expect(numbers('ml.trial.completed').toSorted()).toEqual(all)
  expect(events.filter(({ type }) => type === 'ml.study.completed')).toHaveLength(1)
}

test('a study is the same whenever its driver is killed, and none of its trials is proposed twice', async () => {
  const anyKills = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(anyKills, async (kills) => {
      const id = await create()
      const isOver = () => caller.until(id, ({ state }) => state === 'completed')
      for (const [lives, isLastOnRecord] of kills) {
        const { dead } = startDriver(lives, isLastOnRecord)
        await Promise.race([dead, isOver()])
      }
      const { driver } = startDriver(Number.POSITIVE_INFINITY, true)
      await isOver()
      await driver.stop()
      await expectExact(id)
    }),
    { numRuns: tries(3) },
  )
})

test('two drivers that both believe to lead a study propose no trial twice', async () => {
  const id = await create()
  // Leases that nobody heeds: each driver takes the lead whenever it looks.
  const greedy = () => startDriver(1e9, true)
  const { database } = record
  const drivers = [greedy(), greedy()]
  const stealing = setInterval(() => void database.query('delete from study_leases'), 5)
  await caller.until(id, ({ state }) => state === 'completed')
  clearInterval(stealing)
  await Promise.all(drivers.map(({ driver }) => driver.stop()))
  await expectExact(id)
})
