import { expect, test } from 'vitest'
import { writeOptunaJournal } from '../search/optuna/write-journal.ts'
import { driveStudy } from '../studies/drive-study.ts'
import { beginStudy } from '../studies/replay-record.ts'
import { describeStudy } from '../studies/study-identity.ts'
import { formatEntry, type RecordEntry } from '../studies/study-record.ts'
import { AUTOMATON_STUDY } from '../testing/study-documents.ts'
import {
  beginWithJournal,
  isOptunaJournal,
  mergeRecords,
  readGivenRecord,
} from './import-record.ts'
import { openPageStudy } from './open-page-study.ts'

const opened = await openPageStudy({ text: JSON.stringify(AUTOMATON_STUDY), files: {} })
const { plan, id } = opened

/** The record of so many trials, each of which comes to numbers of its own. */
async function record(trials: number, shift = 0) {
  const entries: RecordEntry[] = [describeStudy(plan, id)]
  const study = beginStudy(plan)
  await driveStudy({
    ...{ study, unfinished: [], workers: 1, spentMs: 0, now: () => 0 },
    budget: { trials, seconds: undefined, failures: undefined },
    signal: new AbortController().signal,
    append: async (entry) => void entries.push(entry),
    evaluate: async ({ number }) => ({
      values: plan.objectives.map((_, k) => number * (k + 1) + shift),
      measured: Object.fromEntries(plan.constraints.map(({ name }) => [name, 0])),
    }),
    onTrial() {},
  })
  return { entries, lines: entries.map(formatEntry), study }
}

const [short, long, other] = await Promise.all([record(3), record(6), record(6, 1)])

test('a record that goes on from the kept one takes its place, and one that lags behind changes nothing', () => {
  expect(mergeRecords(opened, short.lines, long.entries)).toEqual(long.lines)
  expect(mergeRecords(opened, long.lines, short.entries)).toEqual(long.lines)
  expect(mergeRecords(opened, short.lines.slice(0, 1), long.entries)).toEqual(long.lines)
})

test('a record that goes another way, or of another study, is refused', () => {
  const refused = () => mergeRecords(opened, long.lines, other.entries)
  expect(refused).toThrow('a record here that goes another way')
  const [head, ...rest] = long.entries
  const foreign = [{ ...head, id: 'f'.repeat(64) } as RecordEntry, ...rest]
  expect(() => mergeRecords(opened, [], foreign)).toThrow('it is of another study')
  expect(() => readGivenRecord(new TextEncoder().encode(`${long.lines[1]}`))).toThrow(
    'It does not begin with a study',
  )
})

test('a journal of Optuna’s is told from a record, and a study begins with its trials', () => {
  const journal = writeOptunaJournal(long.study, { name: 'x' })
  expect(isOptunaJournal(journal)).toBe(true)
  expect(isOptunaJournal(long.lines.join(''))).toBe(false)
  const { entries } = readGivenRecord(new TextEncoder().encode(beginWithJournal(opened, journal)))
  expect(entries[0]).toMatchObject({ kind: 'study', id })
  expect((entries[0] as Extract<RecordEntry, { kind: 'study' }>).given).toHaveLength(6)
})
