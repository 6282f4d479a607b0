/**
 * Whoever may do everything but see who did what, asked on every operation there is, over a real record in which
 * somebody has done everything.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLeafProof } from '../../engine/ledger/inclusion-proof.ts'
import { verifyWithWebCrypto } from '../../engine/ledger/verify-signature.ts'
import { isNamedError } from '../../engine/named-error.ts'
import type { ServerMessage } from '../../engine/protocol/live-api.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { AUTOMATON_STUDY } from '../../engine/testing/study-documents.ts'
import { openTopic } from '../api/sockets/open-topic.ts'
import { LogFeed } from '../events/log-feed.ts'
import { hashBytes } from '../ledger/hash-bytes.ts'
import { DEFAULT_POLICIES } from '../policy/default-policies.ts'
import type { Principal } from '../policy/gate.ts'
import { RateLimiter } from '../policy/rate-limits.ts'
import { hashOf, streamOf } from '../testing/artifacts/blob-folder.ts'
import { createRunFolder, type RunPlace } from '../testing/run-place.ts'
import { openServerApi, type ServerApi } from './server-api.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'

const NAME = 'marked-person'
/** People write names into what they write. */
const WHY = `${NAME} has said so`
const PERSON: Principal = { id: NAME, scopes: ['read', 'write', 'admin', 'see'] }
const READER: Principal = { id: 'reader', scopes: ['read', 'write', 'admin'] }
/** As they are at first, but that fields are for those alone who have a scope of their own. */
const POLICIES = DEFAULT_POLICIES.replace(
  /(@id\("view-all-fields"\)[^;]*contains\()"admin"/,
  '$1"see"',
)

let place: RunPlace
let record: ServerRecord
let api: ServerApi

beforeAll(async () => {
  place = await createRunFolder()
  record = await openServerRecord(place.config, () => {}, { threads: 0 })
  api = await openServerApi(record, { host: '127.0.0.1', origins: [] }, (problem) => {
    throw problem
  })
})
afterAll(async () => {
  await api.close()
  await record.close()
  await place.dispose()
})

interface Told {
  readonly [name: string]: unknown
}

async function call(
  principal: Principal,
  name: string,
  input: object,
  content?: string,
): Promise<Told> {
  const caller = {
    principal,
    surface: 'rest',
    correlationId: 'c',
    rateKey: `token ${NAME}`,
  } as const
  const stream = content === undefined ? undefined : streamOf(content)
  return (await api.desk.call(name, input, caller, stream)) as Told
}

const SCENARIO = 'version: 1\nname: Marked\nrule: B3/S23\nworld: { size: [8, 8] }\nticks: 1\n'
const STUDY = JSON.stringify(AUTOMATON_STUDY)
const artifact = (content: string) => hashOf(content)
const PROMOTION_RULE = {
  kind: 'front',
  objectives: [{ name: 'x', direction: 'maximize' }],
}
const CHALLENGE = {
  ...{ slot: 's', sha256: hashOf('four') },
  evidence: [{ kind: 'run', id: 'measured' }],
}
const RULES = [{ lane: 'a', rule: 'B3/S23' }]

/** What the person does, so that all of it has their name. Gives ids that the server has chosen. */
async function doEverything() {
  const person = (name: string, input: object, content?: string) =>
    call(PERSON, name, input, content)
  const run = async () => String((await person('runs.create', { scenario: SCENARIO })).run_id)
  const [run1, run2] = [await run(), await run()]
  await person('runs.cancel', { run_id: run1, reason: WHY })
  for (const noun of ['model_runs', 'training_runs']) {
    for (const way of ['cancel', 'cancelled', 'start', 'complete', 'fail']) {
      await person(`${noun}.create`, { run_id: `${noun}-${way}`, seed: '1' })
    }
    await person(`${noun}.cancel`, { run_id: `${noun}-cancelled`, reason: WHY })
    await person(`${noun}.start`, { run_id: `${noun}-complete`, worker: 'w' })
  }
  for (const study_id of ['st1', 'st2']) {
    await person('studies.create', { study_id, document: STUDY, zone: 'gpu' })
    await person('studies.pause', { study_id, reason: WHY })
  }
  await person('rule_sets.register', { rule_set_id: 'rules', name: 'n', rules: RULES })
  const share = { run_id: 'r', zone: 'cpu', worker: 'w', threads: 1, memory_mib: 1 }
  for (const allocation_id of ['a1', 'a2']) {
    await person('allocations.grant', { allocation_id, ...share })
  }
  await person('allocations.release', { allocation_id: 'a1', reason: WHY })
  for (const content of ['one', 'two', 'three', 'four']) {
    await person('artifacts.store', { media_type: 'text/plain', role: 'report' }, content)
  }
  const promoted = { sha256: artifact('one'), stage: 'candidate', reason: WHY }
  await person('artifacts.promote', promoted)
  await person('artifacts.expire', { sha256: artifact('two'), reason: WHY })
  const measured = { run_id: 'measured', metrics: [{ name: 'x', value: 1 }] }
  await person('training_runs.create', { run_id: 'measured', seed: '1' })
  await person('training_runs.start', { run_id: 'measured', worker: 'w' })
  const outputs = [{ role: 'model', sha256: artifact('four') }]
  await person('training_runs.complete', { ...measured, outputs })
  await person('slots.define', { slot: 's', rule: PROMOTION_RULE, reason: WHY })
  for (const promotion_id of ['p1', 'p2', 'p3', 'p4']) {
    await person('promotions.propose', { promotion_id, ...CHALLENGE, reason: WHY })
  }
  await person('promotions.decide', { promotion_id: 'p1' })
  await person('promotions.withdraw', { promotion_id: 'p2', reason: WHY })
  const facts = { bytes: 3, media_type: 'text/plain', origin: 'o' }
  await person('datasets.register', { dataset_id: 'd', sha256: artifact('one'), ...facts })
  await person('flags.set', { flag: 'features.bridge', is_on: true, reason: WHY })
  await person('presence.join', { room: 'room', member: 'tab' })
  const token = async () => {
    const made = await person('tokens.create', { name: 'n', scopes: ['read'] })
    return String((made.about as Told).token_id)
  }
  const [token1, token2] = [await token(), await token()]
  await person('tokens.revoke', { token_id: token1, reason: WHY })
  for (const [name, data] of [
    [
      'thunderbolt.alert.raised',
      { alert_id: 'x', rule: 'r', severity: 'warning', of: 'o', message: 'm' },
    ],
    [
      'thunderbolt.alert.raised',
      { alert_id: 'y', rule: 'r', severity: 'warning', of: 'o', message: 'm' },
    ],
    ['thunderbolt.alert.resolved', { alert_id: 'x', by: NAME, reason: WHY }],
    [
      'artifact.deployed',
      { deployment_id: 'dep', sha256: artifact('one'), target: 't', strategy: 'canary', by: NAME },
    ],
  ] as const) {
    const event = { kind: 'record', name, agent: NAME, data } as const
    const { seq } = await record.bus.publishEvent(event, { correlationId: 'c' })
    await record.bus.waitUntilHeard(seq, 60_000)
  }
  await person('policies.change', { text: POLICIES, reason: WHY })
  await api.gate.verdicts.endStretch()
  return { run1, run2, token2 }
}

/** Inputs of each operation that touch what the person has done; commands are done once, in this order. */
function inputsOf(made: Awaited<ReturnType<typeof doEverything>>) {
  const { run1, run2, token2 } = made
  const [one, three] = [artifact('one'), artifact('three')]
  const node = `artifact:${one}`
  const learning = (noun: string) => ({
    [`${noun}.list`]: [{}],
    [`${noun}.get`]: [{ run_id: `${noun}-cancelled` }],
    [`${noun}.create`]: [{ run_id: `${noun}-cancel`, seed: '1' }, { seed: '2' }],
    [`${noun}.start`]: [{ run_id: `${noun}-start`, worker: 'w' }],
    [`${noun}.heartbeat`]: [{ run_id: `${noun}-start` }],
    [`${noun}.complete`]: [{ run_id: `${noun}-complete` }],
    [`${noun}.fail`]: [{ run_id: `${noun}-fail`, code: 'c', message: 'm' }],
    [`${noun}.cancel`]: [
      { run_id: `${noun}-cancel`, reason: 'r' },
      { run_id: `${noun}-cancelled`, reason: 'r' },
    ],
  })
  const nodes = [
    ...[{ node }, { node: `run:${run1}` }, { node: 'deployment:dep' }],
    ...[{ node: 'promotion:p1' }, { node: 'promotion:p2' }, { node: 'deployment:s/1' }],
    { node: 'study:st1' },
  ]
  const exported = nodes.flatMap((each) =>
    ['prov', 'openlineage'].map((format) => ({ ...each, format })),
  )
  const seqs = Array.from({ length: record.ledger.head.size }, (_, seq) => ({ seq }))
  return {
    ...{ 'runs.list': [{}], 'runs.get': [{ run_id: run1 }] },
    'runs.create': [{ scenario: SCENARIO }],
    'runs.cancel': [
      { run_id: run2, reason: 'r' },
      { run_id: run1, reason: 'r' },
    ],
    ...{ 'runs.zones': [{ run_id: run2 }], 'runs.metrics': [{ run_id: run2 }] },
    'runs.scenario': [{ run_id: run2 }],
    ...learning('model_runs'),
    ...learning('training_runs'),
    ...{ 'studies.list': [{}], 'studies.get': [{ study_id: 'st1' }] },
    'studies.document': [{ study_id: 'st1' }],
    'studies.create': [{ study_id: 'st1', document: STUDY }],
    'studies.pause': [{ study_id: 'st1', reason: 'r' }],
    'studies.resume': [{ study_id: 'st2', reason: 'r' }],
    'studies.prioritize': [{ study_id: 'st1', priority: 1 }],
    'studies.cancel': [{ study_id: 'st2', reason: 'r' }],
    ...{ 'trials.list': [{ study_id: 'st1' }], 'trials.get': [{ trial_id: 'st1:0' }] },
    ...{ 'rule_sets.list': [{}], 'rule_sets.get': [{ rule_set_id: 'rules' }] },
    'rule_sets.register': [
      { rule_set_id: 'rules', name: 'n', rules: RULES },
      { rule_set_id: 'rules', name: 'other', rules: RULES },
    ],
    ...{ 'allocations.list': [{}], 'allocations.get': [{ allocation_id: 'a1' }] },
    'allocations.grant': [
      { run_id: 'r', zone: 'cpu', worker: 'w', threads: 1, memory_mib: 1, allocation_id: 'a2' },
    ],
    'allocations.release': [{ allocation_id: 'a2', reason: 'r' }],
    ...{ 'alerts.list': [{}], 'alerts.get': [{ alert_id: 'x' }] },
    'alerts.resolve': [
      { alert_id: 'x', reason: 'r' },
      { alert_id: 'y', reason: 'r' },
    ],
    'rules.compile': [{ rule: 'B3/S23', target: 'reference' }],
    'artifacts.list': [{}],
    'artifacts.get': [{ sha256: one }, { sha256: artifact('two') }],
    'artifacts.store': [{ media_type: 'text/plain', role: 'report' }],
    'artifacts.read': [{ sha256: one }],
    'artifacts.promote': [{ sha256: three, stage: 'candidate', reason: 'r' }],
    'artifacts.deploy': [{ sha256: three, target: 't', strategy: 'canary' }],
    'artifacts.expire': [{ sha256: three, reason: 'r' }],
    ...{ 'datasets.list': [{}], 'datasets.get': [{ dataset_id: 'd' }] },
    'datasets.register': [
      { dataset_id: 'd', sha256: one, bytes: 3, media_type: 'text/plain', origin: 'o' },
      { dataset_id: 'd', sha256: three, bytes: 3, media_type: 'text/plain', origin: 'o' },
    ],
    ...{ 'slots.list': [{}], 'slots.get': [{ slot: 's' }] },
    'slots.define': [{ slot: 's', rule: PROMOTION_RULE, reason: 'r' }],
    'promotions.list': [{}],
    'promotions.get': [{ promotion_id: 'p1' }, { promotion_id: 'p2' }],
    'promotions.compare': [{ promotion_id: 'p3' }],
    'promotions.propose': [
      { promotion_id: 'p1', ...CHALLENGE, reason: 'r' },
      { ...CHALLENGE, reason: 'r' },
    ],
    'promotions.decide': [{ promotion_id: 'p3' }],
    'promotions.withdraw': [{ promotion_id: 'p4', reason: 'r' }],
    'promotions.roll_back': [{ promotion_id: 'p1', reason: 'r' }],
    ...{ 'lineage.get': nodes, 'lineage.ancestors': nodes, 'lineage.descendants': nodes },
    'lineage.export': exported,
    ...{ 'ledger.status': [{}], 'ledger.entries': [{ limit: 200 }], 'ledger.proof': seqs },
    ...{ 'ledger.consistency': [{ first: 1 }], 'ledger.checkpoint': [{}] },
    'events.list': [
      { limit: 200 },
      { limit: 200, order: 'oldest' },
      { pattern: `+.+.+.+.${NAME}` },
    ],
    ...{ 'dead_letters.list': [{}], 'dead_letters.redrive': [{ consumer: 'runs', seq: 1 }] },
    ...{ 'policies.get': [{}], 'policies.change': [{ text: POLICIES, reason: 'r' }] },
    'policies.replay': [{ text: '', limit: 1000 }],
    ...{ 'verdicts.list': [{ limit: 200 }], 'tokens.list': [{}] },
    'tokens.create': [{ name: 'n', scopes: ['read'] }],
    'tokens.revoke': [{ token_id: token2, reason: 'r' }],
    ...{ 'flags.list': [{}] },
    'flags.set': [{ flag: 'features.bridge', is_on: false, reason: 'r' }],
    'presence.join': [{ room: 'room', member: 'tab' }],
    ...{ 'presence.leave': [{ room: 'room', member: 'tab' }], 'presence.list': [{}] },
    ...{ 'system.status': [{}], 'system.metrics': [{}] },
    'bridge.invoke': [{ op: 'describe' }],
  } as Readonly<Record<string, readonly object[]>>
}

/** All that an answer, or an error, tells; what is in base64 is read too. */
async function readAll(principal: Principal, name: string, input: object): Promise<string> {
  try {
    const content = name === 'artifacts.store' ? 'one' : undefined
    const { content: bytes, ...told } = await call(principal, name, input, content)
    const read = bytes === undefined ? '' : await new Response(bytes as BodyInit).text()
    const text = `${JSON.stringify(told)} ${read}`
    const decoded = text.match(/[A-Za-z0-9+/=]{40,}/g) ?? []
    return [text, ...decoded.map((each) => Buffer.from(each, 'base64').toString())].join(' ')
  } catch (error) {
    if (!isNamedError(error)) throw error
    return JSON.stringify([error.message, error.details])
  }
}

test('who did what is in no answer to whoever may not see it, on any operation', async () => {
  const made = await doEverything()
  const inputs = inputsOf(made)
  expect(Object.keys(inputs).toSorted()).toEqual(ALL_OPERATIONS.map(({ name }) => name).toSorted())
  const queries = ALL_OPERATIONS.filter(({ kind }) => kind === 'query').map(({ name }) => name)
  const asks = async (who: Principal, names: readonly string[]) => {
    const telling = new Set<string>()
    for (const name of names) {
      for (const input of inputs[name]!) {
        if ((await readAll(who, name, input)).includes(NAME)) telling.add(name)
      }
    }
    return [...telling]
  }
  // Whoever may see it is told all of it, so that this test can fail.
  expect(await asks(PERSON, queries)).toEqual([
    ...['runs.list', 'runs.get', 'model_runs.list', 'model_runs.get', 'training_runs.list'],
    ...['training_runs.get', 'studies.list', 'studies.get', 'rule_sets.list', 'rule_sets.get'],
    ...['allocations.list', 'allocations.get', 'alerts.list', 'alerts.get'],
    ...['artifacts.list', 'artifacts.get'],
    ...['datasets.list', 'datasets.get', 'slots.list', 'slots.get', 'promotions.list'],
    ...['promotions.get', 'lineage.get', 'lineage.ancestors'],
    ...['lineage.descendants', 'lineage.export', 'ledger.entries', 'ledger.proof', 'events.list'],
    ...['policies.get', 'verdicts.list', 'tokens.list', 'flags.list', 'presence.list'],
  ])
  const commands = ALL_OPERATIONS.filter(({ kind }) => kind === 'command').map(({ name }) => name)
  expect(await asks(READER, queries)).toEqual([])
  expect(await asks(READER, commands)).toEqual([])
  expect(await asks(PERSON, ['policies.replay'])).toEqual(['policies.replay'])
  const { token2 } = made
  for (const name of ['events.list', 'lineage.export', 'verdicts.list', 'ledger.entries']) {
    for (const input of inputs[name]!) {
      expect(await readAll(READER, name, input), name).not.toContain(token2)
    }
  }
}, 120_000)

test('an entry that names somebody is proved by its hash to whoever may not see it', async () => {
  const { verifier_key: verifierKey } = await call(READER, 'ledger.status', {})
  let hidden = 0
  for (let seq = 0; seq < 20; seq++) {
    const { line, leaf_sha256, proof } = await call(READER, 'ledger.proof', { seq })
    if (line === null) hidden++
    const question = { proofText: String(proof), leafSha256: String(leaf_sha256) }
    const answer = await verifyLeafProof(
      { ...question, verifierKey: String(verifierKey) },
      hashBytes,
      verifyWithWebCrypto,
    )
    expect(answer).toMatchObject({ ok: true, index: seq })
  }
  expect(hidden).toBeGreaterThan(0)
})

/** One that tells when somebody has read all that there is. */
class FeedToEnd extends LogFeed {
  readonly isRead = Promise.withResolvers<void>()

  override read(from: number, count: number) {
    const entries = super.read(from, count)
    if (Array.isArray(entries) && entries.length === 0) this.isRead.resolve()
    return entries
  }
}

test.each([
  ['#', true],
  [`+.ca.run.created.${NAME}`, false],
  ['lineage', true],
])('events of %s come to a socket without names', async (pattern, isHeard) => {
  const hear = async (principal: Principal) => {
    const heard: ServerMessage[] = []
    const peer = { hasRoom: true, send: (message: ServerMessage) => void heard.push(message) }
    const topic =
      pattern === 'lineage'
        ? ({ kind: 'lineage', after: -1 } as const)
        : ({ kind: 'events', pattern, after: -1 } as const)
    const feed = new FeedToEnd({ log: record.ledger })
    const { subscription } = openTopic(
      {
        feed,
        hub: record.runs.hub,
        gate: api.gate,
        readMetrics: async () => ({}),
        looks: new RateLimiter({
          rate: { perSecond: 1000, burst: 1000 },
          maxKeys: 4,
          nowMs: () => 0,
        }),
        presence: { touch: () => true, leave: () => true },
        studies: { watch: () => () => {} },
      },
      { id: 's', topic, peer, principal, answer: undefined, onOver: () => {} },
    )
    subscription.goOn()
    await feed.isRead.promise
    subscription.end()
    feed.close()
    return heard.flatMap((message) => (message.kind === 'events' ? message.events : []))
  }
  const [shown, all] = await Promise.all([hear(READER), hear(PERSON)])
  expect(shown.length > 0).toBe(isHeard)
  expect(JSON.stringify(shown)).not.toContain(NAME)
  expect(JSON.stringify(all)).toContain(NAME)
})
