/** What of a record is found out before anything of it is taken. */
import { expect, test } from 'vitest'
import { compileStudy } from '../studies/compile-study.ts'
import { beginStudy } from '../studies/replay-record.ts'
import { formatEntry, type RecordEntry } from '../studies/study-record.ts'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { checkRecord } from './check-record.ts'

const plan = compileStudy({ ...AUTOMATON_STUDY, pruner: 'median' }, { allowsCommands: false })
const id = 'a'.repeat(64)
const LIMITS = { trials: 10, reports: 3, allReports: 20 }
const TRIALS = 6

/** A search of two sessions: a trial takes a second, and a minute lies between the sessions. */
function searchLines(): RecordEntry[] {
  const study = beginStudy(plan)
  const lines: RecordEntry[] = [{ kind: 'study', version: 1, id, name: 'A', study: {} }]
  let atMs = 0
  for (let trial = 0; trial < TRIALS; trial++) {
    if (trial % 3 === 0) lines.push({ kind: 'session', engine: '1', workers: 0, atMs })
    const { params } = study.ask()
    lines.push({ kind: 'ask', trial, params: { ...params }, atMs })
    const values = [trial, -trial]
    study.report(trial, 0, values)
    lines.push({ kind: 'report', trial, step: 0, values, atMs: atMs + 500 })
    const result = { values, measured: { disorder: 0 } }
    study.tell(trial, result)
    atMs += 1000
    lines.push({ kind: 'tell', trial, result, atMs })
    if (trial === 2) atMs += 60_000
  }
  return lines
}

const check = (lines: readonly RecordEntry[], limits = LIMITS) =>
  checkRecord(plan, id, lines.map(formatEntry).join(''), limits)

/** The search with another end of trial 4. */
function withEnd(told: Partial<Extract<RecordEntry, { kind: 'tell' }>>): RecordEntry[] {
  return searchLines().map((line) =>
    line.kind === 'tell' && line.trial === 4 ? { ...line, ...told } : line,
  )
}

/** The search with lines behind the question for trial 4. */
function withLines(...more: readonly RecordEntry[]): RecordEntry[] {
  return searchLines().flatMap((line) =>
    line.kind === 'ask' && line.trial === 4 ? [line, ...more] : [line],
  )
}

const measuring = (measured: Readonly<Record<string, number>>) =>
  withEnd({ result: { values: [1, 2], measured: { disorder: 0, ...measured } } })
const reports = (count: number): RecordEntry[] =>
  Array.from({ length: count }, (_, step) => ({
    ...{ kind: 'report', trial: 5, step: step + 1, values: [0, 0], atMs: 0 },
  }))

test('a record is told by its hash, its trials, their ends, and the time that programs had', () => {
  expect(check(searchLines())).toMatchObject({ trials: TRIALS, ends: TRIALS, spentMs: 6000 })
  expect(check(searchLines().slice(0, -1))).toMatchObject({ ends: TRIALS - 1, spentMs: 5500 })
})

test('a line that cannot go on record is refused, by its number, before anything is there', () => {
  const line = searchLines().findIndex((each) => each.kind === 'tell' && each.trial === 4) + 1
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${i}`, i]))
  for (const lines of [
    measuring({ ['x'.repeat(129)]: 1 }),
    measuring({ '': 1 }),
    measuring({ 'a\ud800b': 1 }),
    measuring(many),
    withEnd({ atMs: 1e300 }),
  ]) {
    expect(() => check(lines)).toThrow(
      expect.objectContaining({ code: 'study/record', details: expect.objectContaining({ line }) }),
    )
  }
  const session = { kind: 'session', engine: '1', workers: 0, atMs: -1e300 } as const
  expect(() => check([searchLines()[0]!, session, ...searchLines().slice(2)])).toThrow(
    expect.objectContaining({ code: 'study/record' }),
  )
  // What a ledger takes is taken, in the words that it has for it.
  for (const lines of [
    measuring({ ['x'.repeat(128)]: -1e300 }),
    withEnd({ result: { values: [-1e300, 1e17], measured: { disorder: 1e300 } } }),
    withEnd({ result: { failed: '' } }),
    withEnd({ result: { failed: 'a\0b' } }),
    withEnd({ atMs: -1e12 }),
  ]) {
    expect(() => check(lines)).not.toThrow()
  }
})

test('a trial reports no more than its study has it report each time that it runs', () => {
  const again: RecordEntry = { kind: 'again', trial: 4, atMs: 0 }
  const report = (step: number): RecordEntry => ({
    ...{ kind: 'report', trial: 4, step, values: [0, 0], atMs: 0 },
  })
  const refuse = (lines: readonly RecordEntry[], found: number, limits = LIMITS) =>
    expect(() => check(lines, limits)).toThrow(
      expect.objectContaining({
        ...{ code: 'study/limit', details: expect.objectContaining({ found }) },
      }),
    )
  // It is told of step 0 once more behind these.
  refuse(withLines(report(1), report(2), report(3)), 4)
  expect(() => check(withLines(report(1), report(2), report(3), again))).not.toThrow()
  const runs = Array.from({ length: 99 }, () => again)
  expect(() => check(withLines(...runs))).not.toThrow()
  refuse(withLines(...runs, again), 101)
  refuse(searchLines(), TRIALS, { ...LIMITS, allReports: TRIALS - 1 })
  refuse(searchLines(), 1, { ...LIMITS, reports: 0 })
  // Before anything is proposed: with sixty thousand it took a minute.
  const begunMs = threadTimeMs()
  refuse([...searchLines(), ...reports(60_000)], 60_006)
  expect(threadTimeMs() - begunMs).toBeLessThan(10_000)
})
