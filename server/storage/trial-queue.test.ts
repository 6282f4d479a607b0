import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeOnDatabases, openNext, type TestDatabases } from '../testing/databases.ts'
import { startPostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import type { Database } from './database.ts'
import { openDatabase } from './open-database.ts'
import { type TrialJob, TrialQueue } from './trial-queue.ts'

/** Waits until something holds. */
const until = (holds: () => boolean | Promise<boolean>) =>
  expect.poll(holds, { timeout: 20_000, interval: 50 }).toBe(true)

describeOnDatabases('the queue of trials', (kind, createDatabases) => {
  let databases: TestDatabases
  let database: Database
  let studies = 0
  beforeAll(async () => {
    databases = await createDatabases()
    database = await openNext(databases)
  })
  afterAll(async () => {
    await database.close()
    await databases.dispose()
  })

  // What no test waits for the end of is longer than a busy machine lets a process stand still.
  const open = (isAlone = false, { leaseSeconds = 20, strandedMs = 100 } = {}) => {
    const problems: unknown[] = []
    const queue = new TrialQueue({
      ...{ database, isAlone, leaseSeconds, pollMs: 50, strandedMs },
      onProblem: (problem) => problems.push(problem),
    })
    onTestFinished(async () => {
      await queue.close()
      expect(problems).toEqual([])
    })
    return queue
  }
  /** Jobs of a study that no other test has. */
  const jobsOf = (count: number, others: Partial<TrialJob> = {}): TrialJob[] => {
    const studyId = `study-${studies++}`
    return Array.from({ length: count }, (_, number) => ({
      ...{ trialId: `${studyId}:${number}`, studyId, number, zone: 'cpu', priority: 0 },
      ...others,
    }))
  }
  const drain = async (queue: TrialQueue, zone: 'cpu' | 'gpu' = 'cpu') => {
    const taken: string[] = []
    for (;;) {
      const job = await queue.take(zone, 'drain')
      if (job === undefined) return taken
      taken.push(job.trialId)
      await queue.done(job.trialId, 'drain')
    }
  }

  test('has nothing, and makes no tables, before the first trial is put', async () => {
    const queue = open()
    expect(await queue.take('cpu', 'a')).toBeUndefined()
    expect(await queue.counts()).toEqual({
      cpu: { waiting: 0, running: 0 },
      gpu: { waiting: 0, running: 0 },
    })
    await queue.drop('study', { running: true })
    await queue.prioritize('study', 1)
    const schemas = await database.query('select to_regnamespace($1) as there', ['trial_jobs'])
    expect(schemas).toEqual([{ there: undefined }])
  })

  test('is made once by those who put at the same time', async () => {
    const queues = [open(), open(), open()]
    const jobs = jobsOf(3)
    const put = await Promise.all(queues.map((queue, i) => queue.put(jobs[i]!)))
    expect(put).toEqual([true, true, true])
    expect((await drain(queues[0]!)).sort()).toEqual(jobs.map(({ trialId }) => trialId))
  })

  test('has a trial once, however often it is put, and gives it to one of those who take', async () => {
    const queue = open()
    const [job] = jobsOf(1) as [TrialJob]
    expect(await queue.put(job)).toBe(true)
    expect(await queue.put(job)).toBe(false)
    const taken = await Promise.all(['a', 'b', 'c'].map((worker) => queue.take('cpu', worker)))
    expect(taken.filter((each) => each !== undefined)).toEqual([
      { ...job, lost: 0, problem: undefined },
    ])
    expect(await queue.put(job)).toBe(false)
    expect((await queue.counts()).cpu).toEqual({ waiting: 0, running: 1 })
    const worker = ['a', 'b', 'c'][taken.findIndex((each) => each !== undefined)]!
    await queue.done(job.trialId, worker)
    expect((await queue.counts()).cpu).toEqual({ waiting: 0, running: 0 })
    expect(await queue.put(job)).toBe(true)
    expect(await drain(queue)).toEqual([job.trialId])
  })

  test('gives the greatest priority first, and then what was put first, each zone for itself', async () => {
    const queue = open()
    const low = jobsOf(3)
    const high = jobsOf(2, { priority: 5 })
    const other = jobsOf(1, { zone: 'gpu' })
    for (const job of [...low, ...high, ...other]) await queue.put(job)
    expect(await drain(queue)).toEqual([...high, ...low].map(({ trialId }) => trialId))
    expect(await drain(queue, 'gpu')).toEqual([other[0]?.trialId])
    for (const job of [...low, ...high]) await queue.put(job)
    await queue.prioritize(low[0]!.studyId, 9)
    expect(await drain(queue)).toEqual([...low, ...high].map(({ trialId }) => trialId))
  })

  test('a lease that is kept is nobody else’s, and one that is not goes to another worker', async () => {
    const queue = open(false, { leaseSeconds: 2 })
    const jobs = jobsOf(2)
    for (const job of jobs) await queue.put(job)
    await queue.take('cpu', 'kept')
    await queue.take('cpu', 'lost')
    let again = await queue.take('cpu', 'other')
    await until(async () => {
      expect(await queue.keep(jobs[0]!.trialId, 'kept')).toBe(true)
      again ??= await queue.take('cpu', 'other')
      return again !== undefined
    })
    expect(again).toMatchObject({ trialId: jobs[1]?.trialId, lost: 1 })
    expect(again?.problem).toMatch(/heartbeat/)
    expect(await queue.keep(jobs[1]!.trialId, 'lost')).toBe(false)
    await queue.done(jobs[1]!.trialId, 'lost')
    expect(await queue.keep(jobs[1]!.trialId, 'other')).toBe(true)
    await queue.done(jobs[0]!.trialId, 'kept')
    await queue.done(jobs[1]!.trialId, 'other')
    expect((await queue.counts()).cpu).toEqual({ waiting: 0, running: 0 })
  })

  test('what is given back waits, and only losses are counted', async () => {
    const queue = open()
    const [job] = jobsOf(1) as [TrialJob]
    await queue.put({ ...job, priority: 3 })
    const take = async () => {
      let taken = await queue.take('cpu', 'a')
      await until(async () => {
        taken ??= await queue.take('cpu', 'a')
        return taken !== undefined
      })
      return taken
    }
    expect(await take()).toMatchObject({ lost: 0 })
    await queue.giveBack(job.trialId, 'a', { isCounted: false, pauseMs: 1000 })
    expect(await queue.take('cpu', 'a')).toBeUndefined()
    expect(await take()).toMatchObject({ lost: 0, priority: 3 })
    await queue.giveBack(job.trialId, 'a', { isCounted: true, problem: 'It blew up.' })
    expect(await take()).toMatchObject({ lost: 1, problem: 'It blew up.' })
    await queue.giveBack(job.trialId, 'a', { isCounted: false })
    expect(await take()).toMatchObject({ lost: 1, number: 0, studyId: job.studyId })
    await queue.giveBack(job.trialId, 'b', { isCounted: true })
    await queue.done(job.trialId, 'a')
    expect((await queue.counts()).cpu).toEqual({ waiting: 0, running: 0 })
  })

  test('a study is dropped with what waits, or with what runs too', async () => {
    const queue = open()
    const jobs = jobsOf(3)
    const [others] = jobsOf(1) as [TrialJob]
    for (const job of [...jobs, others]) await queue.put(job)
    await queue.take('cpu', 'a')
    const { studyId, trialId } = jobs[0]!
    await queue.drop(studyId, { running: false })
    expect((await queue.counts()).cpu).toEqual({ waiting: 1, running: 1 })
    expect(await queue.keep(trialId, 'a')).toBe(true)
    await queue.drop(studyId, { running: true })
    expect(await queue.keep(trialId, 'a')).toBe(false)
    expect(await queue.put(jobs[0]!)).toBe(true)
    expect((await drain(queue)).sort()).toEqual([others.trialId, trialId].sort())
  })

  test('what is taken up while its study is dropped stays with whoever has it', async () => {
    const [queue, other] = [open(), open()]
    for (let again = 0; again < 5; again++) {
      const [job] = jobsOf(1) as [TrialJob]
      await queue.put(job)
      const dropped = queue.drop(job.studyId, { running: false })
      const taken = await other.take('cpu', 'a')
      await dropped
      if (taken === undefined) continue
      expect(await other.keep(job.trialId, 'a')).toBe(true)
      await other.done(job.trialId, 'a')
    }
  })

  test('a trial that comes back goes where its study has been put meanwhile', async () => {
    const queue = open()
    const [job] = jobsOf(1) as [TrialJob]
    await queue.put(job)
    const takeBack = async () => {
      let taken = await queue.take('cpu', 'a')
      await until(async () => {
        taken ??= await queue.take('cpu', 'a')
        return taken !== undefined
      })
      return taken?.priority
    }
    expect(await takeBack()).toBe(0)
    await queue.prioritize(job.studyId, 7)
    await queue.giveBack(job.trialId, 'a', { isCounted: false })
    expect(await takeBack()).toBe(7)
    await queue.prioritize(job.studyId, -3)
    await queue.giveBack(job.trialId, 'a', { isCounted: true })
    expect(await takeBack()).toBe(-3)
    await queue.done(job.trialId, 'a')
  })

  test('a study is stranded while it waits and nobody makes any trial of its zone', async () => {
    const queue = open()
    const patient = open(false, { strandedMs: 60_000 })
    const [near, second] = jobsOf(2) as [TrialJob, TrialJob]
    const [far] = jobsOf(1, { zone: 'gpu' }) as [TrialJob]
    expect(await queue.isStranded(near.studyId)).toBe(false)
    for (const job of [near, second, far]) await queue.put(job)
    expect(await patient.isStranded(near.studyId)).toBe(false)
    await until(() => queue.isStranded(near.studyId))
    await queue.take('cpu', 'a')
    // One of it is made, and the other waits for its turn.
    expect(await queue.isStranded(near.studyId)).toBe(false)
    expect(await queue.isStranded(far.studyId)).toBe(true)
    await queue.done(near.trialId, 'a')
    await drain(queue)
    expect(await queue.isStranded(near.studyId)).toBe(false)
    await drain(queue, 'gpu')
  })

  test('whoever listens is told of what is put here at once, and of what others put soon', async () => {
    const here = open()
    const there = open()
    let told = 0
    const stop = here.hear('cpu', () => told++)
    const jobs = jobsOf(2)
    await here.put(jobs[0]!)
    expect(told).toBeGreaterThan(0)
    told = 0
    await there.put(jobs[1]!)
    await until(() => told > 0)
    stop()
    told = 0
    await wait(120)
    expect(told).toBe(0)
    await drain(here)
  })

  test('nothing is kept of trials that are done, whatever there were', async () => {
    const queue = open()
    const jobs = jobsOf(20)
    for (const job of jobs) await queue.put(job)
    expect(await drain(queue)).toHaveLength(20)
    expect(await database.query('select name from trial_jobs.job')).toEqual([])
  })

  // Nobody has a database of several to themselves.
  if (kind === 'embedded') {
    test('who opens it alone knows that all workers are gone', async () => {
      const before = open()
      const [job] = jobsOf(1) as [TrialJob]
      await before.put(job)
      await before.take('cpu', 'gone')
      await before.close()
      const after = open(true)
      let taken = await after.take('cpu', 'new')
      await until(async () => {
        taken ??= await after.take('cpu', 'new')
        return taken !== undefined
      })
      expect(taken).toMatchObject({ trialId: job.trialId, lost: 1 })
      await after.done(job.trialId, 'new')
    })
  }
})

test.skipIf(WHY_NO_POSTGRES !== undefined)(
  `a database that goes away takes no trial from its worker, and ends nothing in the background${WHY_NO_POSTGRES ?? ''}`,
  async () => {
    const server = await startPostgres()
    onTestFinished(() => server.dispose())
    const database = await openDatabase({ kind: 'server', url: await server.createDatabase() })
    const problems: unknown[] = []
    const onProblem = (problem: unknown) => problems.push(problem)
    const queue = new TrialQueue({ database, isAlone: false, leaseSeconds: 4, onProblem })
    onTestFinished(async () => {
      await queue.close()
      await database.close()
    })
    await queue.put({ trialId: 't', studyId: 's', number: 0, zone: 'cpu', priority: 0 })
    await queue.take('cpu', 'a')
    const comeBack = await server.kill()
    await expect(queue.keep('t', 'a')).rejects.toMatchObject({ code: 'storage/unavailable' })
    // Longer than a lease.
    await wait(4500)
    await expect.poll(() => problems.length).toBeGreaterThan(0)
    await comeBack()
    await until(() => queue.keep('t', 'a').catch(() => false))
    await queue.done('t', 'a')
    expect((await queue.counts()).cpu).toEqual({ waiting: 0, running: 0 })
    // An end while nobody answers is an end.
    const comeBackAgain = await server.kill()
    await queue.close()
    await comeBackAgain()
  },
)
