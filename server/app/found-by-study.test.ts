/** From a study to what is in use: real trials, their models and rules, promoted and traced back, on a server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Artifact } from '../../engine/resources/artifact.ts'
import type { LineageGraphAnswer, LineageStep } from '../../engine/resources/lineage.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { buildLineageHandlers } from '../api/handlers/lineage-handlers.ts'
import { buildStudyHandlers } from '../api/handlers/study-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { createRunFolder, OPEN_GATE, type RunPlace } from '../testing/run-place.ts'
import { buildResourceHandlers } from './build-resource-handlers.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'

const TRAINING_STUDY = {
  version: 1,
  name: 'Small perceptrons',
  space: [
    { name: 'head', type: 'categorical', choices: ['mlp'] },
    { name: 'mlp.width', type: 'int', low: 2, high: 8 },
    { name: 'mlp.layers', type: 'int', low: 0, high: 1 },
    { name: 'mlp.activation', type: 'categorical', choices: ['relu'] },
    { name: 'learningRate', type: 'float', low: 0.01, high: 0.1, log: true },
    { name: 'batch', type: 'categorical', choices: [16] },
  ],
  objectives: [
    { name: 'error', direction: 'minimize' },
    { name: 'multiplyAdds', direction: 'minimize' },
  ],
  budget: { trials: 2 },
  // It is told of each epoch, and ends none of so few trials.
  pruner: 'median',
  seed: 1,
  objective: { kind: 'training', task: { name: 'tabular', count: 60 }, epochs: 2 },
}
const reason = 'it is the best so far'

let place: RunPlace
let record: ServerRecord
let desk: OperationDesk
const lines: string[] = []

beforeAll(async () => {
  place = await createRunFolder()
  const config = { ...place.config, trialWorkers: 1 }
  const options = { threads: 0, isAuditing: false, pollMs: 50 }
  record = await openServerRecord(config, (line) => lines.push(line), options)
  const { database, studies, bus } = record
  desk = new OperationDesk({
    gate: OPEN_GATE,
    handlers: [
      ...buildResourceHandlers(record),
      ...buildLineageHandlers(record),
      ...buildStudyHandlers({ database, studies: studies.desk }),
    ],
    async publishEvent(event, request) {
      const published = await bus.publishEvent(event, request)
      await bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
})
afterAll(async () => {
  await record.close()
  await place.dispose()
  expect(lines).toEqual([])
})

async function ask<T>(name: string, input: object): Promise<T> {
  const principal = { id: 'someone', scopes: ['admin'] }
  const caller = { principal, surface: 'rest', rateKey: 'k', correlationId: 'c' } as const
  return (await desk.call(name, input, caller)) as T
}

/** The trials of a study when it is over, by number. */
async function search(study_id: string, document: object): Promise<readonly TrialResource[]> {
  await ask('studies.create', { study_id, document: JSON.stringify(document) })
  const isOver = async () =>
    (await ask<{ state: string }>('studies.get', { study_id })).state === 'completed'
  await expect.poll(isOver, { timeout: 60_000, interval: 50 }).toBe(true)
  const { items } = await ask<{ items: TrialResource[] }>('trials.list', { study_id })
  return items.toReversed()
}

async function ancestorsOf(node: string) {
  const { nodes, pending } = await ask<LineageGraphAnswer>('lineage.ancestors', {
    ...{ node, include_pending: true },
  })
  return { ids: nodes.map(({ id }) => id), pending }
}

test('the model of a trial is promoted by what the trial measured, and leads back to its study', async () => {
  const trials = await search('perceptrons', TRAINING_STUDY)
  expect(trials.map(({ state }) => state)).toEqual(['completed', 'completed'])
  const front = { name: 'error', direction: 'minimize' }
  await ask('slots.define', {
    ...{ slot: 'model.tabular', reason },
    rule: { kind: 'front', objectives: [front] },
  })
  const made: Promotion[] = []
  for (const { trial_id, outputs } of trials) {
    const evidence = [{ kind: 'trial', id: trial_id }]
    const { sha256 } = outputs[0]!
    const input = { promotion_id: trial_id, slot: 'model.tabular', sha256, evidence, reason }
    await ask('promotions.propose', input)
    made.push(await ask<Promotion>('promotions.decide', { promotion_id: trial_id }))
  }
  const [first, second] = trials.map(({ values }) => values[0]!)
  expect(made.map(({ decision }) => decision!.verdict)).toEqual([
    ...['promoted', second! < first! ? 'promoted' : 'refused'],
  ])
  expect(made[1]!.decision!.comparisons).toMatchObject([{ challenger: second, champion: first }])
  const { trial_id, proposal_id, outputs } = trials[0]!
  const model = `artifact:${outputs[0]!.sha256}`
  const study = await ask<{ document_sha256: string }>('studies.get', { study_id: 'perceptrons' })
  const sources = [
    ...[`trial:${trial_id}`, `proposal:${proposal_id}`, 'study:perceptrons', 'seed:1'],
    `scenario:${study.document_sha256}`,
  ]
  const behind = await ancestorsOf(model)
  expect(behind.ids).toEqual(expect.arrayContaining(sources))
  expect(behind.pending).toEqual([])
  const inUse = await ancestorsOf('deployment:model.tabular/1')
  expect(inUse.ids).toEqual(expect.arrayContaining([...sources, model, `promotion:${trial_id}`]))
  // A model of another trial is not what this one has measured.
  const other = await ask<{ items: Artifact[] }>('artifacts.list', { role: 'model' })
  const sha256 = other.items.find((each) => each.sha256 !== outputs[0]!.sha256)!.sha256
  const evidence = [{ kind: 'trial', id: trial_id }]
  await expect(
    ask('promotions.propose', { slot: 'model.tabular', sha256, evidence, reason }),
  ).rejects.toMatchObject({ code: 'api/evidence' })
}, 120_000)

test('each trial of a study is there with its proposal, its metrics and its outputs', async () => {
  const { items } = await ask<{ items: TrialResource[] }>('trials.list', {
    study_id: 'perceptrons',
  })
  const texts = await record.ledger.read(0, 10_000)
  const events = texts.map((text) => JSON.parse(text).event as { type: string; data: TrialEnd })
  for (const { trial_id, proposal_id, outputs } of items) {
    const ended = events.find(
      ({ type, data }) => type === 'ml.trial.completed' && data.trial_id === trial_id,
    )
    const { node, parents, children } = await ask<LineageStep>('lineage.get', {
      ...{ node: `trial:${trial_id}`, include_pending: true },
    })
    expect(node.attributes).toMatchObject({ state: 'completed', last_step: 2 })
    expect(parents).toMatchObject([{ id: `proposal:${proposal_id}`, role: 'proposal' }])
    const metrics = children.filter(({ role }) => role === 'metric')
    expect(metrics).toHaveLength(ended!.data.metrics.length)
    expect(children).toContainEqual({
      ...{ id: `artifact:${outputs[0]!.sha256}`, role: 'output:model', is_pending: false },
    })
  }
})

interface TrialEnd {
  readonly trial_id: string
  readonly metrics: readonly object[]
}

test('a rule that a template of a study has made is promoted in its canonical notation, and no other is', async () => {
  const [trial] = await search('soups', { ...AUTOMATON_STUDY, budget: { trials: 1 } })
  const states = trial!.parameters.find(({ name }) => name === 'states')?.value ?? 2
  const rule = parseRule(`23/3/${states}`).rule.canonical
  await ask('slots.define', {
    ...{ slot: 'rule.demo', reason },
    rule: {
      ...{ kind: 'front', objectives: [{ name: 'activity', direction: 'maximize' }] },
      constraints: [{ name: 'cells', direction: 'minimize', threshold: 144 }],
    },
  })
  const evidence = [{ kind: 'trial', id: trial!.trial_id }]
  const propose = (rule: string) =>
    ask<Promotion>('promotions.propose', { slot: 'rule.demo', rule, evidence, reason })
  await expect(propose('B36/S23')).rejects.toMatchObject({ code: 'api/evidence' })
  const { promotion_id, candidate } = await propose(rule)
  expect(candidate).toMatchObject({ kind: 'rule', rule })
  const decided = await ask<Promotion>('promotions.decide', { promotion_id })
  expect(decided.decision!.comparisons).toMatchObject([
    { name: 'activity', challenger: trial!.values[0] },
    { name: 'cells', challenger: trial!.values[1], outcome: 'kept' },
  ])
  const { ids, pending } = await ancestorsOf(`rule:${candidate.sha256}`)
  const sources = [`trial:${trial!.trial_id}`, `proposal:${trial!.proposal_id}`, 'study:soups']
  expect(ids).toEqual(expect.arrayContaining(sources))
  expect(pending).toEqual([])
}, 120_000)
