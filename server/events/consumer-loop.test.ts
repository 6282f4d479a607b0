/** Consumers over a real ledger and a real database. */
import fc from 'fast-check'
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { StorageUnavailableError } from '../storage/errors.ts'
import { describeOnDatabases, openNext } from '../testing/databases.ts'
import type { Consumer, Delivery } from './consumer.ts'
import { ConsumerLoop, type ConsumerLoopOptions } from './consumer-loop.ts'
import { SqlConsumerStore } from './sql-consumer-store.ts'

describeOnDatabases('consumers', (_kind, createDatabases) => {
  let database: Database
  let ledger: FileLedger

  beforeAll(async () => {
    const databases = await createDatabases()
    database = await openNext(databases)
    await database.query('create table heard (consumer text, seq bigint, id serial)')
    return async () => {
      await database.close()
      await databases.dispose()
    }
  })

  const empty = async () => {
    for (const table of ['consumers', 'heard']) await database.query(`truncate ${table} cascade`)
  }

  beforeEach(async () => {
    const folder = createTemporaryFolder()
    ledger = await FileLedger.open({ folder: folder.path })
    await empty()
    onTestFinished(async () => {
      await ledger.close()
      folder.dispose()
    })
  })

  const append = (type: string, n: number, more: object = {}) =>
    ledger.append({ key: `${type} ${n}`, event: { type, n, ...more } })

  async function appendMany(type: string, count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, n) => append(type, n)))
  }

  /** Writes down what it hears, in the transaction of the delivery. */
  const note = async ({ idempotencyKey, seq }: Delivery, work: Transaction) => {
    await work.query('insert into heard (consumer, seq) values ($1, $2)', [
      idempotencyKey.split('/')[0]!,
      seq,
    ])
  }

  const listener = (more: Partial<Consumer<Transaction>> = {}): Consumer<Transaction> => ({
    ...{ name: 'listener', pattern: '#', handle: note },
    ...more,
  })

  function lead(
    consumer: Consumer<Transaction>,
    more: Partial<ConsumerLoopOptions<Transaction>> = {},
  ): ConsumerLoop<Transaction> {
    const loop = new ConsumerLoop({
      ...{ log: ledger, store: new SqlConsumerStore(database), consumer },
      ...{ nowMs: () => 1_000, firstPauseMs: 1, ...more },
    })
    loop.start()
    onTestFinished(() => loop.stop())
    return loop
  }

  async function untilPassed(loop: ConsumerLoop<Transaction>): Promise<void> {
    await expect.poll(() => loop.stats.depth).toBe(0)
  }

  const heardSeqs = async (consumer = 'listener') => {
    const select = 'select seq from heard where consumer = $1 order by id'
    const rows = await database.query<{ seq: number }>(select, [consumer])
    return rows.map(({ seq }) => seq)
  }

  const listFrom = (count: number) => Array.from({ length: count }, (_, seq) => seq)

  test('events are heard in their order, once, also those which come later and after another start', async () => {
    await appendMany('a.b', 100)
    const first = lead(listener())
    await untilPassed(first)
    await append('a.c', 0)
    first.wake()
    await untilPassed(first)
    await first.stop()
    await append('a.d', 0)
    await untilPassed(lead(listener()))
    expect(await heardSeqs()).toEqual(listFrom(102))
  })

  test.each(['that fails', 'that becomes a dead letter'])(
    'a consumer that is put back at an event %s hears all of them again',
    async (kind) => {
      await appendMany('a', 40)
      let isPutBack = false
      const putBack = async () => {
        isPutBack = true
        await database.query('update consumers set position = 0')
      }
      const store = new SqlConsumerStore(database)
      const addFailure = store.addFailure.bind(store)
      store.addFailure = async (...failure) => {
        const failures = await addFailure(...failure)
        if (!isPutBack && (kind === 'that fails' || failures === 2)) await putBack()
        return failures
      }
      const handle = async (delivery: Delivery, work: Transaction) => {
        if (delivery.seq === 7 && !isPutBack) throw new Error('not yet')
        await note(delivery, work)
      }
      await untilPassed(lead(listener({ handle }), { store, maxAttempts: 2 }))
      const heard = await heardSeqs()
      expect(heard.slice(heard.lastIndexOf(0))).toEqual(listFrom(40))
    },
  )

  test('only what the pattern names is heard, and the rest is passed', async () => {
    for (let n = 0; n < 30; n++) await append(n % 3 === 0 ? 'run.completed' : 'run.started', n)
    const loop = lead(listener({ pattern: '+.+.completed.+' }))
    await untilPassed(loop)
    expect(await heardSeqs()).toEqual(listFrom(10).map((n) => 3 * n))
  })

  test('of 1,000 events with 10 that are poison exactly 10 become dead letters, and redriving doubles none', async () => {
    await appendMany('a', 1000)
    const poison = new Set(listFrom(10).map((n) => 97 * n + 5))
    let isCured = false
    const handle = async (delivery: Delivery, work: Transaction) => {
      // The work is done and has to be undone: what fails leaves nothing.
      await note(delivery, work)
      if (!isCured && poison.has(delivery.seq)) throw new Error(`poison ${delivery.seq}`)
    }
    const loop = lead(listener({ handle }), { maxAttempts: 3 })
    await untilPassed(loop)
    const store = new SqlConsumerStore(database)
    const letters = await store.listDeadLetters({ count: 100 })
    expect(letters.map(({ seq }) => seq)).toEqual([...poison])
    expect(letters[3]).toEqual({
      ...{ consumer: 'listener', seq: 296, type: 'a', state: 'dead' },
      failures: [1, 2, 3].map((attempt) => ({ attempt, atMs: 1000, problem: 'poison 296' })),
    })
    expect(await heardSeqs()).toEqual(listFrom(1000).filter((seq) => !poison.has(seq)))

    await expect(loop.redrive(296)).rejects.toMatchObject({ code: 'events/handler' })
    const [again] = await store.listDeadLetters({
      after: { consumer: 'listener', seq: 295 },
      count: 1,
    })
    expect(again!.failures).toHaveLength(4)
    expect(again!.state).toBe('dead')
    isCured = true
    const redrive = () => Promise.all([...poison].map((seq) => loop.redrive(seq)))
    expect(await redrive()).toEqual(Array(10).fill(true))
    expect(await redrive()).toEqual(Array(10).fill(false))
    expect(await loop.redrive(7)).toBe(false)
    expect(await loop.redrive(5000)).toBe(false)
    expect((await heardSeqs()).toSorted((a, b) => a - b)).toEqual(listFrom(1000))
    expect(await store.countDead()).toBe(0)
  })

  test('what is heard together is heard in halves where one of it fails, and what never answers has failed', async () => {
    await appendMany('a', 300)
    const handleAll = async (deliveries: readonly Delivery[], work: Transaction) => {
      for (const delivery of deliveries) await note(delivery, work)
      if (deliveries.some(({ seq }) => seq === 123)) throw new Error('one of them')
      if (deliveries.some(({ seq }) => seq === 200)) await new Promise(() => {})
    }
    const handle = async (delivery: Delivery, work: Transaction) => {
      await handleAll([delivery], work)
    }
    const limits = { maxAttempts: 2, handleMs: 200 }
    const loop = lead(listener({ handle, handleAll }), limits)
    await expect.poll(() => loop.stats.depth, { timeout: 20_000 }).toBe(0)
    expect(await heardSeqs()).toEqual(listFrom(300).filter((seq) => seq !== 123 && seq !== 200))
    const letters = await new SqlConsumerStore(database).listDeadLetters({ count: 10 })
    expect(
      letters.map(({ seq, failures }) => [seq, failures.map(({ problem }) => problem)]),
    ).toEqual([
      [123, ['one of them', 'one of them']],
      [200, Array(2).fill('it has not answered for 200 ms')],
    ])
  })

  test('what a database refuses at the commit, or of what a consumer passes over, is a failure of that event alone', async () => {
    await database.query(
      'create table if not exists late (id int unique deferrable initially deferred)',
    )
    await appendMany('a', 9)
    const handle = async (delivery: Delivery, work: Transaction) => {
      await note(delivery, work)
      if (delivery.seq === 3) await work.query('insert into late values (1), (1)')
      if (delivery.seq === 6) await work.query('insert into nowhere values (1)').catch(() => {})
    }
    const loop = lead(listener({ handle }), { maxAttempts: 2 })
    await untilPassed(loop)
    expect(await heardSeqs()).toEqual([0, 1, 2, 4, 5, 7, 8])
    const letters = await new SqlConsumerStore(database).listDeadLetters({ count: 10 })
    expect(letters.map(({ seq, failures }) => [seq, failures.length])).toEqual([
      [3, 2],
      [6, 2],
    ])
  })

  test('that the database cannot be reached makes no dead letter, however long', async () => {
    await appendMany('a', 3)
    let isDown = true
    let tries = 0
    const handle = async (delivery: Delivery, work: Transaction) => {
      tries++
      if (isDown)
        throw new StorageUnavailableError({
          ...{ place: 'here', reason: 'it is gone', isOutcomeUnknown: false },
        })
      await note(delivery, work)
    }
    const loop = lead(listener({ handle }), { maxAttempts: 2 })
    await expect.poll(() => tries).toBeGreaterThan(5)
    expect(await database.query('select 1 from consumer_failures')).toEqual([])
    isDown = false
    await untilPassed(loop)
    expect(await heardSeqs()).toEqual(listFrom(3))
  })

  test('what fails for a while is tried again, and is no dead letter', async () => {
    await appendMany('a', 20)
    const tries = new Map<number, number>()
    const handle = async (delivery: Delivery, work: Transaction) => {
      const before = tries.get(delivery.seq) ?? 0
      tries.set(delivery.seq, before + 1)
      if (delivery.seq % 7 === 3 && before < 3) throw new Error('not yet')
      await note(delivery, work)
    }
    await untilPassed(lead(listener({ handle })))
    expect(await heardSeqs()).toEqual(listFrom(20))
    expect(await new SqlConsumerStore(database).countDead()).toBe(0)
  })

  test('two that lead one consumer share its events, and none is heard twice', async () => {
    await appendMany('a', 300)
    const loops = [lead(listener()), lead(listener()), lead(listener({ name: 'other' }))]
    for (const loop of loops) await untilPassed(loop)
    expect(await heardSeqs()).toEqual(listFrom(300))
    expect(await heardSeqs('other')).toEqual(listFrom(300))
  })

  test('a database that fails now and then, before or after it has done the work, makes nothing lost or double', async () => {
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.infiniteStream(fc.nat(9))), async (dice) => {
        await empty()
        const size = ledger.head.size
        await Promise.all(listFrom(30).map((n) => append('a', size + n)))
        const problems: unknown[] = []
        const store = new SqlConsumerStore(failNowAndThen(database, () => dice.next().value!))
        const onProblem = (problem: unknown) => problems.push(problem)
        const loop = lead(listener(), { store, onProblem })
        await untilPassed(loop)
        await loop.stop()
        expect(await heardSeqs()).toEqual(listFrom(size + 30))
        expect(problems.every((problem) => problem === FAULT)).toBe(true)
      }),
      { numRuns: tries(12) },
    )
  })

  test('how far behind a consumer is, and how long events take, can be seen', async () => {
    const deaf = listener({ handle: () => Promise.reject(new Error('no')) })
    const loop = lead(deaf, { firstPauseMs: 60_000 })
    for (let n = 0; n < 5; n++) await append('a', n)
    loop.wake()
    const failures = async () => (await database.query('select 1 from consumer_failures')).length
    await expect.poll(failures).toBe(1)
    expect(loop.stats).toEqual({ consumer: 'listener', depth: 5, p95Ms: undefined })
    await loop.stop()
    await append('a', 5, { time: '1970-01-01T00:00:00.400Z' })
    const other = lead(listener({ name: 'other' }))
    await untilPassed(other)
    expect(other.stats).toEqual({ consumer: 'other', depth: 0, p95Ms: 600 })
  })

  test.each(['', 'Listener', 'a/b', 'x'.repeat(64)])('a consumer cannot be called %j', (name) => {
    const store = new SqlConsumerStore(database)
    const options = { log: ledger, store, nowMs: () => 0 }
    expect(() => new ConsumerLoop({ ...options, consumer: listener({ name }) })).toThrow(
      expect.objectContaining({ code: 'events/consumer-name' }),
    )
  })
})

const FAULT = new Error('the database failed')

function failNowAndThen(database: Database, roll: () => number): Database {
  const mayFail = async <T>(work: () => Promise<T>): Promise<T> => {
    const fate = roll()
    if (fate === 0) throw FAULT
    const outcome = await work()
    // It is done, and nobody hears so.
    if (fate === 1) throw FAULT
    return outcome
  }
  return {
    ...{ place: database.place, survivesPowerLoss: database.survivesPowerLoss },
    query: (sql, parameters) => mayFail(() => database.query(sql, parameters)) as never,
    transaction: (work) => mayFail(() => database.transaction(work)),
    runForeign: (sql, parameters) => mayFail(() => database.runForeign(sql, parameters)),
    assertOutside: () => database.assertOutside(),
    close: () => database.close(),
  }
}
