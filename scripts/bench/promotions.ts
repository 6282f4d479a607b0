/** How fast challengers are decided, one after another and many at once. */
import { randomUUID } from 'node:crypto'
import type { Promotion } from '../../engine/resources/promotion.ts'
import { OperationDesk } from '../../server/api/operation-desk.ts'
import { buildResourceHandlers } from '../../server/app/build-resource-handlers.ts'
import { openServerRecord } from '../../server/app/server-record.ts'
import { WHY_NO_POSTGRES } from '../../server/testing/postgres.ts'
import {
  createRunDatabase,
  createRunFolder,
  OPEN_GATE,
  type RunPlace,
} from '../../server/testing/run-place.ts'
import { type Benchmark, type BenchmarkRow, percentile } from '../benchmark.ts'

const DECISIONS = 96
const WARM = 8
const LANES = 8
const reason = 'it is measured'
const RULE = 'B3/S23'

export const benchmark: Benchmark = {
  name: 'promotions',
  about:
    `${DECISIONS} decisions about challengers, each of them better than the champion, from the call to the answer: the ` +
    'metrics are read out of the record, the decision is durable and in the tables. One after another in one slot, where ' +
    `each changes the champion, and ${LANES} at a time, each in a slot of its own. Without a gate, which costs a verdict more.`,
  async run() {
    const rows = await measurePlace('embedded', createRunFolder)
    if (WHY_NO_POSTGRES !== undefined) {
      console.log(`  PostgreSQL${WHY_NO_POSTGRES}`)
      return rows
    }
    return [...rows, ...(await measurePlace('PostgreSQL', createRunDatabase))]
  },
}

async function measurePlace(
  name: string,
  createPlace: () => Promise<RunPlace>,
): Promise<readonly BenchmarkRow[]> {
  const place = await createPlace()
  const problems: string[] = []
  const record = await openServerRecord(place.config, (line) => problems.push(line), {
    ...{ threads: 0, isAuditing: false, isLeading: false },
  })
  const { bus } = record
  const publish = async (event: Parameters<typeof bus.publishEvent>[0]) => {
    const published = await bus.publishEvent(event, { correlationId: 'c' })
    await bus.waitUntilHeard(published.seq, 10_000)
    return published
  }
  const handlers = buildResourceHandlers(record)
  const desk = new OperationDesk({ gate: OPEN_GATE, handlers, publishEvent: publish })
  const ask = async <T>(operation: string, input: object): Promise<T> => {
    const principal = { id: 'someone', scopes: ['admin'] }
    const caller = { principal, surface: 'rest', rateKey: 'k', correlationId: 'c' } as const
    return (await desk.call(operation, input, caller)) as T
  }
  const define = (slot: string) => {
    const objectives = [{ name: 'score', direction: 'maximize' }]
    return ask('slots.define', { slot, rule: { kind: 'front', objectives }, reason })
  }
  /** Has trials measure a rule and it challenge by each; gives the promotions. */
  const challenge = async (slot: string, count: number) => {
    const ids: string[] = []
    for (let score = 0; score < count; score++) {
      const id = randomUUID()
      const trial = { trial_id: id, study_id: 'study', number: score }
      const proposed = { proposal_id: `of-${id}`, sampler: 'random@1', seed: '1', inputs: [] }
      const parameters = [{ name: 'rule', value: RULE }]
      const [kind, by] = ['record', { ...trial, ...proposed, parameters }] as const
      await bus.publishEvent({ kind, name: 'ml.trial.proposed', data: by }, { correlationId: 'c' })
      const metrics = [{ name: 'score', value: score }]
      await publish({ kind, name: 'ml.trial.completed', data: { ...trial, metrics } })
      const evidence = [{ kind: 'trial', id }]
      await ask('promotions.propose', { promotion_id: id, slot, rule: RULE, evidence, reason })
      ids.push(id)
    }
    return ids
  }
  const decide = async (ids: readonly string[], times: number[]) => {
    for (const promotion_id of ids) {
      const startMs = performance.now()
      const { state } = await ask<Promotion>('promotions.decide', { promotion_id })
      times.push(performance.now() - startMs)
      if (state !== 'active') throw new Error(`${promotion_id} is ${state}`)
    }
  }
  try {
    await define('one')
    const ids = await challenge('one', WARM + DECISIONS)
    await decide(ids.slice(0, WARM), [])
    const alone: number[] = []
    const aloneMs = await timeOf(() => decide(ids.slice(WARM), alone))
    const lanes: (readonly string[])[] = []
    for (let lane = 0; lane < LANES; lane++) {
      await define(`lane-${lane}`)
      lanes.push(await challenge(`lane-${lane}`, DECISIONS / LANES))
    }
    const together: number[] = []
    const togetherMs = await timeOf(() => Promise.all(lanes.map((each) => decide(each, together))))
    if (problems.length > 0) throw new Error(problems.join('\n'))
    return [
      rowOf(`${name}: one after another, one slot`, alone, aloneMs),
      rowOf(`${name}: ${LANES} at a time, a slot each`, together, togetherMs),
    ]
  } finally {
    await record.close()
    await place.dispose()
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

const rowOf = (subject: string, times: readonly number[], tookMs: number): BenchmarkRow => ({
  subject,
  values: {
    decisionsPerSecond: (1000 * times.length) / tookMs,
    p50Ms: percentile(times, 50),
    p99Ms: percentile(times, 99),
  },
})
