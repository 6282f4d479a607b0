/**
 * The record of a search that was made elsewhere, on its way into the ledger: line by line, in its order, each as the
 * event that a study of this server would have left, but for saying that it is imported. Keys are those of all
 * studies, so whoever is killed on the way goes on behind what is there, and two at once leave the same.
 */
import { tellNumber } from '../../engine/resources/told-number.ts'
import { PRUNED } from '../../engine/resources/trial.ts'
import { type RecordEntry, readRecord } from '../../engine/studies/study-record.ts'
import { toEventMessage } from '../../engine/telemetry/event-message.ts'
import type { RecordEvent } from '../../engine/telemetry/published-event.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import { describeProposed, trialIdOf } from './study-events.ts'
import { endKeyOfTrial, splitReason } from './trial-events.ts'

type Report = Extract<RecordEntry, { kind: 'report' }>
type Tell = Extract<RecordEntry, { kind: 'tell' }>

export class ImportedRecord {
  readonly #entries: readonly RecordEntry[]
  /** The next line; undefined before it is known what is there. */
  #place: number | undefined
  /** Of the lines before it. */
  #ends = 0
  readonly #begunAtMs = new Map<number, number>()
  readonly #attempts = new Map<number, number>()

  /** @param text was checked by proposing all of it again. @throws {StudyRecordError} where it is none. */
  constructor(text: string) {
    this.#entries = readRecord(new TextEncoder().encode(text)).entries
  }

  /**
   * Goes on behind what is on record.
   *
   * @param study as it is by all that is on record.
   * @returns whether all of it is there.
   * @throws what `publishEvent` throws; it is then gone on with at the last line again.
   */
  async goOn(
    study: StoredStudy,
    record: Pick<RunRecord, 'publishEvent'>,
    limitMs: number,
  ): Promise<boolean> {
    this.#place ??= this.#skip(study)
    const endsAtMs = performance.now() + limitMs
    while (this.#place < this.#entries.length) {
      if (performance.now() > endsAtMs) return false
      const entry = this.#entries[this.#place]!
      const event = describeEntry(study, entry, this.#knownOf(entry))
      if (event !== undefined) await record.publishEvent(event, study.correlation_id)
      this.#pass(entry)
      this.#place++
    }
    return true
  }

  /** The first line of which it is not known that it is there: reports that are told again have their keys. */
  #skip({ proposed, completed, pruned, failed }: StoredStudy): number {
    const ended = completed + pruned + failed
    let asked = 0
    for (const [place, entry] of this.#entries.entries()) {
      if (asked === proposed && this.#ends === ended) return place
      if (entry.kind === 'ask') asked++
      this.#pass(entry)
    }
    return this.#entries.length
  }

  #pass(entry: RecordEntry): void {
    if (entry.kind === 'tell') this.#ends++
    if (entry.kind !== 'ask' && entry.kind !== 'again') return
    this.#begunAtMs.set(entry.trial, entry.atMs)
    this.#attempts.set(entry.trial, (this.#attempts.get(entry.trial) ?? 0) + 1)
  }

  #knownOf(entry: RecordEntry): Known {
    const number = 'trial' in entry ? entry.trial : 0
    const begunAtMs = this.#begunAtMs.get(number) ?? 0
    return { ends: this.#ends, attempt: this.#attempts.get(number) ?? 1, begunAtMs }
  }
}

/** What the lines before tell of a line. */
interface Known {
  readonly ends: number
  readonly attempt: number
  readonly begunAtMs: number
}

/** The event of a line; undefined where it tells of no trial, or that one begins again. */
function describeEntry(
  study: StoredStudy,
  entry: RecordEntry,
  { ends, attempt, begunAtMs }: Known,
): RecordEvent | undefined {
  switch (entry.kind) {
    case 'study':
    case 'session':
    case 'again':
      return undefined
    case 'ask':
      return describeProposed(study, { number: entry.trial, params: entry.params }, ends)
    case 'report':
      return describeReported(study, entry, attempt)
    case 'tell':
      return describeTold(study, entry, begunAtMs)
  }
}

function describeReported(
  study: StoredStudy,
  { trial, step, values }: Report,
  attempt: number,
): RecordEvent {
  return {
    ...{ kind: 'record', name: 'ml.trial.reported', cause: causeOf(study) },
    idempotencyKey: `${study.study_id}:${trial}:reported:${attempt}:${step}`,
    data: { ...idsOf(study, trial), attempt, step, values: values.map(tellNumber) },
  }
}

/** The end of a trial as the record claims it. It has no metrics: nothing was measured here. */
function describeTold(study: StoredStudy, { trial, result, atMs }: Tell, begunAtMs: number) {
  const duration_ms = Math.max(0, Math.round(atMs - begunAtMs))
  const told = { ...idsOf(study, trial), duration_ms, imported: true }
  const idempotencyKey = endKeyOfTrial(study.study_id, trial)
  const end = { kind: 'record', cause: causeOf(study), idempotencyKey } as const
  if ('values' in result) {
    const { values, measured = {} } = result
    const beside = Object.entries(measured).filter(([, value]) => Number.isFinite(value))
    return {
      ...{ ...end, name: 'ml.trial.completed' },
      data: {
        ...{ ...told, metrics: [], values: values.map(tellNumber), outputs: [] },
        measured: beside.map(([name, value]) => ({ name, value: tellNumber(value) })),
      },
    } satisfies RecordEvent
  }
  const { code, message } =
    'pruned' in result
      ? { code: PRUNED, message: 'By what it reported it was not worth going on.' }
      : splitReason(result.failed)
  const data = { ...told, code, message: toEventMessage(message) }
  return { ...end, name: 'ml.trial.failed', data } satisfies RecordEvent
}

const idsOf = ({ study_id }: StoredStudy, number: number) => ({
  ...{ trial_id: trialIdOf(study_id, number), study_id, number },
})

function causeOf({ event_id: id, correlation_id: correlationId, traceparent }: StoredStudy) {
  return { id, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }
}
