/** Slots, challengers and champions as callers see them, over a real record on both kinds of databases. */
import { hash, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../engine/resources/artifact.ts'
import { decidePromotion } from '../../engine/resources/decide-promotion.ts'
import type { LineageGraphAnswer } from '../../engine/resources/lineage.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { Slot } from '../../engine/resources/promotion-slot.ts'
import { tries } from '../../engine/testing/tries.ts'
import { buildLineageHandlers } from '../api/handlers/lineage-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import { streamOf } from '../testing/artifacts/blob-folder.ts'
import { WHY_NO_POSTGRES } from '../testing/postgres.ts'
import {
  createRunDatabase,
  createRunFolder,
  OPEN_GATE,
  type RunPlace,
} from '../testing/run-place.ts'
import { buildResourceHandlers } from './build-resource-handlers.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'

const RULE = {
  kind: 'front',
  objectives: [
    { name: 'accuracy', direction: 'maximize' },
    { name: 'latency_ms', direction: 'minimize', margin: 1 },
  ],
}
const reason = 'it is worth a look'

describe('promotions, embedded', () => describePromotions(createRunFolder, 1))
describe.skipIf(WHY_NO_POSTGRES !== undefined)(
  `promotions, PostgreSQL${WHY_NO_POSTGRES ?? ''}`,
  () => describePromotions(createRunDatabase, 2),
)

function describePromotions(createPlace: () => Promise<RunPlace>, processes: number): void {
  const lines: string[] = []
  let place: RunPlace
  let records: readonly ServerRecord[]
  let desks: readonly OperationDesk[]

  beforeAll(async () => {
    place = await createPlace()
    const open = () =>
      openServerRecord(place.config, (line) => lines.push(line), {
        ...{ threads: 0, isAuditing: false, isLeading: false },
      })
    records = []
    for (let n = 0; n < processes; n++) records = [...records, await open()]
    desks = records.map(
      (record) =>
        new OperationDesk({
          gate: OPEN_GATE,
          handlers: [...buildResourceHandlers(record), ...buildLineageHandlers(record)],
          async publishEvent(event, request) {
            const published = await record.bus.publishEvent(event, request)
            await record.bus.waitUntilHeard(published.seq, 60_000)
            return published
          },
        }),
    )
  })
  afterAll(async () => {
    await Promise.all(records.map((record) => record.close()))
    await place.dispose()
    expect(lines).toEqual([])
  })

  async function ask<T>(name: string, input: object, at = 0, content?: string): Promise<T> {
    const principal = { id: `caller-${at}`, scopes: ['admin'] }
    const caller = {
      principal,
      surface: 'rest',
      rateKey: 'k',
      correlationId: randomUUID(),
    } as const
    const stream = content === undefined ? undefined : streamOf(content)
    return (await desks[at % desks.length]!.call(name, input, caller, stream)) as T
  }
  const tell = async (name: string, data: Record<string, unknown>) => {
    const { bus } = records[0]!
    const { seq } = await bus.publishEvent({ kind: 'record', name, data }, { correlationId: 'c' })
    await bus.waitUntilHeard(seq, 60_000)
  }

  const storeModel = async (content: string) =>
    (await ask<Artifact>('artifacts.store', { media_type: 'a/b', role: 'model' }, 0, content))
      .sha256

  /** A trial that a sampler has proposed and a training has measured, which has made a model. */
  async function makeTrial(id: string, values: Readonly<Record<string, number>>): Promise<string> {
    const trial = { trial_id: id, study_id: 'study', number: 0 }
    await tell('ml.trial.proposed', {
      ...{ ...trial, proposal_id: `proposal-${id}`, sampler: 'motpe 1', seed: '7' },
      parameters: [{ name: 'width', value: 8 }],
      inputs: [{ kind: 'dataset', id: 'rows' }],
    })
    const run_id = `run-${id}`
    const sha256 = await storeModel(`model of ${id}`)
    const metrics = Object.entries(values).map(([name, value]) => ({ name, value }))
    const origin = { purpose: 'training', parameters: [], seed: '7', engine: '0.2.0', inputs: [] }
    await tell('ml.run.completed', {
      ...{ run_id, ...origin, metrics: [], duration_ms: 1 },
      outputs: [{ role: 'model', sha256 }],
    })
    await tell('ml.trial.completed', { ...trial, run_id, metrics })
    return sha256
  }

  /** A challenger with its trial; gives its id, which is that of the trial. */
  async function challenge(
    slot: string,
    accuracy: number,
    latency_ms: number,
    at = 0,
  ): Promise<Promotion> {
    const id = `t-${randomUUID()}`
    const sha256 = await makeTrial(id, { accuracy, latency_ms })
    const evidence = [{ kind: 'trial', id }]
    return await ask('promotions.propose', { promotion_id: id, slot, sha256, evidence, reason }, at)
  }
  const define = (slot: string, rule: object = RULE, at = 0) =>
    ask<Slot>('slots.define', { slot, rule, reason }, at)
  const decide = ({ promotion_id }: Promotion, at = 0) =>
    ask<Promotion>('promotions.decide', { promotion_id }, at)
  const rollBack = ({ promotion_id }: Promotion, at = 0) =>
    ask<Promotion>('promotions.roll_back', { promotion_id, reason }, at)
  const championOf = async (slot: string, at = 0) =>
    (await ask<Slot>('slots.get', { slot }, at)).champion_id
  const stateOf = async ({ promotion_id }: Promotion) =>
    (await ask<Promotion>('promotions.get', { promotion_id })).state

  test('a challenger is in the shadow of the champion until it is decided, and each comparison is on record', async () => {
    await define('model.a')
    const first = await challenge('model.a', 0.8, 10)
    expect(first).toMatchObject({ state: 'shadow', proposed_by: 'caller-0' })
    expect(await championOf('model.a')).toBeUndefined()
    const shown = await ask('promotions.compare', { promotion_id: first.promotion_id })
    expect(shown).toMatchObject({ verdict: 'promoted', ground: 'first', sequence: 1, revision: 1 })
    expect(await decide(first)).toMatchObject({ state: 'active', decision: shown })
    expect(await championOf('model.a')).toBe(first.promotion_id)

    const worse = await decide(await challenge('model.a', 0.9, 12))
    expect(worse).toMatchObject({
      state: 'refused',
      decision: {
        ...{ verdict: 'refused', ground: 'worse', champion_id: first.promotion_id },
        explanation: 'latency_ms is 12, worse than 10 by more than 1',
      },
    })
    expect(worse.decision!.comparisons).toEqual([
      {
        ...{ name: 'accuracy', direction: 'maximize', use: 'objective', outcome: 'better' },
        ...{ challenger: 0.9, challenger_source: `trial:${worse.promotion_id}` },
        ...{ champion: 0.8, champion_source: `trial:${first.promotion_id}` },
      },
      {
        ...{ name: 'latency_ms', direction: 'minimize', use: 'objective', outcome: 'worse' },
        ...{ challenger: 12, challenger_source: `trial:${worse.promotion_id}`, margin: 1 },
        ...{ champion: 10, champion_source: `trial:${first.promotion_id}` },
      },
    ])
    const better = await decide(await challenge('model.a', 0.9, 11))
    expect(better).toMatchObject({ state: 'active', decision: { sequence: 2 } })
    expect(await stateOf(first)).toBe('retired')
    for (const again of [worse, better]) {
      await expect(decide(again)).rejects.toMatchObject({ code: 'api/conflict' })
    }
    // Whoever has the numbers of the record comes to the same.
    const { rule } = await ask<Slot>('slots.get', { slot: 'model.a' })
    const measured = (whose: 'challenger' | 'champion') =>
      new Map(
        better.decision!.comparisons.map((each) => [
          each.name,
          { value: each[whose]!, source: each[`${whose}_source`]! },
        ]),
      )
    const { verdict, explanation } = decidePromotion(
      ...([rule, measured('challenger'), measured('champion')] as const),
    )
    expect([verdict, explanation]).toEqual(['promoted', better.decision!.explanation])
  })

  test('a rollback brings back the one before, and the one before that, until there is none', async () => {
    await define('model.b')
    const made: Promotion[] = []
    for (const accuracy of [0.5, 0.6, 0.7]) {
      made.push(await decide(await challenge('model.b', accuracy, 10)))
    }
    const [a, b, c] = made
    await expect(rollBack(a!)).rejects.toMatchObject({ code: 'api/conflict' })
    expect(await rollBack(c!)).toMatchObject({ state: 'retired', ended_by: 'caller-0', reason })
    expect([await championOf('model.b'), await stateOf(b!)]).toEqual([b!.promotion_id, 'active'])
    const held = await ask<Slot>('slots.get', { slot: 'model.b' })
    expect(held.champion).toEqual(b!.candidate)
    await expect(rollBack(c!)).rejects.toMatchObject({ code: 'api/conflict' })
    await rollBack(b!)
    const d = await decide(await challenge('model.b', 0.55, 10))
    expect(d).toMatchObject({ state: 'active', decision: { champion_id: a!.promotion_id } })
    await rollBack(d)
    await rollBack(a!)
    const vacant = await ask<Slot>('slots.get', { slot: 'model.b' })
    expect(vacant).toMatchObject({ state: 'vacant', sequence: 8 })
    expect([vacant.champion_id, vacant.champion]).toEqual([undefined, undefined])
  })

  test('by weights, and by bounds that are not compared', async () => {
    const rule = {
      kind: 'weights',
      objectives: [
        { name: 'accuracy', direction: 'maximize', weight: 3, worst: 0, best: 1, threshold: 0.5 },
        { name: 'latency_ms', direction: 'minimize', weight: 1, worst: 20, best: 0 },
      ],
      gain: 0.01,
    }
    await define('model.w', rule)
    const first = await decide(await challenge('model.w', 0.8, 10))
    expect(first.decision).toMatchObject({ challenger_score: (3 * 0.8 + 0.5) / 4 })
    expect(await decide(await challenge('model.w', 0.7, 2))).toMatchObject({ state: 'active' })
    expect(await decide(await challenge('model.w', 0.49, 0))).toMatchObject({
      ...{ state: 'refused', decision: { ground: 'below' } },
    })
  })

  test('a training that was made elsewhere is evidence, once it is on record with its model', async () => {
    await define('model.far')
    const [run_id, sha256] = ['far', await storeModel('a model from afar')]
    await ask('training_runs.create', { run_id, seed: '3', engine: 'search 1' })
    await ask('training_runs.start', { run_id, worker: 'elsewhere' })
    const input = { slot: 'model.far', sha256, evidence: [{ kind: 'run', id: run_id }], reason }
    await expect(ask('promotions.propose', input)).rejects.toMatchObject({ code: 'api/evidence' })
    const metrics = [
      { name: 'accuracy', value: 0.9 },
      { name: 'latency_ms', value: 2 },
    ]
    const outputs = [{ role: 'model', sha256 }]
    await ask('training_runs.complete', { run_id, metrics, outputs })
    const made = await ask<Promotion>('promotions.propose', input)
    const { decision } = await decide(made)
    expect(decision!.comparisons.map((each) => each.challenger_source)).toEqual([
      ...['run:far', 'run:far'],
    ])
  })

  test('one question answers what made a model, a rule that was found, and what is in use', async () => {
    const slot = 'model.lineage'
    await define(slot)
    const promotion = await decide(await challenge(slot, 0.8, 10))
    const { promotion_id: id } = promotion
    const ancestors = async (node: string) =>
      (await ask<LineageGraphAnswer>('lineage.ancestors', { node })).nodes.map((each) => each.id)
    const sources = [`proposal:proposal-${id}`, 'seed:7', `trial:${id}`, `run:run-${id}`]
    const model = `artifact:${promotion.candidate.sha256}`
    expect(await ancestors(model)).toEqual(expect.arrayContaining(sources))
    const inUse = await ancestors(`deployment:${slot}/1`)
    expect(inUse).toEqual(expect.arrayContaining([...sources, model, `promotion:${id}`]))
    expect(inUse.filter((each) => each.startsWith('metric:'))).toHaveLength(2)
    for (const [format, words] of [
      ['openlineage', ['promotion', 'deployment', 'COMPLETE']],
      ['prov', ['tl:promotion.3a', 'wasInformedBy', 'tl:deployment.3a']],
    ] as const) {
      const input = { node: `deployment:${slot}/1`, format }
      const { document } = await ask<{ document: unknown }>('lineage.export', input)
      for (const word of words) expect(JSON.stringify(document)).toContain(word)
    }

    // A rule that a trial has proposed, in another spelling than the canonical one.
    const trial = { trial_id: 'found', study_id: 'rules', number: 3 }
    const origin = { proposal_id: 'p-found', sampler: 'motpe 1', seed: '8', inputs: [] }
    const parameters = [{ name: 'rule', value: 'B3/S23' }]
    await tell('ml.trial.proposed', { ...trial, ...origin, parameters })
    await tell('ml.trial.completed', { ...trial, metrics: [{ name: 'activity', value: 0.3 }] })
    await define('rule.demo', {
      kind: 'front',
      objectives: [{ name: 'activity', direction: 'maximize', threshold: 0.2 }],
    })
    const input = { slot: 'rule.demo', rule: '23/3', evidence: [{ kind: 'trial', id: 'found' }] }
    const found = await decide(await ask('promotions.propose', { ...input, reason }))
    const sha256 = hash('sha256', 'B3/S23', 'hex')
    const candidate = { kind: 'rule', rule: 'B3/S23', sha256 }
    expect(found).toMatchObject({ state: 'active', candidate })
    const made = await ancestors(`rule:${sha256}`)
    expect(made).toEqual(expect.arrayContaining(['trial:found', 'proposal:p-found', 'seed:8']))
  })

  test('what is told of late makes nobody up, and is there with all its edges in the end', async () => {
    const [id, sha256] = ['late', hash('sha256', 'a late model', 'hex')]
    const candidate = { kind: 'artifact', sha256 }
    const evidence = [{ kind: 'trial', id }]
    await define('model.late')
    const said = { promotion_id: id, slot: 'model.late', by: 'b', reason }
    await tell('ml.promotion.proposed', { ...said, candidate, evidence })
    const read = async () =>
      await ask<LineageGraphAnswer>('lineage.ancestors', { node: `promotion:${id}` })
    expect(await read()).toMatchObject({ nodes: [{ id: `promotion:${id}` }], pending: [] })
    await expect(decide(said as never)).rejects.toMatchObject({ code: 'api/evidence' })
    await tell('ml.trial.proposed', {
      ...{ trial_id: id, study_id: 's', number: 0, proposal_id: 'p-late', sampler: 'tpe 1' },
      ...{ parameters: [], seed: '9', inputs: [] },
    })
    const ids = (await read()).nodes.map((each) => each.id)
    expect(ids).toEqual([`promotion:${id}`, `trial:${id}`, 'proposal:p-late', 'seed:9'])
  })

  test('a candidate that cannot be one is refused by name', async () => {
    await define('model.c')
    const sha256 = await makeTrial('measured', { accuracy: 0.5, latency_ms: 1 })
    await makeTrial('other', { accuracy: 0.5, latency_ms: 1 })
    const input = { slot: 'model.c', sha256, evidence: [{ kind: 'trial', id: 'measured' }], reason }
    const notStored = 'e'.repeat(64)
    for (const [more, code] of [
      [{ evidence: [{ kind: 'trial', id: 'nobody' }] }, 'api/evidence'],
      [{ evidence: [{ kind: 'trial', id: 'other' }] }, 'api/evidence'],
      [{ evidence: [...input.evidence, { kind: 'trial', id: 'other' }] }, 'api/evidence'],
      [{ slot: 'nowhere' }, 'api/not-found'],
      [{ sha256: notStored }, 'api/not-found'],
      [{ rule: 'B3/S23' }, 'api/input'],
      [{ sha256: undefined, rule: 'B3/S2X' }, 'api/input'],
      [{ sha256: undefined }, 'api/input'],
      [{ evidence: [] }, 'api/input'],
    ] as const) {
      const asking = ask('promotions.propose', { ...input, ...more })
      await expect(asking, JSON.stringify(more)).rejects.toMatchObject({ code })
    }
    expect(await ask('promotions.propose', input)).toMatchObject({ state: 'shadow' })
  })

  test('two values of one metric decide nothing, and one that was not measured refuses', async () => {
    await define('model.d')
    const sha256 = await makeTrial('one', { accuracy: 0.5 })
    const runModel = async (run_id: string, purpose: string, accuracy: number) => {
      const inputs = [{ kind: 'artifact', id: sha256 }]
      const origin = { purpose, parameters: [], seed: '7', engine: '0.2.0', inputs }
      const metrics = [{ name: 'accuracy', value: accuracy }]
      await tell('ml.run.completed', { run_id, ...origin, metrics, duration_ms: 1, outputs: [] })
    }
    await runModel('two', 'model', 0.6)
    await runModel('trained further', 'training', 0.9)
    const propose = (promotion_id: string, ids: readonly string[]) =>
      ask<Promotion>('promotions.propose', {
        ...{ promotion_id, slot: 'model.d', sha256, reason },
        evidence: ids.map((id) => ({ kind: id === 'one' ? 'trial' : 'run', id })),
      })
    await expect(propose('d0', ['one', 'trained further'])).rejects.toMatchObject({
      code: 'api/evidence',
    })
    const said = await propose('d1', ['one', 'two'])
    await expect(decide(said)).rejects.toMatchObject({ code: 'api/evidence', status: 409 })
    const withdrawn = await ask('promotions.withdraw', { promotion_id: 'd1', reason })
    expect(withdrawn).toMatchObject({ state: 'withdrawn', ended_by: 'caller-0' })
    expect(await decide(await propose('d2', ['one']))).toMatchObject({
      ...{ state: 'refused', decision: { ground: 'missing' } },
    })
    expect(await propose('d2', ['one'])).toMatchObject({ state: 'refused' })
    await expect(propose('d2', ['two'])).rejects.toMatchObject({ code: 'api/conflict' })
  })

  test.each([
    [{ ...RULE, gain: 1 }],
    [{ ...RULE, objectives: [] }],
    [{ ...RULE, constraints: [{ name: 'accuracy', direction: 'maximize', threshold: 0 }] }],
    [{ ...RULE, kind: 'weights' }],
    [{ kind: 'weights', objectives: [{ ...WEIGHED, worst: 1, best: 0 }] }],
    [{ kind: 'front', objectives: [WEIGHED] }],
  ])('a rule that cannot decide is refused: %j', async (rule) => {
    await expect(define('model.e', rule)).rejects.toMatchObject({ code: 'api/input' })
  })

  test('a rule that is said again is no other, and another has the next revision', async () => {
    expect(await define('model.f')).toMatchObject({ revision: 1, state: 'vacant' })
    const { size } = records[0]!.ledger.head
    expect(await define('model.f')).toMatchObject({ revision: 1 })
    expect(records[0]!.ledger.head.size).toBe(size)
    const other = { ...RULE, objectives: RULE.objectives.slice(0, 1) }
    expect(await define('model.f', other)).toMatchObject({ revision: 2, rule: other })
  })

  test('what a slot may need again does not expire', async () => {
    await define('model.g')
    const expire = ({ candidate: { sha256 } }: Promotion) =>
      ask<Artifact>('artifacts.expire', { sha256, reason })
    const [a, b] = [await challenge('model.g', 0.5, 1), await challenge('model.g', 0.6, 1)]
    await expect(expire(a)).rejects.toMatchObject({ code: 'api/conflict' })
    await decide(a)
    await decide(b)
    // It is what a rollback would restore.
    await expect(expire(a)).rejects.toThrow(/held by model.g/)
    await decide(await challenge('model.g', 0.7, 1))
    expect(await expire(a)).toMatchObject({ state: 'expired' })
    await expect(expire(b)).rejects.toMatchObject({ code: 'api/conflict' })
  })

  /** Two who have the same decided, one with another, and one who rolls back what is no champion. */
  const CROWD = [
    ...[0, processes - 1].map((at) => ({ at, verb: 'decide', which: 1 })),
    ...[{ at: 0, verb: 'decide', which: 3 }],
    ...[{ at: 0, verb: 'roll back', which: 2 }],
  ]

  const anyWish = fc.record({
    at: fc.nat({ max: processes - 1 }),
    verb: fc.constantFrom('decide', 'decide', 'decide', 'roll back', 'define', 'withdraw'),
    which: fc.nat({ max: 3 }),
  })

  test('whatever is asked at once, a slot has one champion at most, and each is told what came of theirs', async () => {
    let conflicts = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyWish, { minLength: 3, maxLength: 8 }), async (wishes) => {
        const slot = `s-${randomUUID()}`
        await define(slot)
        const champion = await decide(await challenge(slot, 0.1, 5))
        const challengers = [
          ...[await challenge(slot, 0.5, 5), await challenge(slot, 0.5, 5)],
          await challenge(slot, 0.7, 5),
        ]
        const all = [champion, ...challengers]
        const outcomes = await Promise.allSettled(
          wishes.map(({ at, verb, which }, n) => {
            const { promotion_id } = all[which]!
            if (verb === 'decide') return decide(all[which]!, at)
            if (verb === 'roll back') return rollBack(all[which]!, at)
            if (verb === 'withdraw') {
              return ask('promotions.withdraw', { promotion_id, reason: `${n}` }, at)
            }
            return define(slot, { ...RULE, objectives: RULE.objectives.slice(0, 1 + (n % 2)) }, at)
          }),
        )
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') continue
          expect(outcome.reason).toMatchObject({ status: 409 })
          conflicts++
        }
        // The same that is said twice, by the same caller, is one fact.
        const changes = new Set(
          wishes.flatMap(({ verb, which }, n) => {
            const outcome = outcomes[n]!
            if (outcome.status === 'rejected') return []
            const { decision } = outcome.value as Promotion
            const isPromoted = verb === 'decide' && decision?.verdict === 'promoted'
            return isPromoted || verb === 'roll back' ? [`${verb} ${which}`] : []
          }),
        )
        const { size } = records[0]!.ledger.head
        for (const { bus } of records) await bus.waitUntilHeard(size - 1, 60_000)
        for (let at = 0; at < processes; at++) {
          const found = await ask<Slot>('slots.get', { slot }, at)
          expect(found.sequence).toBe(1 + changes.size)
          const input = { slot, state: 'active' }
          const { items } = await ask<{ items: Promotion[] }>('promotions.list', input, at)
          expect(items.map(({ promotion_id }) => promotion_id)).toEqual(
            found.champion_id === undefined ? [] : [found.champion_id],
          )
        }
        // Nothing is stuck: whoever is a challenger still is decided when nobody is in the way.
        for (const each of challengers) {
          if ((await stateOf(each)) === 'shadow') await decide(each)
        }
      }),
      { numRuns: tries(16), examples: [[CROWD]] },
    )
    expect(conflicts).toBeGreaterThan(0)
  })
}

const WEIGHED = { name: 'x', direction: 'maximize', weight: 1, worst: 0, best: 1 }
