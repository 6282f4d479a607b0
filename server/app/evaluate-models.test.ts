/** Trainings that were imported are made again here, and their models measured beside one another on data nobody has seen. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeTask } from '../../engine/learning/data/make-task.ts'
import { TASK_SCHEMA } from '../../engine/learning/data/task-schema.ts'
import { loadModel } from '../../engine/learning/model-file.ts'
import { evaluateModel } from '../../engine/learning/train-trial.ts'
import type { LineageGraphAnswer } from '../../engine/resources/lineage.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { StudyResource } from '../../engine/resources/study.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { type DeskPlace, openDeskPlace } from '../testing/desk-place.ts'
import { searchRecord } from '../testing/study-place.ts'

type Decision = NonNullable<Promotion['decision']>

const TASK = { name: 'sequence', of: 'lag', lag: 1, length: 4, vocabulary: 3, count: 60 }
const reason = 'it was found at night'

const studyOf = (task: object, trials: number) => ({
  ...{ version: 1, name: 'What was before', budget: { trials }, sampler: 'random', seed: 4 },
  space: [{ name: 'mlp.width', type: 'int', low: 2, high: 12 }],
  objectives: [{ name: 'error', direction: 'minimize' }],
  objective: { kind: 'training', task, epochs: 2 },
})

let there: DeskPlace

beforeAll(async () => {
  there = await openDeskPlace()
  await importStudy('lag', TASK, 3)
  await importStudy('recall', { ...TASK, of: 'recall' }, 1)
  const rule = {
    kind: 'front',
    objectives: [{ name: 'testError', direction: 'minimize', margin: 1 }],
  }
  await ask('slots.define', { slot: 'model.lag', reason, rule })
})
afterAll(() => there.close())

const ask = <T>(name: string, input: object, id?: string): Promise<T> => there.ask(name, input, id)

async function importStudy(study_id: string, task: object, trials: number): Promise<void> {
  const document = studyOf(task, trials)
  const { text } = await searchRecord(document, ['--workers', '0'])
  await ask('studies.import', { study_id, document: JSON.stringify(document), record: text })
  // A list tells of no front, for which another thread would begin.
  const isOver = async () => {
    const { items } = await ask<{ items: StudyResource[] }>('studies.list', { state: 'completed' })
    return items.some((each) => each.study_id === study_id)
  }
  await vi.waitUntil(isOver, { timeout: 60_000, interval: 20 })
}

/** Makes a trial again, and gives the hash of its model. */
async function verify(trial_id: string): Promise<string> {
  const trial = await ask<TrialResource>('trials.verify', { trial_id })
  expect(trial).toMatchObject({ verified: 'agrees', outputs: [{ role: 'model' }] })
  return trial.outputs[0]!.sha256
}

const propose = (promotion_id: string, sha256: string, id: string) =>
  ask<Promotion>('promotions.propose', {
    ...{ promotion_id, slot: 'model.lag', sha256, reason },
    evidence: [{ kind: 'trial', id }],
  })

async function contentOf(sha256: string): Promise<Uint8Array> {
  const { bytes } = await ask<{ bytes: number }>('artifacts.get', { sha256 })
  const chunks: Uint8Array[] = []
  for await (const chunk of await there.record.artifacts.read({ sha256, bytes })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('a training that was imported comes to the same again, and its model is kept', async () => {
  const sha256 = await verify('lag:0')
  const { measured } = await ask<TrialResource>('trials.get', { trial_id: 'lag:0' })
  const told = Object.fromEntries(measured.map(({ name, value }) => [name, value]))
  const model = loadModel(await contentOf(sha256))
  expect(told).toMatchObject({ ...evaluateModel(model, makeTask(TASK_SCHEMA.parse(TASK))) })
})

test('models are measured on the same data that neither has seen, in one event, and decided by it', async () => {
  const [{ outputs }, second] = [
    await ask<TrialResource>('trials.get', { trial_id: 'lag:0' }),
    await verify('lag:1'),
  ]
  const first = outputs[0]!.sha256
  await propose('m0', first, 'lag:0')
  await ask('promotions.decide', { promotion_id: 'm0' })
  await propose('m1', second, 'lag:1')
  const weighed = await ask<Decision>('promotions.evaluate', { promotion_id: 'm1' })
  const drawn = `${JSON.stringify(['model.lag', 2, second, first])}/0`
  const digits = createHash('sha256').update(drawn).digest().readBigUInt64BE()
  const task = makeTask(TASK_SCHEMA.parse({ ...TASK, seed: digits.toString() }))
  const errorOf = async (sha256: string) =>
    evaluateModel(loadModel(await contentOf(sha256)), task).testError
  expect(weighed.comparisons).toMatchObject([
    {
      ...{ challenger: await errorOf(second), challenger_source: 'run:m1/2/challenger' },
      ...{ champion: await errorOf(first), champion_source: 'run:m1/2/champion' },
    },
  ])
  const { size } = there.record.ledger.head
  expect(await ask('promotions.evaluate', { promotion_id: 'm1' })).toEqual(weighed)
  expect(there.record.ledger.head.size).toBe(size)
  const { nodes } = await ask<LineageGraphAnswer>('lineage.ancestors', { node: 'promotion:m1' })
  expect(nodes.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['run:m1/2/champion', `seed:${digits}`, `artifact:${first}`]),
  )
  const { decision } = await ask<Promotion>('promotions.decide', { promotion_id: 'm1' })
  expect(decision!.comparisons).toEqual(weighed.comparisons)
})

test('a model of another task, one that is gone, and a rule beside a model are refused by name', async () => {
  await propose('m2', await verify('recall:0'), 'recall:0')
  await expect(ask('promotions.evaluate', { promotion_id: 'm2' })).rejects.toMatchObject({
    ...{ code: 'cerebros/other-task', status: 409 },
  })
  const sha256 = await verify('lag:2')
  await propose('m3', sha256, 'lag:2')
  await there.record.artifacts.remove(sha256, async () => false)
  await expect(ask('promotions.evaluate', { promotion_id: 'm3' })).rejects.toMatchObject({
    code: 'artifacts/missing',
  })
  const promotion = await ask<Promotion>('promotions.get', { promotion_id: 'm2' })
  const champion = { ...promotion, candidate: { kind: 'rule', sha256, rule: 'B3/S23' } as const }
  const { evaluator } = there.record.studies
  await expect(
    evaluator.evaluate({ promotion, champion, sequence: 3 }, { id: 'a' }),
  ).rejects.toMatchObject({
    ...{ code: 'cerebros/evaluation', message: expect.stringContaining('no model') },
  })
})
