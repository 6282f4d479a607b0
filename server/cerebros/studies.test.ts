/** Studies of a server from their request to their end, on a real record, with real threads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StudyResource } from '../../engine/resources/study.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { AUTOMATON_STUDY, commandStudy } from '../../engine/testing/study-documents.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import {
  callStudies,
  eventsOfStudy,
  type PlainTrial,
  plainTrials,
  type StudyCaller,
  searchHere,
} from '../testing/study-place.ts'

/** Trials of it take a tenth of a second. */
const PARALLEL = { ...AUTOMATON_STUDY, workers: 3, repeat: 3, budget: { trials: 12 } }
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
/** One that goes on for as long as anybody waits. */
const LONG = { ...AUTOMATON_STUDY, budget: { trials: 5000 } }

/** A latency is never twice the same. */
function withoutLatency({ result, ...trial }: PlainTrial) {
  const { values, measured } = result as { values: unknown; measured: Record<string, unknown> }
  return { ...trial, values, measured: { ...measured, latencyP95Ms: 0 } }
}

describe('studies, embedded', () => {
  let place: RunPlace
  let record: ServerRecord
  let caller: StudyCaller
  const lines: string[] = []
  const open = async () => {
    const config = { ...place.config, trialWorkers: 3 }
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
    expect(plainTrials(await caller.trials(id))).toEqual(await here)
    const types = (await eventsOfStudy(record, id)).map(({ type }) => type)
    expect(types.filter((type) => type === 'ml.trial.proposed')).toHaveLength(12)
    expect(types.filter((type) => type === 'ml.trial.completed')).toHaveLength(12)
    expect(types.at(-1)).toBe('ml.study.completed')
  })

  test('a study of one worker makes the trials of the command line without being told to repeat', async () => {
    const document = { ...AUTOMATON_STUDY, seed: 8, budget: { trials: 6 } }
    const { study_id: id } = await create(document)
    await caller.until(id, isOver)
    expect(plainTrials(await caller.trials(id))).toEqual(await searchHere(document))
  })

  test('trials that a pruner ends are those that it ends on the command line', async () => {
    const pruned = { ...PARALLEL, seed: 2, pruner: { name: 'median', peers: 2 } }
    const { study_id: id } = await create(pruned)
    const study = await caller.until(id, isOver)
    expect(study.pruned).toBeGreaterThan(0)
    expect(study.completed + study.pruned).toBe(12)
    const trials = await caller.trials(id)
    expect(plainTrials(trials)).toEqual(await searchHere(pruned, ['--workers', '0']))
    const [first] = trials
    const { reports } = await caller.call<TrialResource>('trials.get', {
      trial_id: first!.trial_id,
    })
    expect(reports.map(({ step }) => step)).toEqual([1, 2])
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
    const large = { ...AUTOMATON_STUDY, budget: { trials: 10_001 } }
    await expect(create(large)).rejects.toMatchObject({
      details: { cause: 'study/limit' },
    })
    await expect(caller.call('studies.create', { document: 'a: [' })).rejects.toMatchObject({
      code: 'cerebros/study',
    })
    const most = new Set<string>()
    await expect(async () => {
      for (let i = 0; i < 40; i++) {
        const id = `full-${i}`
        await create(AUTOMATON_STUDY, { study_id: id, zone: 'gpu' })
        most.add(id)
      }
    }).rejects.toMatchObject({ code: 'cerebros/too-many-studies' })
    expect(most.size).toBeLessThanOrEqual(32)
    for (const study_id of most) await caller.call('studies.cancel', { study_id })
  })

  test('a study that is paused begins no trial, and goes on when it is resumed', async () => {
    const { study_id: id } = await create(LONG)
    await caller.until(id, ({ completed }) => completed >= 2)
    const paused = await caller.call('studies.pause', { study_id: id })
    expect(paused).toMatchObject({ state: 'paused' })
    await caller.until(id, ({ proposed, completed }) => proposed - completed <= 1)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { proposed } = await caller.get(id)
    await expect(caller.call('studies.pause', { study_id: id })).rejects.toMatchObject({
      code: 'api/conflict',
    })
    const first = await caller.call('studies.prioritize', { study_id: id, priority: 7 })
    expect(first).toMatchObject({ state: 'paused', priority: 7 })
    await caller.call('studies.resume', { study_id: id })
    await caller.until(id, (study) => study.completed >= proposed + 1)
    await caller.call('studies.cancel', { study_id: id })
    const ended = await caller.until(
      id,
      (study) => study.completed + study.failed === study.proposed,
    )
    expect(ended.state).toBe('cancelled')
  })
})
