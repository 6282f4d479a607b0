/** Studies of a server from their request to their end, on a real record, with real threads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StudyResource } from '../../engine/resources/study.ts'
import { AUTOMATON_STUDY, commandStudy } from '../../engine/testing/study-documents.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import {
  callStudies,
  eventsOfStudy,
  plainTrials,
  type StudyCaller,
  searchHere,
} from '../testing/study-place.ts'

/** Trials of it take a tenth of a second. */
const PARALLEL = { ...AUTOMATON_STUDY, workers: 3, repeat: 3, budget: { trials: 12 } }
/** One that goes on for as long as anybody waits. */
const LONG = { ...AUTOMATON_STUDY, budget: { trials: 5000 } }

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

  test('what starts programs is refused by name, and so is what reads files that it does not bring', async () => {
    await expect(create(commandStudy(['true']))).rejects.toMatchObject({
      code: 'cerebros/programs',
    })
    const objective = { ...AUTOMATON_STUDY.objective, size: undefined, scenario: 'soup.yaml' }
    await expect(create({ ...AUTOMATON_STUDY, objective })).rejects.toMatchObject({
      code: 'cerebros/study',
    })
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
