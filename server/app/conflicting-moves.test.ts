/**
 * Commands that exclude each other, given to two processes of one PostgreSQL at once: between the check of a command
 * and its event nobody holds anything, and all the same one of them wins.
 */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LearningRun } from '../../engine/resources/model-run.ts'
import { tries } from '../../engine/testing/tries.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import type { RecordLog } from '../events/record-log.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { OPEN_GATE } from '../testing/run-place.ts'
import { buildResourceHandlers } from './build-resource-handlers.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'

const VERBS = ['complete', 'fail', 'cancel'] as const
const STATES = { complete: 'completed', fail: 'failed', cancel: 'cancelled' } as const

/** What is said to which process; each time something else, since the same twice is once. */
const anyMove = fc.record({ process: fc.nat({ max: 1 }), verb: fc.constantFrom(...VERBS) })
const anyRound = fc.record({
  isStarted: fc.boolean(),
  moves: fc.array(anyMove, { minLength: 2, maxLength: 6 }),
})

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  const folder = createTemporaryFolder()
  const lines: string[] = []
  let records: readonly ServerRecord[]
  let desks: readonly OperationDesk[]

  beforeAll(async () => {
    const databaseUrl = await (await sharePostgres()).createDatabase()
    const config = { dataFolder: folder.path, databaseUrl, auditMinutes: 1000 }
    const options = { threads: 0, isAuditing: false }
    const open = () => openServerRecord(config, (line) => lines.push(line), options)
    records = [await open(), await open()]
    desks = records.map(({ bus, ...record }) => {
      return new OperationDesk({
        gate: OPEN_GATE,
        handlers: buildResourceHandlers(record),
        async publishEvent(event, request) {
          const published = await bus.publishEvent(event, request)
          await bus.waitUntilHeard(published.seq, 60_000)
          return published
        },
      })
    })
  })
  afterAll(async () => {
    await Promise.all(records.map((record) => record.close()))
    folder.dispose()
    expect(lines).toEqual([])
  })

  async function call<T>(at: number, name: string, input: object): Promise<T> {
    return (await desks[at]!.call(name, input, {
      ...{ principal: { id: `caller-${at}`, scopes: ['write'] }, surface: 'rest' },
      ...{ rateKey: 'test', correlationId: randomUUID() },
    })) as T
  }

  function move(at: number, verb: (typeof VERBS)[number], id: string, n: number) {
    const of = { run_id: id }
    if (verb === 'complete') {
      const metrics = [{ name: 'fitness', value: n }]
      return call<LearningRun>(at, 'model_runs.complete', { ...of, metrics, outputs: [] })
    }
    const told = verb === 'fail' ? { code: 'test', message: `${n}` } : { reason: `${n}` }
    return call<LearningRun>(at, `model_runs.${verb}`, { ...of, ...told })
  }

  test('of moves that end a run, given to two processes at once, exactly one is made, and both tell of it', () =>
    fc.assert(
      fc.asyncProperty(anyRound, async ({ isStarted, moves }) => {
        const id = `run-${randomUUID()}`
        await call(0, 'model_runs.create', { run_id: id, ...MADE_OF })
        if (isStarted) await call(1, 'model_runs.start', { run_id: id, worker: 'w' })
        const outcomes = await Promise.allSettled(
          moves.map(({ process, verb }, n) => move(process, verb, id, n)),
        )
        const made = moves.filter((_, n) => outcomes[n]!.status === 'fulfilled')
        // Nothing is completed that was not started.
        const isAnyLegal = isStarted || moves.some(({ verb }) => verb !== 'complete')
        expect(made).toHaveLength(isAnyLegal ? 1 : 0)
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 409 })
        }
        const state = made[0] === undefined ? 'queued' : STATES[made[0].verb]
        for (const at of [0, 1]) {
          expect(await call(at, 'model_runs.get', { run_id: id })).toMatchObject({ state })
        }
        const ends = (await readTypes(id)).filter((type) => /completed|failed|cancelled/.test(type))
        expect(ends).toEqual(made[0] === undefined ? [] : [`ml.run.${state}`])
      }),
      { numRuns: tries(25) },
    ))

  test('a share of a machine is granted and freed once, whoever says so at the same time', async () => {
    for (let n = 0; n < 5; n++) {
      const id = `share-${n}`
      const share = { allocation_id: id, run_id: 'r', zone: 'cpu', threads: 1, memory_mib: 1 }
      const granted = await Promise.allSettled(
        [0, 1].map((at) => call(at, 'allocations.grant', { ...share, worker: `w-${at}` })),
      )
      const freed = await Promise.allSettled(
        [0, 1, 0, 1].map((at, k) =>
          call(at, 'allocations.release', { allocation_id: id, reason: `${k}` }),
        ),
      )
      for (const outcomes of [granted, freed]) {
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      }
    }
  })

  /** Types of what is on record of a run. */
  async function readTypes(id: string): Promise<string[]> {
    const ledger: RecordLog = records[0]!.ledger
    // What the other one has appended.
    await ledger.refresh?.()
    const texts = await ledger.read(Math.max(0, ledger.head.size - 20), 20)
    return texts
      .map((text) => JSON.parse(text).event as { type: string; data: { run_id?: string } })
      .filter(({ data }) => data.run_id === id)
      .map(({ type }) => type)
  }
})

const MADE_OF = { purpose: 'search', parameters: [], seed: '1', inputs: [] }
