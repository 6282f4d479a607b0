/**
 * What the lines of a record leave in the ledger of a server that takes it: each the event that a study of that server
 * would have left, but for saying that it is imported. The same lines give the same events wherever they are read.
 */
import { tellNumber } from '../resources/told-number.ts'
import { PRUNED } from '../resources/trial.ts'
import { toEventMessage } from '../telemetry/event-message.ts'
import type { RecordEvent } from '../telemetry/published-event.ts'
import type { RecordEntry } from './study-record.ts'
import {
  causeOfStudy,
  describeProposed,
  endKeyOfTrial,
  type StudyOfTrials,
  splitReason,
  trialIdOf,
} from './trial-facts.ts'

type Report = Extract<RecordEntry, { kind: 'report' }>
type Tell = Extract<RecordEntry, { kind: 'tell' }>

/** What the lines of a record have told so far. */
export class ClaimedTrials {
  /** Of the lines that were passed. */
  #asked = 0
  #ends = 0
  readonly #begunAtMs = new Map<number, number>()
  readonly #attempts = new Map<number, number>()

  /** How many trials the lines that were passed have asked for. */
  get asked(): number {
    return this.#asked
  }

  /** How many of them have ended by these lines. */
  get ends(): number {
    return this.#ends
  }

  /** Goes behind a line. */
  pass(entry: RecordEntry): void {
    if (entry.kind === 'tell') this.#ends++
    if (entry.kind === 'ask') this.#asked++
    if (entry.kind !== 'ask' && entry.kind !== 'again') return
    this.#begunAtMs.set(entry.trial, entry.atMs)
    this.#attempts.set(entry.trial, (this.#attempts.get(entry.trial) ?? 0) + 1)
  }

  /** What the lines that were passed tell of the next one. */
  knownOf(entry: RecordEntry): KnownOfEntry {
    const number = 'trial' in entry ? entry.trial : 0
    const begunAtMs = this.#begunAtMs.get(number) ?? 0
    return { ends: this.#ends, attempt: this.#attempts.get(number) ?? 1, begunAtMs }
  }
}

interface KnownOfEntry {
  /** How many trials have ended. */
  readonly ends: number
  /** How often the trial of the line was begun. */
  readonly attempt: number
  /** When, at last. */
  readonly begunAtMs: number
}

/** The event of a line; undefined where it tells of no trial, or that one begins again. */
export function describeEntry(
  study: StudyOfTrials,
  entry: RecordEntry,
  { ends, attempt, begunAtMs }: KnownOfEntry,
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
  study: StudyOfTrials,
  { trial, step, values }: Report,
  attempt: number,
): RecordEvent {
  return {
    ...{ kind: 'record', name: 'ml.trial.reported', cause: causeOfStudy(study) },
    idempotencyKey: `${study.study_id}:${trial}:reported:${attempt}:${step}`,
    data: { ...idsOf(study, trial), attempt, step, values: values.map(tellNumber) },
  }
}

/** The end of a trial as the record claims it. It has no metrics: nothing was measured here. */
function describeTold(study: StudyOfTrials, { trial, result, atMs }: Tell, begunAtMs: number) {
  const duration_ms = Math.max(0, Math.round(atMs - begunAtMs))
  const told = { ...idsOf(study, trial), duration_ms, imported: true }
  const idempotencyKey = endKeyOfTrial(study.study_id, trial)
  const end = { kind: 'record', cause: causeOfStudy(study), idempotencyKey } as const
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

const idsOf = ({ study_id }: StudyOfTrials, number: number) => ({
  ...{ trial_id: trialIdOf(study_id, number), study_id, number },
})
