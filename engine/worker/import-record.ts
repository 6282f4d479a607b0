/** Records and journals of Optuna's that are handed in, as records of studies that are kept. */
import { readOptunaJournal } from '../search/optuna/read-journal.ts'
import { giveTrials } from '../studies/give-trials.ts'
import { replayRecord } from '../studies/replay-record.ts'
import { describeStudy } from '../studies/study-identity.ts'
import { formatEntry, type RecordEntry, readRecord } from '../studies/study-record.ts'
import { RecordImportError } from './errors.ts'
import type { PageStudy } from './open-page-study.ts'

/** Tells whether a text begins like a journal of Optuna's. */
export function isOptunaJournal(text: string): boolean {
  return /^\s*\{[^\n]*"op_code"\s*:/.test(text.slice(0, 4096))
}

/**
 * The lines that a kept record is to have after the first of its own.
 *
 * @param kept its lines.
 * @param entries those of the record that is handed in, whose study this is.
 * @throws {StudyRecordError} where it is none of the study, or this version proposes other trials.
 * @throws {RecordImportError} where the two go different ways.
 */
export function mergeRecords(
  { plan, id }: PageStudy,
  kept: readonly string[],
  entries: readonly RecordEntry[],
): readonly string[] {
  replayRecord(plan, id, entries)
  const given = entries.map(formatEntry)
  // Two records that differ in their names alone begin in the same way.
  const own = kept.slice(1)
  const rest = given.slice(1)
  const shared = Math.min(own.length, rest.length)
  const isSame = own.slice(0, shared).every((line, i) => line === rest[i])
  if (own.length > 0 && !(isSame && isSameStart(kept[0]!, given[0]!))) {
    const problem = `${plan.title} has a record here that goes another way: export that, delete it, and try again`
    throw new RecordImportError({ problem })
  }
  return own.length === 0 ? given : [kept[0]!, ...(rest.length > own.length ? rest : own)]
}

function isSameStart(a: string, b: string): boolean {
  const startOf = (line: string) => {
    const { name: _name, ...others } = JSON.parse(line) as { readonly name: string }
    return JSON.stringify(others)
  }
  return startOf(a) === startOf(b)
}

/**
 * The first line of a record that begins with the trials of a journal.
 *
 * @throws the named errors of journals and of trials that are none of the study.
 */
export function beginWithJournal({ plan, id }: PageStudy, text: string): string {
  const { sampler, seed } = plan
  const given = giveTrials(plan, readOptunaJournal(text, { sampler, seed }).study)
  return formatEntry(describeStudy(plan, id, given))
}

/** The entries of a record that is handed in. @throws {StudyRecordError | RecordImportError} */
export function readGivenRecord(bytes: Uint8Array): {
  readonly id: string
  readonly name: string
  readonly entries: readonly RecordEntry[]
} {
  const { entries } = readRecord(bytes)
  const [head] = entries
  if (head?.kind !== 'study') {
    throw new RecordImportError({ problem: 'It does not begin with a study' })
  }
  return { id: head.id, name: head.name, entries }
}
