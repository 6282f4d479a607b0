/** Lineage as a person asks for it, out of the ledger of a folder. */
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const MODEL = 'a'.repeat(64)
const DATA = 'b'.repeat(64)
const LATER = 'c'.repeat(64)
const origin = { purpose: 'training', parameters: [{ name: 'rate', value: 0.5 }], seed: '7' }
const inputs = [
  { kind: 'dataset', id: 'digits', sha256: DATA },
  { kind: 'artifact', id: LATER },
]
const code = { engine: '0.2.0', revision: 'abc' }
const EVENTS = [
  ['ml.run.created', { run_id: 'r1', created_by: 'me', ...origin, ...code, inputs }],
  ['artifact.stored', { sha256: MODEL, bytes: 1, media_type: 'a/b', role: 'model', run_id: 'r1' }],
  [
    'dataset.registered',
    {
      ...{ dataset_id: 'digits', sha256: DATA, bytes: 9, media_type: 'text/csv' },
      ...{ origin: 'https://example.org/digits', registered_by: 'me' },
    },
  ],
] as const

let folder: string

beforeEach(async () => {
  const made = createTemporaryFolder()
  onTestFinished(made.dispose)
  folder = made.path
  const ledger = await FileLedger.open({ folder: join(folder, 'ledger') })
  for (const [place, [type, data]] of EVENTS.entries()) {
    const event = { type, time: `2026-01-02T03:04:0${place}.000Z`, data }
    await ledger.append({ key: `k${place}`, event })
  }
  await ledger.close()
})

const thunderline = (...words: string[]) =>
  runCliHereAt(() => 0, [...words, '--data', folder], SERVER_COMMANDS)
const json = async (...words: string[]) => JSON.parse((await thunderline(...words)).out)

test('one question leads from an artifact to its run, seed, code and data, with where they came from', async () => {
  const { nodes, edges, truncated } = await json('lineage', `artifact:${MODEL}`, '--json')
  expect(nodes.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
    ...['artifact', 'code', 'dataset', 'run', 'seed'],
  ])
  expect(truncated).toBe(false)
  const dataset = nodes.find(({ kind }: { kind: string }) => kind === 'dataset')
  expect(dataset).toMatchObject({
    attributes: { names: ['digits'], origins: ['https://example.org/digits'] },
    depth: 2,
    first_seq: 2,
  })
  expect(edges).toContainEqual({ from: `dataset:${DATA}`, to: 'run:r1', role: 'input' })
  expect(JSON.stringify({ nodes, edges })).not.toContain(LATER)
})

test('what is named and not told of is shown to who asks for it, and alone it is nothing', async () => {
  const { pending } = await json('lineage', 'run:r1', '--pending', '--json')
  expect(pending).toEqual([`artifact:${LATER}`])
  const { exitCode, err } = await thunderline('lineage', `artifact:${LATER}`)
  expect([exitCode, err]).toEqual([2, expect.stringContaining('tells of no')])
})

test('one question leads from what is in use to the trial that found it, its proposal, study and numbers', async () => {
  const ledger = await FileLedger.open({ folder: join(folder, 'ledger') })
  const trial = { trial_id: 't1', study_id: 's1', number: 0 }
  const slot = { promotion_id: 'p1', slot: 'rule.demo', by: 'me' }
  const compared = { name: 'activity', direction: 'maximize', use: 'objective' }
  const told = [
    // The last comes first: late parents have no place held for them.
    [
      'ml.promotion.decided',
      {
        ...{ ...slot, verdict: 'promoted', ground: 'first', explanation: 'activity is 0.5' },
        ...{ revision: 1, sequence: 1, verdict_id: 'v' },
        comparisons: [
          { ...compared, challenger: 0.5, challenger_source: 'trial:t1', outcome: 'unmatched' },
        ],
      },
    ],
    [
      'ml.promotion.proposed',
      {
        ...{ ...slot, reason: 'lively', evidence: [{ kind: 'trial', id: 't1' }] },
        candidate: { kind: 'rule', sha256: DATA, rule: 'B3/S23' },
      },
    ],
    ['ml.trial.completed', { ...trial, metrics: [{ name: 'activity', value: 0.5 }] }],
    [
      'ml.trial.proposed',
      {
        ...{ ...trial, proposal_id: 'q1', sampler: 'motpe 1', seed: '7', inputs: [] },
        parameters: [{ name: 'rule', value: 'B3/S23' }],
      },
    ],
    [
      'ml.study.created',
      {
        ...{ study_id: 's1', name: 'lively', document_sha256: LATER, identity: MODEL, seed: '7' },
        ...{ sampler: 'motpe 1', objectives: [], trials: 1, workers: 1, priority: 0 },
        ...{ zone: 'cpu', engine: '0.2.0', created_by: 'me' },
      },
    ],
  ] as const
  for (const [place, [type, data]] of told.entries()) {
    const event = { type, time: `2026-01-02T03:05:0${place}.000Z`, data }
    await ledger.append({ key: `p${place}`, event })
  }
  await ledger.close()
  const { nodes } = await json('lineage', 'deployment:rule.demo/1', '--json')
  expect(nodes.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['deployment', 'promotion', 'metric', 'rule', 'trial', 'proposal', 'seed', 'study'],
    ...['code', 'scenario'],
  ])
  const rule = await json('lineage', `rule:${DATA}`, '--json')
  expect(rule.edges).toContainEqual({ from: 'trial:t1', to: `rule:${DATA}`, role: 'found' })
  const prov = await json('lineage', 'deployment:rule.demo/1', '--format', 'prov', '--json')
  expect(JSON.stringify(prov.wasInformedBy)).toContain('promotion')
})

test('people read a list, the other way too, and programs what they know', async () => {
  const { out } = await thunderline('lineage', `dataset:${DATA}`, '--descendants')
  expect(out).toContain(`2  artifact:${MODEL}  (entry 1)\n     output:model: run:r1\n`)
  const few = await thunderline('lineage', `dataset:${DATA}`, '--descendants', '--nodes', '2')
  expect(few.out).toContain('There is more')
  const events = await json('lineage', `artifact:${MODEL}`, '--format', 'openlineage')
  expect(events.map(({ eventType }: { eventType: string }) => eventType)).toContain('START')
  const prov = await json('lineage', `artifact:${MODEL}`, '--format', 'prov', '--json')
  expect(Object.keys(prov)).toContain('wasGeneratedBy')
})

test.each([
  [['lineage', 'artefact:1'], 'NODE is kind:key'],
  [['lineage', 'run:r1', '--format', 'xml'], '--format is json, openlineage, prov'],
  [['lineage', 'run:r1', '--nodes', '0'], '--nodes'],
])('%j is refused with what is wanted', async (words, problem) => {
  const { exitCode, err } = await thunderline(...words)
  expect([exitCode, err]).toEqual([2, expect.stringContaining(problem)])
})
