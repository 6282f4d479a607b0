/** Resources as callers see them, over a real record on both kinds of databases. */
import { randomUUID } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Artifact } from '../../engine/resources/artifact.ts'
import type { LearningRun } from '../../engine/resources/model-run.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { DeniedError, StateConflictError } from '../api/errors.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { ArtifactKeeper } from '../artifacts/artifact-keeper.ts'
import { findNeighbors } from '../events/projections/read-lineage.ts'
import { RESOURCE_PROJECTION } from '../events/projections/resource-projection.ts'
import { endLostTrainers } from '../jobs/lost-trainers.ts'
import { describeReleased } from '../jobs/run-events.ts'
import { RunRecord } from '../jobs/run-record.ts'
import type { Gate } from '../policy/gate.ts'
import { countRefusedMoves } from '../storage/refused-move-tables.ts'
import type { RunRow } from '../storage/run-tables.ts'
import { collect, hashOf, streamOf } from '../testing/artifacts/blob-folder.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { buildResourceHandlers } from './build-resource-handlers.ts'
import { createRetention, RETENTION } from './retention.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'

/** Lets everybody do everything but change what others own, where that is asked for. */
const OWNERS = { areAsked: false }
const GATE: Gate = {
  async decide({ principal, resource: { owner } }) {
    const isOthers = OWNERS.areAsked && owner !== undefined && owner !== principal.id
    const decision = isOthers ? 'deny' : 'allow'
    return { id: 'verdict-1', decision, reason: 'owners alone', cause: undefined }
  },
  mask: (_principal, _resource, value) => value,
  admit: () => ({ isAdmitted: true, retryAfterMs: 0 }),
  charge: () => {},
}

const NOW_MS = Date.now()
const DAY_MS = 86_400_000

type Place = { readonly folder: string; readonly url: string | undefined; dispose(): Promise<void> }

async function makeEmbedded(): Promise<Place> {
  const { folder, dispose } = await createEmbeddedFolder()
  return { folder: join(folder, '..'), url: undefined, dispose: async () => dispose() }
}

async function makeServer(): Promise<Place> {
  const server = await sharePostgres()
  const { path, dispose } = createTemporaryFolder()
  return { folder: path, url: await server.createDatabase(), dispose: async () => dispose() }
}

const LOST = 'its process was killed before it came on record'

/** What a process leaves that is killed after it has given a content its name. */
function leaveUnfinished(folder: string): void {
  const sha256 = hashOf(LOST)
  const [shelf, incoming] = [join(folder, sha256.slice(0, 2)), join(folder, 'incoming/gone')]
  for (const each of [shelf, incoming]) mkdirSync(each, { recursive: true })
  const held = join(incoming, `${sha256}.${randomUUID()}`)
  writeFileSync(held, LOST)
  linkSync(held, join(shelf, sha256.slice(2)))
}

describe('resources, embedded', () => describeResources(makeEmbedded))
describe.skipIf(WHY_NO_POSTGRES !== undefined)(
  `resources, PostgreSQL${WHY_NO_POSTGRES ?? ''}`,
  () => describeResources(makeServer),
)

function describeResources(makePlace: () => Promise<Place>): void {
  let place: Place
  let record: ServerRecord
  let desk: OperationDesk
  const lines: string[] = []

  beforeAll(async () => {
    place = await makePlace()
    leaveUnfinished(join(place.folder, 'artifacts'))
    const config = { dataFolder: place.folder, databaseUrl: place.url, auditMinutes: 60 }
    record = await openServerRecord(config, (line) => lines.push(line))
    desk = new OperationDesk({
      gate: GATE,
      handlers: buildResourceHandlers(record),
      async publishEvent(event, request) {
        const published = await record.bus.publishEvent(event, request)
        await record.bus.waitUntilHeard(published.seq, 60_000)
        return published
      },
    })
  })
  afterAll(async () => {
    await record.close()
    await place.dispose()
    expect(lines).toEqual([])
  })

  const ask = async <T = Record<string, unknown>>(
    name: string,
    input: object,
    content?: string,
    id = 'someone',
  ): Promise<T> => {
    const principal = { id, scopes: ['admin'] }
    const caller = { principal, surface: 'rest', rateKey: 'k', correlationId: 'c' } as const
    const stream = content === undefined ? undefined : streamOf(content)
    return (await desk.call(name, input, caller, stream)) as T
  }
  const store = (content: string, more: object = {}) =>
    ask<Artifact>('artifacts.store', { media_type: 'text/plain', role: 'report', ...more }, content)
  const publish = async (name: string, data: Record<string, unknown>) => {
    const event = { kind: 'record' as const, name, data }
    const { seq } = await record.bus.publishEvent(event, { correlationId: 'c' })
    await record.bus.waitUntilHeard(seq, 60_000)
  }
  const blobOf = (sha256: string) =>
    join(place.folder, 'artifacts', sha256.slice(0, 2), sha256.slice(2))
  const readAll = async () =>
    await Promise.all(
      RESOURCE_PROJECTION.tables.map(
        async (table) => await record.database.query(`select * from ${table} order by 1`),
      ),
    )

  test('a start brings to its end what a kill has left', async () => {
    await expect.poll(() => existsSync(blobOf(hashOf(LOST)))).toBe(false)
    const incoming = join(place.folder, 'artifacts/incoming')
    await expect.poll(() => existsSync(join(incoming, 'gone'))).toBe(false)
  })

  test('an artifact is stored, found, read, and promoted step by step', async () => {
    const sha256 = hashOf('a model')
    const stored = await store('a model', { role: 'model', run_id: 'run-1', sha256 })
    expect(stored).toMatchObject({
      ...{ sha256, bytes: 7, media_type: 'text/plain', role: 'model', run_id: 'run-1' },
      ...{ state: 'stored', stored_by: 'someone' },
    })
    expect(stored.created_at_ms).toBeGreaterThanOrEqual(NOW_MS - 5000)
    const content = await ask<{ content: AsyncIterable<Uint8Array> }>('artifacts.read', { sha256 })
    expect(content).toMatchObject({ media_type: 'text/plain', bytes: 7 })
    expect((await collect(content.content)).toString()).toBe('a model')
    expect((await ask<{ items: object[] }>('artifacts.list', { run_id: 'run-1' })).items).toEqual([
      stored,
    ])
    const promote = (stage: string) =>
      ask<Artifact>('artifacts.promote', { sha256, stage, reason: 'it is good' })
    await expect(promote('production')).rejects.toMatchObject({ code: 'api/conflict' })
    for (const stage of ['candidate', 'staging', 'production']) {
      expect(await promote(stage)).toMatchObject({ state: stage, changed_by: 'someone' })
    }
    const deployment = { sha256, deployment_id: 'd1', target: 'zone-1', strategy: 'canary' }
    const { sha256: other } = await store('not yet promoted')
    const conflict = { code: 'api/conflict' }
    await expect(ask('artifacts.deploy', { ...deployment, sha256: other })).rejects.toMatchObject(
      conflict,
    )
    expect(await ask('artifacts.deploy', deployment)).toEqual(deployment)
    expect(await ask('artifacts.deploy', deployment)).toEqual(deployment)
    const elsewhere = { ...deployment, target: 'zone-2' }
    await expect(ask('artifacts.deploy', elsewhere)).rejects.toMatchObject(conflict)
    const made = await findNeighbors(record.database, `artifact:${sha256}`, 'descendants', 10)
    const told = { id: 'deployment:d1', role: 'artifact', is_pending: false }
    expect(made).toContainEqual(told)
    const expiring = ask('artifacts.expire', { sha256, reason: 'too old' })
    await expect(expiring).rejects.toMatchObject({ code: 'api/conflict' })
    expect(existsSync(blobOf(sha256))).toBe(true)
  })

  test('what is sent twice is on record once, and another run that makes the same is on record too', async () => {
    const before = record.ledger.head.size
    await store('the same')
    await store('the same')
    expect(record.ledger.head.size).toBe(before + 1)
    await store('the same', { run_id: 'run-2' })
    expect(record.ledger.head.size).toBe(before + 2)
    expect(await ask('artifacts.get', { sha256: hashOf('the same') })).not.toHaveProperty('run_id')
  })

  test('an expired artifact has no content, is known still, and may come back', async () => {
    const { sha256 } = await store('short-lived')
    const expired = await ask<Artifact>('artifacts.expire', { sha256, reason: 'no longer wanted' })
    expect(expired).toMatchObject({ state: 'expired', reason: 'no longer wanted' })
    expect(existsSync(blobOf(sha256))).toBe(false)
    await expect(ask('artifacts.read', { sha256 })).rejects.toMatchObject({ status: 410 })
    expect(await store('short-lived')).toMatchObject({ state: 'stored' })
    expect(existsSync(blobOf(sha256))).toBe(true)
  })

  test('a content that is missing or altered is told by name', async () => {
    const { sha256 } = await store('to be lost')
    writeFileSync(blobOf(sha256), 'to be LOST')
    const { content } = await ask<{ content: AsyncIterable<Uint8Array> }>('artifacts.read', {
      sha256,
    })
    await expect(collect(content)).rejects.toMatchObject({ code: 'artifacts/altered' })
    rmSync(blobOf(sha256))
    await expect(ask('artifacts.read', { sha256 })).rejects.toMatchObject({
      code: 'artifacts/missing',
    })
  })

  test('the time of an artifact is over by the clock, but not in production, and a kill between is made good', async () => {
    const days = { retention_days: 3 }
    const [old, kept, killed] = [
      await store('old', days),
      await store('old but in production', days),
      await store('expired when the power went', days),
    ]
    await store('for ever')
    for (const stage of ['candidate', 'staging', 'production']) {
      await ask('artifacts.promote', { sha256: kept.sha256, stage, reason: 'good' })
    }
    await publish('artifact.expired', { sha256: killed.sha256, by: RETENTION.id, reason: 'over' })
    expect(existsSync(blobOf(killed.sha256))).toBe(true)
    const { artifacts: files, database } = record
    const keeper = new ArtifactKeeper({
      ...{ files, database, everyMs: 1e9, isCaughtUp: async () => true },
    })
    expect(await keeper.run()).toEqual({ unfinished: 0, removed: 1 })
    let nowMs = old.created_at_ms + 3 * DAY_MS - 60_000
    let isForbidden = true
    let isInTheWay = true
    let [asked, policies] = [0, 'first']
    let flags = { rollout: false }
    const retention = createRetention({
      ...{ database, wallTimeMs: () => nowMs },
      gate: {
        governance: {
          get latest() {
            return { policies: { sha256: policies }, flags }
          },
        } as never,
      },
      desk: {
        async call(name, input, caller) {
          expect(caller).toMatchObject({ principal: RETENTION, surface: 'job' })
          asked++
          const reason = { operation: name, reason: 'a policy forbids it', verdict: 'v' }
          if (isForbidden) throw new DeniedError(reason, false)
          // Somebody else moves it between the look and the call.
          if (isInTheWay) {
            const details = { resource: 'Artifact', id: old.sha256, state: 'production' }
            throw new StateConflictError({ ...details, wanted: 'expired' })
          }
          return await desk.call(name, input, caller)
        },
      },
    })
    expect(await retention.run()).toBe(0)
    nowMs += 120_000
    // What policies keep stays, and nobody is asked about it again and again.
    expect([await retention.run(), await retention.run(), asked]).toEqual([0, 0, 1])
    // Policies may go by flags.
    flags = { rollout: true }
    expect([await retention.run(), await retention.run(), asked]).toEqual([0, 0, 2])
    isForbidden = false
    policies = 'second'
    expect([await retention.run(), asked]).toEqual([0, 3])
    isInTheWay = false
    expect([await retention.run(), await retention.run(), asked]).toEqual([1, 0, 4])
    const state = async ({ sha256 }: Artifact) => [
      (await ask<Artifact>('artifacts.get', { sha256 })).state,
      existsSync(blobOf(sha256)),
    ]
    expect(await state(old)).toEqual(['expired', false])
    expect(await state(kept)).toEqual(['production', true])
    expect(await state(killed)).toEqual(['expired', false])
  })

  test('a keeper does nothing while the tables are behind', async () => {
    const { artifacts: files, database } = record
    const keeper = new ArtifactKeeper({
      ...{ files, database, everyMs: 1e9, isCaughtUp: async () => false },
    })
    expect(await keeper.run()).toBeUndefined()
  })

  test('a list goes on where it was, the newest first', async () => {
    for (let n = 0; n < 5; n++) await store(`page ${n}`, { role: 'page' })
    const seen: string[] = []
    let after: string | undefined
    do {
      const more = after === undefined ? {} : { after }
      const input = { role: 'page', limit: '2', ...more }
      const page = await ask<{ items: Artifact[]; next?: string }>('artifacts.list', input)
      seen.push(...page.items.map(({ sha256 }) => sha256))
      after = page.next
    } while (after !== undefined)
    expect(seen).toEqual([4, 3, 2, 1, 0].map((n) => hashOf(`page ${n}`)))
    const asking = ask('artifacts.list', { after: 'x' })
    await expect(asking).rejects.toMatchObject({ code: 'api/input' })
  })

  test('a data set is registered once, and says whether its content is here', async () => {
    const [content, sha256] = ['rows', hashOf('rows')]
    const facts = {
      sha256,
      bytes: 4,
      media_type: 'text/csv',
      origin: 'https://example.org/rows.csv',
    }
    const registered = await ask('datasets.register', { dataset_id: 'rows', ...facts })
    expect(registered).toMatchObject({ ...facts, registered_by: 'someone', is_stored: false })
    expect(await ask('datasets.register', { dataset_id: 'rows', ...facts })).toEqual(registered)
    const other = ask('datasets.register', { dataset_id: 'rows', ...facts, bytes: 5 })
    await expect(other).rejects.toMatchObject({ code: 'api/conflict' })
    await store(content)
    expect(await ask('datasets.get', { dataset_id: 'rows' })).toMatchObject({ is_stored: true })
    await expect(ask('datasets.get', { dataset_id: 'none' })).rejects.toMatchObject({ status: 404 })
  })

  test('rules are kept in their canonical notations, and one that is none is refused by name', async () => {
    const rules = [
      { lane: 'north', rule: '23/3' },
      { lane: 'core', rule: "Brian's Brain" },
    ]
    const first = await ask('rule_sets.register', { name: 'lanes', rules })
    expect(first).toMatchObject({
      rules: [
        { lane: 'core', rule: '/2/3' },
        { lane: 'north', rule: 'B3/S23' },
      ],
      state: 'current',
    })
    for (const [rule, problem] of [
      ['B3/S2X', /lane "north"/],
      ['B3/S23:T64,64', /topology/],
      ['nothing that is known', /lane "north"/],
    ] as const) {
      const asking = ask('rule_sets.register', { name: 'lanes', rules: [{ lane: 'north', rule }] })
      await expect(asking).rejects.toMatchObject({ code: 'api/lane-rule', status: 400 })
      await expect(asking).rejects.toThrow(problem)
    }
    const twice = [...rules, { lane: 'core', rule: 'B3/S23' }]
    const asking = ask('rule_sets.register', { name: 'lanes', rules: twice })
    await expect(asking).rejects.toMatchObject({ code: 'api/lane-rule' })
    // The same rules in another order and another spelling are the same set.
    const same = [rules[1]!, { lane: 'north', rule: 'b3s23' }]
    const again = ask('rule_sets.register', { name: 'lanes', rules: same })
    await expect(again).rejects.toMatchObject({ code: 'api/conflict' })
    const next = { name: 'lanes', rules: [rules[0]!], previous_sha256: first.sha256 }
    const second = await ask('rule_sets.register', next)
    expect(second).toMatchObject({ state: 'current', previous_sha256: first.sha256 })
    const { rule_set_id } = first
    expect(await ask('rule_sets.get', { rule_set_id })).toMatchObject({ state: 'replaced' })
    const late = ask('rule_sets.register', { ...next, rules: [rules[1]!] })
    await expect(late).rejects.toMatchObject({ code: 'api/not-found' })
  })

  test('a policy may let owners alone replace what is theirs', async () => {
    OWNERS.areAsked = true
    onTestFinished(() => {
      OWNERS.areAsked = false
    })
    const facts = { media_type: 'text/plain', role: 'report' }
    const sha256 = hashOf('owned')
    const put = (who: string, more: object) =>
      ask<Artifact>('artifacts.store', { ...facts, ...more }, 'owned', who)
    expect(await put('ada', {})).toMatchObject({ sha256, stored_by: 'ada' })
    const others = { role: 'model' }
    for (const more of [others, { ...others, sha256 }]) {
      await expect(put('bob', more)).rejects.toMatchObject({ code: 'api/denied', status: 403 })
    }
    expect(await ask('artifacts.get', { sha256 }, undefined, 'ada')).toMatchObject(facts)
    // The same again changes nothing, and is nobody's loss.
    expect(await put('bob', {})).toMatchObject({ stored_by: 'ada' })
    expect(await put('ada', others)).toMatchObject({ sha256 })

    const register = (who: string, lane: string, more: object = {}) =>
      ask<{ sha256: string }>(
        'rule_sets.register',
        { name: 'owned', rules: [{ lane, rule: 'B3/S23' }], ...more },
        ...[undefined, who],
      )
    const { sha256: previous_sha256 } = await register('ada', 'a')
    const replacing = register('bob', 'b', { previous_sha256 })
    await expect(replacing).rejects.toMatchObject({ code: 'api/denied' })
    expect(await register('ada', 'b', { previous_sha256 })).toMatchObject({ previous_sha256 })
    await register('bob', 'c')
  })

  test('a trainer reports from begin to end, and what it has made must be stored', async () => {
    const run_id = randomUUID()
    const parameters = [{ name: 'rate', value: 0.001 }]
    const inputs = [{ kind: 'dataset', id: 'rows', sha256: hashOf('rows') }]
    const origin = { parameters, seed: '18446744073709551615', engine: 'trainer 7', inputs }
    const created = await ask<LearningRun>('training_runs.create', { run_id, ...origin })
    expect(created).toMatchObject({ ...origin, state: 'queued', attempt: 0, purpose: 'training' })
    expect(await ask('training_runs.create', { run_id, ...origin })).toEqual(created)
    await expect(ask('model_runs.get', { run_id })).rejects.toMatchObject({ status: 404 })
    const early = ask('training_runs.complete', { run_id })
    await expect(early).rejects.toMatchObject({ code: 'api/conflict' })
    const start = (attempt: number, worker: string) =>
      ask('training_runs.start', { run_id, worker, attempt })
    expect(await start(1, 'gpu-1')).toMatchObject({ state: 'running', attempt: 1 })
    expect(await start(1, 'gpu-1')).toMatchObject({ attempt: 1 })
    await expect(start(1, 'gpu-2')).rejects.toMatchObject({ code: 'api/conflict' })
    expect(await start(2, 'gpu-2')).toMatchObject({ attempt: 2, worker: 'gpu-2' })
    const outputs = [{ role: 'model', sha256: hashOf('weights') }]
    const metrics = [{ name: 'loss', value: 0.25 }]
    const complete = () => ask<LearningRun>('training_runs.complete', { run_id, metrics, outputs })
    await expect(complete()).rejects.toMatchObject({ code: 'api/not-found' })
    await store('weights', { run_id })
    const completed = await complete()
    expect(completed).toMatchObject({ ...origin, state: 'completed', metrics, outputs })
    expect(completed.duration_ms).toBeGreaterThanOrEqual(0)
    expect(await complete()).toEqual(completed)
    for (const [verb, input] of [
      ['fail', { code: 'x', message: 'y' }],
      ['cancel', { reason: 'z' }],
      ['start', { worker: 'gpu-3' }],
    ] as const) {
      const asking = ask(`training_runs.${verb}`, { run_id, ...input })
      await expect(asking).rejects.toMatchObject({ code: 'api/conflict' })
    }
    const listed = await ask<{ items: object[] }>('training_runs.list', { state: 'completed' })
    expect(listed.items).toEqual([completed])
  })

  test('of many who end a run at once one does, and each is told how it is', async () => {
    const { run_id } = await ask<LearningRun>('model_runs.create', { seed: '1', purpose: 'search' })
    await ask('model_runs.start', { run_id, worker: 'w' })
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 4 }, (_, n) =>
        ask('model_runs.cancel', { run_id, reason: `why ${n}` }),
      ),
      ...Array.from({ length: 4 }, (_, n) =>
        ask('model_runs.fail', { run_id, code: `c${n}`, message: 'm' }),
      ),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('api/conflict')
    }
    const found = await ask<LearningRun>('model_runs.get', { run_id })
    expect(['cancelled', 'failed']).toContain(found.state)
  })

  test('what no event can hold is refused as what was asked wrongly', async () => {
    const value = 'x'.repeat(500)
    const many = Array.from({ length: 128 }, (_, n) => ({ name: `p${n}`, value }))
    for (const parameters of [
      many,
      [{ name: 'p', value: 1e300 }],
      [{ name: 'p', value: '\ud800' }],
    ]) {
      const asking = ask('model_runs.create', { seed: '1', parameters })
      await expect(asking).rejects.toMatchObject({ code: 'api/input', status: 400 })
    }
    for (const name of ['a\0b', 'a\nb', '\ud800', '']) {
      const asking = ask('artifacts.list', { role: name })
      await expect(asking).rejects.toMatchObject({ code: 'api/input' })
    }
  })

  test('a run whose trainer is silent for too long ends as failed, once, however many look for it', async () => {
    const { database } = record
    const told = new RunRecord({ bus: record.bus, log: record.ledger })
    const look = () => endLostTrainers({ database, record: told, newId: () => randomUUID() })
    const silence = () => database.query("update trainer_leases set expires_at = '-infinity'")
    const begin = async (run_id: string) => {
      await ask('training_runs.create', { run_id, seed: '1' })
      await ask('training_runs.start', { run_id, worker: 'w', lease_seconds: '7' })
      return run_id
    }
    const hear = (run_id: string, attempt: string) =>
      ask('training_runs.heartbeat', { run_id, attempt })
    const [lost, heard] = [await begin('lost'), await begin('heard')]
    expect(await look()).toBe(0)
    await silence()
    expect(await hear(heard, '1')).toEqual({ run_id: heard, attempt: 1, lease_seconds: 7 })
    const ended = await Promise.all([look(), look(), look()])
    const { size } = record.ledger.head
    const ends = (await record.ledger.read(0, size)).filter((line) => line.includes('jobs/lost'))
    expect([Math.max(...ended) > 0, ends.length]).toEqual([true, 1])
    expect(await ask('training_runs.get', { run_id: lost })).toMatchObject({
      ...{ state: 'failed', failure: { code: 'jobs/lost' } },
    })
    const complete = () => ask('training_runs.complete', { run_id: lost })
    for (const late of [() => hear(lost, '1'), complete])
      await expect(late()).rejects.toMatchObject({ code: 'api/conflict' })
    // One that another has taken up is told so, and cannot keep the run alive.
    await ask('training_runs.start', { run_id: heard, worker: 'other', attempt: '2' })
    await expect(hear(heard, '1')).rejects.toMatchObject({ code: 'api/conflict' })
    // Leases are no part of the record: where they are gone, the trainer has time to be heard of again.
    await database.query('delete from trainer_leases')
    expect(await look()).toBe(0)
    await silence()
    expect(await look()).toBe(1)
    expect(await ask('training_runs.get', { run_id: heard })).toMatchObject({ state: 'failed' })
  })

  test('a share of a machine is granted and released once', async () => {
    const share = { run_id: 'run-1', zone: 'gpu', worker: 'w', threads: '4', memory_mib: 100 }
    const granted = await ask('allocations.grant', share)
    expect(granted).toMatchObject({ ...share, threads: 4, state: 'granted' })
    const { allocation_id } = granted
    const release = () => ask('allocations.release', { allocation_id, reason: 'done' })
    expect(await release()).toMatchObject({ state: 'released', reason: 'done' })
    await expect(release()).rejects.toMatchObject({ code: 'api/conflict' })
    // A worker that releases it too, by its own words, is told that it was released before.
    const { size } = record.ledger.head
    const told = new RunRecord({ bus: record.bus, log: record.ledger })
    const run = { run_id: 'run-1', event_id: 'e', correlation_id: 'c' } as RunRow
    const again = describeReleased(run, String(allocation_id), 'The run ended.')
    expect(await told.publishEvent(again, 'c')).toBe(false)
    expect(record.ledger.head.size).toBe(size)
  })

  test('a slot has the champion that the record says', async () => {
    const [slot, by] = ['model.next', { by: 'b', reason: 'r' }]
    const rule = { kind: 'front', objectives: [{ name: 'accuracy', direction: 'maximize' }] }
    await publish('ml.slot.defined', { slot, revision: 1, rule, ...by })
    const candidate = { kind: 'artifact', sha256: hashOf('a model') }
    const evidence = [{ kind: 'trial', id: 't' }]
    const decision = { verdict: 'promoted', ground: 'first', explanation: 'e', comparisons: [] }
    for (const [n, promotion_id] of ['p1', 'p2'].entries()) {
      const of = { promotion_id, slot }
      await publish('ml.promotion.proposed', { ...of, candidate, evidence, ...by })
      const champion = n === 0 ? {} : { champion_id: 'p1' }
      const change = { ...champion, revision: 1, sequence: n + 1, by: 'b', verdict_id: 'v' }
      await publish('ml.promotion.decided', { ...of, ...decision, ...change })
    }
    expect(await ask('slots.get', { slot })).toMatchObject({ champion_id: 'p2', sequence: 2 })
    const { items } = await ask<{ items: object[] }>('promotions.list', { slot })
    expect(items).toMatchObject([
      { promotion_id: 'p2', state: 'active' },
      { promotion_id: 'p1', state: 'retired' },
    ])
  })

  test('an alert is told as it was raised, and resolved once', async () => {
    const alert = { alert_id: 'a/1', rule: 'r', severity: 'warning', of: 'run-1', message: 'm' }
    await publish('thunderbolt.alert.raised', { ...alert, value: 1.5, limit: 0.1 })
    const raised = { ...alert, value: 1.5, limit: 0.1, state: 'raised' }
    expect(await ask('alerts.get', { alert_id: 'a/1' })).toMatchObject(raised)
    const listed = (input: object) => ask('alerts.list', { of: 'run-1', ...input })
    expect(await listed({ severity: 'warning' })).toMatchObject({ items: [raised] })
    expect(await listed({ severity: 'critical' })).toEqual({ items: [] })
    const resolve = () => ask('alerts.resolve', { alert_id: 'a/1', reason: 'seen' })
    expect(await resolve()).toMatchObject({ state: 'resolved', reason: 'seen' })
    await expect(resolve()).rejects.toMatchObject({ code: 'api/conflict' })
    await expect(ask('alerts.get', { alert_id: 'a' })).rejects.toMatchObject({ status: 404 })
    await publish('thunderbolt.alert.raised', { ...alert, alert_id: 'a/2' })
    const { items } = (await listed({})) as { items: object[] }
    expect(items[0]).toEqual({
      ...alert,
      ...{ alert_id: 'a/2', state: 'raised' },
      created_at_ms: expect.any(Number),
    })
  })

  test('events that tell of moves which are not legal change nothing, and are counted', async () => {
    const before = await countRefusedMoves(record.database)
    const sha256 = hashOf('nobody has it')
    await publish('artifact.expired', { sha256, by: 'b', reason: 'r' })
    await publish('ml.run.started', { run_id: 'none', worker: 'w', attempt: 1 })
    await publish('allocation.released', { allocation_id: 'a\0b', reason: 'r' })
    await publish('rules.registered', {
      ...{ rule_set_id: 'r', sha256, name: 'n', rules: [], registered_by: 'b' },
      previous_sha256: hashOf('no set'),
    })
    expect(await countRefusedMoves(record.database)).toBe(before + 4)
    expect(await record.bus.listDeadLetters({ count: 10 })).toEqual([])
    await expect(ask('artifacts.get', { sha256 })).rejects.toMatchObject({ status: 404 })
  })

  test('all tables are made anew from the ledger as they were', async () => {
    const before = await readAll()
    expect(before.every((rows) => rows.length > 0)).toBe(true)
    const entries = await record.ledger.read(0, 1000)
    await record.database.transaction(async (transaction) => {
      for (const table of RESOURCE_PROJECTION.tables)
        await transaction.query(`delete from ${table}`)
      for (const [seq, line] of entries.entries()) {
        const { event } = JSON.parse(line)
        const delivery = { seq, event, attempt: 1, idempotencyKey: `k${seq}` }
        await RESOURCE_PROJECTION.handle(delivery, transaction)
      }
    })
    expect(await readAll()).toEqual(before)
  })
}
