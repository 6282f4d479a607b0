/** Studies of a server from their request to their end, on a real record, with real threads. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openStudy } from '../../engine/node/open-study.ts'
import type { OutputOf } from '../../engine/resources/operation.ts'
import type { STUDIES_DOCUMENT } from '../../engine/resources/operations/study-operations.ts'
import type { StudyResource } from '../../engine/resources/study.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { compileStudy } from '../../engine/studies/compile-study.ts'
import { beginStudy } from '../../engine/studies/replay-record.ts'
import { AUTOMATON_STUDY, commandStudy } from '../../engine/testing/study-documents.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { FolderScenarios } from '../jobs/scenario-store.ts'
import { WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { createRunDatabase, createRunFolder, type RunPlace } from '../testing/run-place.ts'
import {
  callStudies,
  eventsOfStudy,
  type PlainTrial,
  plainTrials,
  type StudyCaller,
  searchHere,
} from '../testing/study-place.ts'
import { StudyDesk } from './study-desk.ts'
import { StudyDocuments } from './study-documents.ts'
import { StudyOverviews } from './study-overview.ts'

type DocumentOutput = OutputOf<typeof STUDIES_DOCUMENT>

/** Some of its trials are pruned. */
const PARALLEL = {
  ...{ ...AUTOMATON_STUDY, seed: 2, workers: 2, repeat: 2, budget: { trials: 12 } },
  pruner: { name: 'median', peers: 2 },
}
const TRAINING = {
  version: 1,
  name: 'Small models',
  space: [
    { name: 'head', type: 'categorical', choices: ['mlp'] },
    { name: 'mlp.width', type: 'int', low: 4, high: 16 },
  ],
  objectives: [
    { name: 'error', direction: 'minimize' },
    { name: 'parameters', direction: 'minimize' },
  ],
  budget: { trials: 3 },
  objective: { kind: 'training', task: { name: 'tabular', count: 120 }, epochs: 2 },
}
/** One that goes on for as long as anybody waits; what ends soon decides what is proposed. */
const LONG = {
  ...{ ...AUTOMATON_STUDY, budget: { trials: 5000 }, workers: 2 },
  sampler: { name: 'nsga2', population: 2 },
}

/** A latency is never twice the same. */
function withoutLatency({ result, ...trial }: PlainTrial) {
  const { values, measured } = result as { values: unknown; measured: Record<string, unknown> }
  return { ...trial, values, measured: { ...measured, latencyP95Ms: 0 } }
}

/** What anybody proposes who knows of each trial which ends its sampler knew of. */
function proposeAgain(trials: readonly TrialResource[]): readonly object[] {
  const study = beginStudy(compileStudy(LONG, { allowsCommands: false }))
  const ended = trials
    .filter(({ end }) => end !== undefined)
    .toSorted((a, b) => (a.end ?? 0) - (b.end ?? 0))
  let told = 0
  return trials.map(({ ends }) => {
    for (; told < ends; told++) {
      const { number, state, values, measured, message = '' } = ended[told]!
      const beside = Object.fromEntries(measured.map((each) => [each.name, each.value]))
      const isComplete = state === 'completed'
      study.tell(number, isComplete ? { values, measured: beside } : { failed: message })
    }
    return study.ask().params
  })
}

describe('studies, embedded', () => {
  let place: RunPlace
  let record: ServerRecord
  let caller: StudyCaller
  const lines: string[] = []
  const open = async () => {
    const config = { ...place.config, trialWorkers: 2 }
    const options = { threads: 0, isAuditing: false, pollMs: 50 }
    record = await openServerRecord(config, (line) => lines.push(line), options)
    caller = callStudies(record)
  }
  beforeAll(async () => {
    place = await createRunFolder()
    await open()
  })
  afterAll(async () => {
    await record.close()
    await place.dispose()
    expect(lines).toEqual([])
  })
  const create = (document: object, more: object = {}) =>
    caller.call('studies.create', { document: JSON.stringify(document), ...more })
  const isOver = ({ state }: StudyResource) => !['running', 'paused'].includes(state)

  test('a study makes as many trials as its budget has, the same as the command line makes', async () => {
    const here = searchHere(PARALLEL, ['--workers', '0'])
    const { study_id: id } = await create(PARALLEL)
    const study = await caller.until(id, isOver)
    expect(study).toMatchObject({ state: 'completed', why: 'trials', proposed: 12, failed: 0 })
    expect(study.pruned).toBeGreaterThan(0)
    const trials = await caller.trials(id)
    expect(plainTrials(trials)).toEqual(await here)
    const first = await caller.call<TrialResource>('trials.get', { trial_id: trials[0]!.trial_id })
    expect(first.reports.map(({ step }) => step)).toEqual([1, 2])
    expect(study.identity).toBe((await openStudy(PARALLEL, '.', { allowsCommands: false })).id)
    const types = (await eventsOfStudy(record, id)).map(({ type }) => type)
    expect(types.filter((type) => type === 'ml.trial.proposed')).toHaveLength(12)
    const ends = types.filter((type) => /^ml\.trial\.(completed|failed)$/.test(type))
    expect(ends).toHaveLength(12)
    expect(types.at(-1)).toBe('ml.study.completed')
  })

  test('a study of one worker makes the trials of the command line without being told to repeat, also of the document that is given back', async () => {
    const objective = { ...AUTOMATON_STUDY.objective, size: undefined, scenario: 'soup.json' }
    const document = { ...AUTOMATON_STUDY, seed: 8, budget: { trials: 6 }, objective }
    const initial = [{ soup: { density: 9 } }]
    const soup = { version: 1, name: 'Soup', world: { size: [12, 12] }, rule: 'B3/S23', initial }
    const files = { 'soup.json': Buffer.from(JSON.stringify(soup)).toString('base64') }
    const { study_id: id, document_sha256 } = await create(document, { files })
    await caller.until(id, isOver)
    const given = await caller.call<DocumentOutput>('studies.document', { study_id: id })
    expect(given).toMatchObject({ study_id: id, sha256: document_sha256 })
    expect(createHash('sha256').update(given.document).digest('hex')).toBe(document_sha256)
    expect(JSON.parse(given.document)).toEqual({
      ...{ study: JSON.parse(JSON.stringify(document)), files },
    })
    expect(plainTrials(await caller.trials(id))).toEqual(
      await searchHere(JSON.parse(given.document)),
    )
    // It is the same request again.
    const again = await caller.call('studies.create', { study_id: id, document: given.document })
    expect(again).toMatchObject({ study_id: id, state: 'completed' })
    await expect(caller.call('studies.document', { study_id: 'nowhere' })).rejects.toMatchObject({
      code: 'api/not-found',
    })
  })

  test('a training leaves its model, and is the training of the command line', async () => {
    const { study_id: id } = await create(TRAINING)
    await caller.until(id, isOver)
    const trials = await caller.trials(id)
    const here = await searchHere(TRAINING, ['--workers', '0'])
    expect(plainTrials(trials).map(withoutLatency)).toEqual(here.map(withoutLatency))
    const [{ measured }] = trials as readonly [TrialResource]
    expect(measured.map(({ name }) => name)).toContain('ridgeError')
    for (const { outputs } of trials) expect(outputs).toMatchObject([{ role: 'model' }])
  })

  test('what starts programs is refused by name, and so is what reads files that it does not bring', async () => {
    await expect(create(commandStudy(['true']))).rejects.toMatchObject({
      code: 'cerebros/programs',
    })
    const objective = { ...AUTOMATON_STUDY.objective, size: undefined, scenario: 'soup.yaml' }
    await expect(create({ ...AUTOMATON_STUDY, objective })).rejects.toMatchObject({
      code: 'cerebros/study',
    })
  })

  test('a study that is larger than a server takes is refused, and so is one that no file is', async () => {
    const { objective } = AUTOMATON_STUDY
    const large = [
      { budget: { trials: 10_001 } },
      { sampler: { name: 'motpe', rows: 500 } },
      { sampler: { name: 'nsga2', population: 10_000 } },
      {
        constraints: undefined,
        ...TRAINING,
        objective: { ...TRAINING.objective, timeLimitSeconds: 43_201 },
      },
      { objective: { ...objective, seeds: { count: 201 } }, pruner: { name: 'median' } },
      { name: 'zero \0' },
      { objective: { ...objective, seeds: { count: 200 } } },
      { objective: { ...objective, size: [30_000, 30_000] } },
    ]
    for (const more of large) {
      await expect(create({ ...AUTOMATON_STUDY, ...more })).rejects.toMatchObject({
        details: { cause: 'study/limit' },
      })
    }
    await expect(caller.call('studies.create', { document: 'a: [' })).rejects.toMatchObject({
      code: 'cerebros/study',
      message: expect.stringMatching(/^The study cannot be made: it cannot be read at line 1, /),
    })
  })

  test('a study of which no trial can be made is refused before any is', async () => {
    const { objective } = AUTOMATON_STUDY
    const soup = { version: 1, name: 'soup', rule: 'B3/S23', initial: [{ soup: { density: 9 } }] }
    const scenario = {
      ...objective,
      size: undefined,
      set: { 'initial[0].soup.density': '{density}', rule: '23/3/{states|2}' },
    }
    const unmade = [
      { ...objective, set: { ...objective.set, rule: 'nonsense/{states|2}' } },
      { ...objective, size: [100_000, 100_000] },
      { ...scenario, scenario: { ...soup, world: { size: [9, 9], topology: 'tours' } } },
    ]
    for (const each of unmade) {
      await expect(create({ ...AUTOMATON_STUDY, objective: each })).rejects.toMatchObject({
        details: { cause: 'study/unmade' },
        message: expect.stringMatching(
          /^The study cannot be made: None of \d+ trials looked at can be made: /,
        ),
      })
    }
  })

  test('nobody has more studies that go on than there may be', async () => {
    const { database } = record
    const texts = new FolderScenarios(join(place.config.dataFolder, 'scenarios'))
    const documents = new StudyDocuments()
    onTestFinished(() => documents.close())
    let nowMs = 0
    const desk = new StudyDesk({
      ...{
        database,
        texts,
        documents,
        newId: () => 'new',
        most: { all: 2, own: 1 },
        now: () => nowMs,
      },
      queue: { isStranded: async () => false },
      overviews: new StudyOverviews({ sumUp: () => Promise.reject(new Error('not asked for')) }),
    })
    const wanted = { document: JSON.stringify(LONG), priority: 0, zone: 'gpu' } as const
    const asked = ['a', 'b'].map((study_id) => desk.accept({ ...wanted, study_id }, 'token-0'))
    const [first, second] = await Promise.allSettled(asked)
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected'])
    // Nothing came of it in time.
    await expect(desk.accept(wanted, 'token-0')).rejects.toMatchObject({ status: 429 })
    nowMs += 31_000
    expect(await desk.accept(wanted, 'token-1')).toMatchObject({ study_id: 'study-new' })
    const ids: string[] = []
    const occupy = async (id: string) => {
      ids.push((await callStudies(record, id).call('studies.create', wanted)).study_id)
    }
    await occupy('token-1')
    await expect(desk.accept(wanted, 'token-1')).rejects.toMatchObject({ details: { isOwn: true } })
    expect(await desk.accept({ ...wanted, study_id: ids[0]! }, 'token-1')).toBeDefined()
    // Nothing is kept of another text under an id that there is.
    const other = { ...wanted, document: JSON.stringify({ ...LONG, name: 'Another' }) }
    const refused = await desk.accept({ ...other, study_id: ids[0]! }, 'token-1')
    expect(await texts.get(refused.document_sha256)).toBeUndefined()
    await occupy('token-2')
    await expect(desk.accept(wanted, 'token-3')).rejects.toMatchObject({
      ...{ code: 'cerebros/too-many-studies', details: { isOwn: false, going: 2 } },
    })
    for (const study_id of ids) await caller.call('studies.cancel', { study_id })
  })

  test('a study that is paused begins no trial, and goes on when it is resumed', async () => {
    const { study_id: id } = await create(LONG)
    await caller.until(id, ({ completed }) => completed >= 2)
    const paused = await caller.call('studies.pause', { study_id: id })
    expect(paused).toMatchObject({ state: 'paused' })
    await caller.until(id, ({ proposed, completed }) => proposed - completed <= 2)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { proposed, completed } = await caller.get(id)
    await new Promise((resolve) => setTimeout(resolve, 300))
    // What ran when it was paused may have ended; nothing has begun.
    expect((await caller.get(id)).proposed).toBe(proposed)
    expect(proposed - completed).toBeLessThanOrEqual(2)
    await expect(caller.call('studies.pause', { study_id: id })).rejects.toMatchObject({
      ...{ code: 'api/conflict', message: `Study "${id}" is paused already.` },
    })
    const first = await caller.call('studies.prioritize', { study_id: id, priority: 7 })
    expect(first).toMatchObject({ state: 'paused', priority: 7 })
    await caller.call('studies.resume', { study_id: id })
    await expect(caller.call('studies.resume', { study_id: id })).rejects.toMatchObject({
      message: `Study "${id}" is running and cannot be resumed.`,
    })
    await caller.until(id, (study) => study.completed >= proposed + 1)
    await caller.call('studies.cancel', { study_id: id })
    const ended = await caller.until(
      id,
      (study) => study.completed + study.failed === study.proposed,
    )
    expect(ended.state).toBe('cancelled')
    const trials = await caller.trials(id)
    expect(trials.length).toBeGreaterThan(4)
    expect(plainTrials(trials).map(({ params }) => params)).toEqual(proposeAgain(trials))
  })
})

describe.skipIf(WHY_NO_POSTGRES !== undefined)(
  `studies, PostgreSQL${WHY_NO_POSTGRES ?? ''}`,
  () => {
    test('a study that is asked for here is led by one of two servers and made by another', async () => {
      const place = await createRunDatabase()
      const lines: string[] = []
      const open = (trialWorkers: number) =>
        openServerRecord({ ...place.config, trialWorkers }, (line) => lines.push(line), {
          ...{ threads: 0, isAuditing: false, pollMs: 50 },
        })
      const desk = await open(0)
      const workshop = await open(2)
      try {
        const caller = callStudies(desk)
        const document = JSON.stringify(PARALLEL)
        const { study_id: id } = await caller.call('studies.create', { document })
        const study = await caller.until(id, ({ state }) => state === 'completed')
        expect(study.completed + study.pruned).toBe(12)
        const trials = await caller.trials(id)
        expect(plainTrials(trials)).toEqual(await searchHere(PARALLEL, ['--workers', '0']))
        expect(new Set(trials.map(({ worker }) => worker)).size).toBe(1)
        expect(lines).toEqual([])
      } finally {
        await workshop.close()
        await desk.close()
        await place.dispose()
      }
    })
  },
)
