import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import type { Study } from '../search/study.ts'
import { anyDamage } from '../testing/hostile-bytes.ts'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import { tries } from '../testing/tries.ts'
import { compileStudy } from './compile-study.ts'
import { driveStudy, type Evaluate, type StudyEnd } from './drive-study.ts'
import { StudyRecordError, StudyStoppedError } from './errors.ts'
import { beginStudy, replayRecord } from './replay-record.ts'
import { describeStudy } from './study-identity.ts'
import type { StudyBudget } from './study-plan.ts'
import { formatEntry, type RecordEntry, readRecord } from './study-record.ts'

const ID = 'a'.repeat(64)

function planOf(more: object) {
  return compileStudy({ ...AUTOMATON_STUDY, ...more }, { allowsCommands: false })
}

/** Values that follow from the params alone; some trials fail, some are reported of and pruned. */
const evaluate: Evaluate = async ({ number, params }, { report, signal }) => {
  signal.throwIfAborted()
  const density = Number(params.density)
  if (density % 5 === 3) return { failed: 'by its density' }
  for (const step of [1, 2]) {
    if (!(await report(step, [density % 13, density / step]))) return { pruned: true }
  }
  return {
    values: [density, density % 7],
    measured: { disorder: (density % 10) / 10 + number / 1e9 },
  }
}

interface Wishes {
  readonly entries?: readonly RecordEntry[] | undefined
  /** After so many lines the program is gone. */
  readonly killedAfter?: number
  readonly workers?: number
  readonly evaluate?: Evaluate
  readonly budget?: Partial<StudyBudget>
  readonly signal?: AbortSignal
  readonly pause?: AbortSignal
  readonly now?: () => number
}

class Killed extends Error {}

/** A record in memory: what is appended is there, and nothing after the kill. */
async function drive(plan: ReturnType<typeof planOf>, wishes: Wishes = {}) {
  const { killedAfter = Number.POSITIVE_INFINITY, workers = 1, now = () => 0 } = wishes
  const written = [...(wishes.entries ?? [describeStudy(plan, ID)])]
  const { study, unfinished, spentMs } = replayRecord(plan, ID, written)
  let appended = 0
  let end: StudyEnd | undefined
  try {
    end = await driveStudy({
      ...{ study, unfinished, spentMs, workers, now },
      evaluate: wishes.evaluate ?? evaluate,
      budget: { ...plan.budget, ...wishes.budget },
      signal: wishes.signal ?? new AbortController().signal,
      pause: wishes.pause,
      async append(entry) {
        if (appended++ >= killedAfter) throw new Killed()
        written.push(entry)
      },
      onTrial() {},
    })
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  }
  return { study, written, end }
}

const trialsOf = (study: Study) => JSON.stringify(study.toJSON().trials)

const STUDIES = [
  { pruner: { name: 'none' } },
  { pruner: { name: 'median', peers: 2 } },
  { pruner: { name: 'halving', first: 1, factor: 2 }, repeat: 3 },
]

test.each(STUDIES)('killed after any line and gone on with, %j is the same study', async (more) => {
  const plan = planOf(more)
  const whole = await drive(plan)
  expect(whole.end).toEqual({ kind: 'spent', what: 'trials' })
  const states = new Set(whole.study.trials.map(({ state }) => state))
  expect(states).toContain('complete')
  expect(states).toContain('failed')
  expect(states.has('pruned')).toBe(more.pruner.name !== 'none')
  for (let killedAfter = 0; killedAfter < whole.written.length - 1; killedAfter++) {
    const killed = await drive(plan, { killedAfter })
    expect(killed.end).toBeUndefined()
    const resumed = await drive(plan, { entries: killed.written })
    expect(trialsOf(resumed.study)).toBe(trialsOf(whole.study))
  }
})

test('paused at any trial, those that run come to their ends, and gone on with it is the same study', async () => {
  const plan = planOf({ repeat: 2 })
  const whole = await drive(plan, { workers: 2 })
  for (let after = 0; after < plan.budget.trials; after++) {
    const pause = new AbortController()
    const paused = await drive(plan, {
      workers: 2,
      pause: pause.signal,
      evaluate(trial, desk) {
        if (trial.number === after) pause.abort()
        return evaluate(trial, desk)
      },
    })
    expect(paused.study.trials.some(({ state }) => state === 'running')).toBe(false)
    const isLast = paused.study.trials.length === plan.budget.trials
    if (!isLast) expect(paused.end).toEqual({ kind: 'interrupted' })
    const resumed = await drive(plan, { workers: 2, entries: paused.written })
    expect(resumed.written.some(({ kind }) => kind === 'again')).toBe(false)
    expect(trialsOf(resumed.study)).toBe(trialsOf(whole.study))
  }
})

test('killed time and again, it comes to the same', async () => {
  const plan = planOf({ pruner: 'median' })
  const whole = await drive(plan)
  let entries: readonly RecordEntry[] | undefined
  for (let kills = 0; kills < 100; kills++) {
    // The program lives for one trial at the most, with its beginning and two reports.
    const { written, end, study } = await drive(plan, { entries, killedAfter: 4 })
    entries = written
    if (end === undefined) continue
    expect(trialsOf(study)).toBe(trialsOf(whole.study))
    return
  }
  throw new Error('it never came to its end')
})

test('cut off at any byte, by any number of kills and with any number of workers, it is the same', async () => {
  const plan = planOf({ pruner: { name: 'median', peers: 2 }, repeat: 3 })
  const whole = await drive(plan)
  const anyLife = fc.record({
    workers: fc.integer({ min: 1, max: 4 }),
    killedAfter: fc.nat(20),
    /** Of the bytes that the last life has written, those that never reached the disk. */
    lost: fc.nat(120),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyLife, { maxLength: 6 }), async (lives) => {
      let entries: readonly RecordEntry[] = [describeStudy(plan, ID)]
      for (const { workers, killedAfter, lost } of lives) {
        const { written } = await drive(plan, { entries, workers, killedAfter })
        const bytes = new TextEncoder().encode(written.map(formatEntry).join(''))
        const before = new TextEncoder().encode(entries.map(formatEntry).join('')).length
        // What was there before this life is not lost any more.
        entries = readRecord(bytes.subarray(0, Math.max(before, bytes.length - lost))).entries
      }
      const { study } = await drive(plan, { entries })
      expect(trialsOf(study)).toBe(trialsOf(whole.study))
    }),
    { numRuns: tries(200) },
  )
})

test('nothing is acted upon before the record has it', async () => {
  const plan = planOf({ pruner: 'median', budget: { trials: 8 } })
  const durable: RecordEntry[] = []
  const has = (kind: RecordEntry['kind'], trial: number) =>
    durable.some((entry) => entry.kind === kind && 'trial' in entry && entry.trial === trial)
  const study = beginStudy(plan)
  const reportsOf = (trial: number) => study.trials[trial]!.reports.map(({ step }) => step)
  await driveStudy({
    ...{ study, unfinished: [], spentMs: 0, workers: 3, now: () => 0, budget: plan.budget },
    signal: new AbortController().signal,
    async evaluate(trial, desk) {
      expect(has('ask', trial.number)).toBe(true)
      for (const each of study.trials.slice(0, trial.number)) {
        if (each.state !== 'running') expect(has('tell', each.number)).toBe(true)
      }
      await desk.report(1, [1, 1])
      expect(has('report', trial.number)).toBe(true)
      return evaluate(trial, { ...desk, report: (step, values) => desk.report(step + 1, values) })
    },
    async append(entry) {
      // The disk takes its time, and is never asked for two things at once.
      const before = durable.length
      await wait(2)
      expect(durable).toHaveLength(before)
      if (entry.kind === 'report') expect(reportsOf(entry.trial)).not.toContain(entry.step)
      if (entry.kind === 'tell') expect(study.trials[entry.trial]!.state).toBe('running')
      durable.push(entry)
    },
    onTrial() {},
  })
  expect(durable.filter(({ kind }) => kind === 'tell')).toHaveLength(8)
})

test('a record that cannot be written any more ends the study, and nothing is told after', async () => {
  const plan = planOf({ budget: { trials: 12 } })
  for (let full = 0; full < 12; full++) {
    const written: RecordEntry[] = [describeStudy(plan, ID)]
    let isFull = false
    let after = 0
    const driving = driveStudy({
      ...{ study: beginStudy(plan), unfinished: [], spentMs: 0, workers: 3, now: () => 0 },
      ...{ budget: plan.budget, signal: new AbortController().signal, evaluate, onTrial() {} },
      async append(entry) {
        if (isFull) after++
        // Others wait for their turn meanwhile.
        await wait(1)
        isFull ||= written.length > full
        if (isFull) throw new Killed('the disk is full')
        written.push(entry)
      },
    })
    await expect(driving).rejects.toThrow('the disk is full')
    expect(after).toBe(0)
    const { study } = await drive(plan, { entries: written })
    expect(study.trials.filter(({ state }) => state === 'running')).toEqual([])
  }
})

test('with repeat: 4 one to four workers make the same trials, whatever takes how long', async () => {
  const plan = planOf({ repeat: 4, budget: { trials: 24 } })
  const alone = await drive(plan)
  let most = 0
  for (const workers of [2, 3, 4, 7]) {
    let running = 0
    const { study } = await drive(plan, {
      workers,
      async evaluate(trial, desk) {
        most = Math.max(most, ++running)
        // Without any order: the newest may end first.
        await wait((trial.number * 7919) % 5)
        running--
        return evaluate(trial, desk)
      },
    })
    expect(trialsOf(study)).toBe(trialsOf(alone.study))
  }
  expect(most).toBe(4)
})

test('killed with several workers, trials that ran are run again with what they were', async () => {
  const plan = planOf({ repeat: 4, budget: { trials: 16 } })
  const alone = await drive(plan)
  for (let killedAfter = 0; killedAfter < 40; killedAfter += 3) {
    const killed = await drive(plan, { killedAfter, workers: 4 })
    const { study } = await drive(plan, { entries: killed.written, workers: 2 })
    expect(trialsOf(study)).toBe(trialsOf(alone.study))
  }
})

test('without repeat, the record decides what is proposed next', async () => {
  const plan = planOf({ budget: { trials: 16 } })
  const { written, study } = await drive(plan, { workers: 4 })
  expect(trialsOf(replayRecord(plan, ID, written).study)).toBe(trialsOf(study))
})

test('a budget of failures ends a study, and one of seconds counts no pauses', async () => {
  const failing: Evaluate = async () => ({ failed: 'always' })
  const { end, study } = await drive(planOf({ budget: { trials: 50, failures: 3 } }), {
    evaluate: failing,
  })
  expect(end).toEqual({ kind: 'spent', what: 'failures' })
  expect(study.trials).toHaveLength(3)

  const plan = planOf({ budget: { trials: 100, seconds: 10 } })
  let nowMs = 0
  const slow: Evaluate = async (trial, desk) => {
    nowMs += 3000
    return evaluate(trial, desk)
  }
  const now = () => nowMs
  const first = await drive(plan, { evaluate: slow, now, budget: { trials: 2 } })
  nowMs += 1e6
  const session = { kind: 'session', engine: 'test', workers: 1, atMs: nowMs } as const
  const entries = [...first.written, session]
  const { end: second, study: whole } = await drive(plan, { evaluate: slow, now, entries })
  expect(second).toEqual({ kind: 'spent', what: 'seconds' })
  expect(whole.trials).toHaveLength(4)
})

test('what is no result of the study fails its trial, and a report out of order does too', async () => {
  const odd: readonly Evaluate[] = [
    async () => [1],
    async () => [1, Number.NaN],
    async () => [1, 2],
    async () => ({ values: [1, 2], measured: { disorder: Number.POSITIVE_INFINITY } }),
    async () => ({ pruned: true }),
  ]
  const plan = planOf({ budget: { trials: odd.length } })
  const { study, written } = await drive(plan, {
    evaluate: (trial, desk) => odd[trial.number]!(trial, desk),
  })
  expect(study.trials.map(({ reason }) => reason)).toEqual([
    'it has 1 values, not 2',
    'a value is not finite',
    'the constraint disorder was not measured',
    'the constraint disorder was not measured',
    'nothing was reported',
  ])
  expect(trialsOf(replayRecord(plan, ID, written).study)).toBe(trialsOf(study))
  const { study: other } = await drive(planOf({ budget: { trials: 1 } }), {
    async evaluate(_, { report }) {
      await report(2, [1, 1])
      const again = await report(2, [1, 1]).catch((error: unknown) => error)
      return { failed: String(again) }
    },
  })
  expect(other.trials[0]!.reason).toMatch(/step 2 is no whole number above 2/)
})

test('an interrupt leaves trials to be run again, and a stop says why', async () => {
  const plan = planOf({ budget: { trials: 10 } })
  const stop = new AbortController()
  const { end, study, written } = await drive(plan, {
    workers: 2,
    signal: stop.signal,
    async evaluate(trial, desk) {
      if (trial.number === 4) stop.abort()
      desk.signal.throwIfAborted()
      return evaluate(trial, desk)
    },
  })
  expect(end).toEqual({ kind: 'interrupted' })
  expect(study.trials.filter(({ state }) => state === 'running').length).toBeGreaterThan(0)
  const { study: resumed } = await drive(plan, { entries: written })
  expect(resumed.trials.every(({ state }) => state !== 'running')).toBe(true)
  const stopped = await drive(plan, {
    evaluate: async () => {
      throw new StudyStoppedError({ reason: 'no program' })
    },
  })
  expect(stopped.end).toEqual({ kind: 'stopped', reason: 'no program' })
})

test('a record of another study, or one that says what never was, is refused', async () => {
  const plan = planOf({})
  const { written } = await drive(plan)
  const replay = (entries: readonly RecordEntry[]) => () => replayRecord(plan, ID, entries)
  expect(() => replayRecord(plan, 'b'.repeat(64), written)).toThrow(/another study/)
  expect(replay(written.slice(1))).toThrow(/does not begin with a study/)
  expect(replay([...written, written[0]!])).toThrow(/a study begins here/)
  expect(replay([written[0]!, ...written.slice(2)])).toThrow(StudyRecordError)
  const asks = written.map((entry) =>
    entry.kind === 'ask' ? { ...entry, params: { ...entry.params, density: 1 } } : entry,
  )
  expect(replay(asks)).toThrow(/line 2: trial 0 is proposed otherwise/)
})

test('any bytes are a record, or refused by name; a last line without an end is left out', async () => {
  const plan = planOf({})
  const { written, study } = await drive(plan)
  const bytes = new TextEncoder().encode(written.map(formatEntry).join(''))
  expect(readRecord(bytes)).toEqual({ entries: written, wholeBytes: bytes.length })
  const torn = bytes.subarray(0, bytes.length - 3)
  expect(readRecord(torn).entries).toEqual(written.slice(0, -1))
  fc.assert(
    fc.property(anyDamage(fc.constant(bytes)), (damaged) => {
      try {
        const { study: read } = replayRecord(plan, ID, readRecord(damaged).entries)
        expect(read.trials.length).toBeLessThanOrEqual(study.trials.length)
      } catch (error) {
        if (!isNamedError(error)) throw error
      }
    }),
    { numRuns: tries(600) },
  )
  const nest = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  for (const line of [
    '['.repeat(200_000),
    nest(200_000),
    `{"kind":"ask","trial":0,"params":{"a":${nest(200_000)}},"atMs":0}`,
    `{"kind":"study","version":1,"id":"${ID}","name":"","study":${nest(200_000)}}`,
  ]) {
    const bytesOfLine = new TextEncoder().encode(`${line}\n`)
    expect(() => readRecord(bytesOfLine)).toThrow(StudyRecordError)
  }
})
