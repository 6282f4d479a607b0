/** Calls of the operations of studies, over a real record, and what the same study is on the command line. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEntry } from '../../engine/ledger/ledger-entry.ts'
import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import type { StudyResource } from '../../engine/resources/study.ts'
import type { TrialResource } from '../../engine/resources/trial.ts'
import { readRecord } from '../../engine/studies/study-record.ts'
import { runCliHere } from '../../engine/testing/run-cli.ts'
import { buildStudyHandlers } from '../api/handlers/study-handlers.ts'
import { OperationDesk } from '../api/operation-desk.ts'
import type { ServerRecord } from '../app/server-record.ts'
import { OPEN_GATE } from './run-place.ts'

/** A trial as both tell it. */
export interface PlainTrial {
  readonly number: number
  readonly params: Readonly<Record<string, unknown>>
  /** Values, or why there are none. */
  readonly result: unknown
}

export interface StudyCaller {
  call<T = StudyResource>(name: string, input: object): Promise<T>
  get(studyId: string): Promise<StudyOverview>
  /** All trials of a study, by number. */
  trials(studyId: string): Promise<readonly TrialResource[]>
  /** Asks until something holds of a study. */
  until(studyId: string, holds: (study: StudyOverview) => boolean): Promise<StudyOverview>
}

/** Calls operations of studies as somebody of that name. */
export function callStudies(record: ServerRecord, id = 'token-1'): StudyCaller {
  const { database, studies, bus } = record
  const desk = new OperationDesk({
    gate: OPEN_GATE,
    handlers: buildStudyHandlers({ database, studies: studies.desk }),
    async publishEvent(event, request) {
      const published = await bus.publishEvent(event, request)
      await bus.waitUntilHeard(published.seq, 60_000)
      return published
    },
  })
  const call = async <T>(name: string, input: object) =>
    (await desk.call(name, input, {
      ...{ principal: { id, scopes: ['write'] }, surface: 'rest', rateKey: id },
      correlationId: 'request-1',
    })) as T
  const get = (study_id: string) => call<StudyOverview>('studies.get', { study_id })
  return {
    call,
    get,
    async trials(study_id) {
      const all: TrialResource[] = []
      let after: string | undefined
      do {
        const input = { study_id, limit: 200, ...(after !== undefined && { after }) }
        const page = await call<Page>('trials.list', input)
        all.push(...page.items)
        after = page.next
      } while (after !== undefined)
      return all.toReversed()
    },
    async until(studyId, holds) {
      for (;;) {
        const study = await get(studyId)
        if (holds(study)) return study
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}

interface Page {
  readonly items: TrialResource[]
  readonly next?: string
}

/** Trials of a server, in the form of both. */
export function plainTrials(trials: readonly TrialResource[]): readonly PlainTrial[] {
  return trials.map(({ number, parameters, state, values, measured, code }) => ({
    number,
    params: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
    result:
      state === 'completed'
        ? { values, measured: Object.fromEntries(measured.map((each) => [each.name, each.value])) }
        : state === 'pruned'
          ? 'pruned'
          : code,
  }))
}

/** The trials that `thunderline search` makes of a study, by number. */
export async function searchHere(
  document: object,
  options: readonly string[] = [],
): Promise<readonly PlainTrial[]> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-search-'))
  try {
    const file = join(folder, 'study.json')
    const out = join(folder, 'record.jsonl')
    writeFileSync(file, JSON.stringify(document))
    const { exitCode, err } = await runCliHere('search', file, '--out', out, ...options)
    if (exitCode !== 0) throw new Error(err)
    const params = new Map<number, PlainTrial['params']>()
    const trials: PlainTrial[] = []
    for (const entry of readRecord(readFileSync(out)).entries) {
      if (entry.kind === 'ask') params.set(entry.trial, entry.params)
      if (entry.kind !== 'tell') continue
      const { trial: number, result } = entry
      trials.push({ number, params: params.get(number)!, result: toPlain(result) })
    }
    return trials.sort((a, b) => a.number - b.number)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function toPlain(result: object): unknown {
  if ('failed' in result) return String(result.failed).split(':')[0]
  if ('pruned' in result) return 'pruned'
  return { measured: {}, ...result }
}

/** An event on record of a study, or of a trial of it. */
export interface EventOfStudy {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What is on record of a study, in order. */
export async function eventsOfStudy(
  { ledger }: ServerRecord,
  studyId: string,
): Promise<readonly EventOfStudy[]> {
  const texts: string[] = []
  for (;;) {
    const more = await ledger.read(texts.length, 1000)
    if (more.length === 0) break
    texts.push(...more)
  }
  const events = texts.map((text) => parseEntry(text).event as unknown as EventOfStudy)
  return events.filter(({ data }) => data?.study_id === studyId)
}
