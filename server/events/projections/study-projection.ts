/**
 * Tables of studies and their trials, made of the ledger. A trial is of its study, so one consumer has both: how many
 * there are and which are over is always what the trials say.
 */
import { isStudyOver, nextStudy, type StudyEvent } from '../../../engine/resources/study.ts'
import { nextTrial, type TrialEvent } from '../../../engine/resources/trial.ts'
import type { Transaction } from '../../storage/database.ts'
import type { EventRefs } from '../../storage/event-refs.ts'
import { insertRefusedMoves, type RefusedMove } from '../../storage/refused-move-tables.ts'
import { lockResources, putResources } from '../../storage/resource-rows.ts'
import { STUDY_TABLE, type StoredStudy } from '../../storage/study-tables.ts'
import { type StoredTrial, TRIAL_TABLE } from '../../storage/trial-tables.ts'
import type { Delivery, LoggedEvent } from '../consumer.ts'
import type { Projection } from './projection.ts'
import { type ReadEvent, readToldEvent } from './told-event.ts'

const OF_STUDY = 'ml.study.'
const OF_TRIAL = 'ml.trial.'

export const STUDY_PROJECTION: Projection = Object.freeze({
  name: 'studies',
  pattern: '+.ml.#',
  tables: Object.freeze(['studies', 'study_trials']),
  handle: (delivery, transaction) => projectAll([delivery], transaction),
  handleAll: projectAll,
} satisfies Projection)

/** What is known of all that events tell of is read at once, and written at once. */
async function projectAll(
  deliveries: readonly Delivery[],
  transaction: Transaction,
): Promise<void> {
  const told = deliveries.flatMap(({ seq, event }) => {
    const type = String(event.type)
    if (!type.startsWith(OF_STUDY) && !type.startsWith(OF_TRIAL)) return []
    const read = readToldEvent(event)
    return read === undefined ? [] : [{ seq, read, refs: refsOf(event) }]
  })
  if (told.length === 0) return
  const known = await openKnown(
    transaction,
    told.map(({ read }) => read),
  )
  const refused = told.flatMap(({ seq, read, refs }) => known.apply(seq, read, refs) ?? [])
  await known.write(transaction)
  await insertRefusedMoves(transaction, refused)
}

function refsOf({ id, correlationid, traceparent }: LoggedEvent): EventRefs {
  return {
    ...{ event_id: String(id), correlation_id: String(correlationid) },
    ...(typeof traceparent === 'string' && { traceparent }),
  }
}

async function openKnown(transaction: Transaction, events: readonly ReadEvent[]): Promise<Known> {
  const idsOf = (field: string) => [
    ...new Set(
      events.flatMap(({ data }) => (data[field] === undefined ? [] : String(data[field]))),
    ),
  ]
  const studies = await lockResources(transaction, STUDY_TABLE, idsOf('study_id'))
  const trials = await lockResources(transaction, TRIAL_TABLE, idsOf('trial_id'))
  return new Known(studies, trials)
}

/** What is known of studies and trials while events are heard. */
class Known {
  readonly #studies: Map<string, StoredStudy>
  readonly #trials: Map<string, StoredTrial>
  /** The numbers of the events that changed a row first. */
  readonly #changedStudies = new Map<string, number>()
  readonly #changedTrials = new Map<string, number>()

  constructor(studies: Map<string, StoredStudy>, trials: Map<string, StoredTrial>) {
    this.#studies = studies
    this.#trials = trials
  }

  /** Makes a move, or gives the refusal of it. */
  apply(seq: number, read: ReadEvent, refs: EventRefs): RefusedMove | undefined {
    return read.name.startsWith(OF_STUDY)
      ? this.#applyStudy(seq, read as unknown as StudyEvent, refs)
      : this.#applyTrial(seq, read as unknown as TrialEvent, refs)
  }

  async write(transaction: Transaction): Promise<void> {
    const studies = [...this.#changedStudies].map(([id, seq]) => ({
      ...{ resource: this.#studies.get(id)!, seq },
    }))
    const trials = [...this.#changedTrials].map(([id, seq]) => ({
      ...{ resource: this.#trials.get(id)!, seq },
    }))
    await putResources(transaction, STUDY_TABLE, studies)
    await putResources(transaction, TRIAL_TABLE, trials)
  }

  #applyStudy(seq: number, event: StudyEvent, refs: EventRefs): RefusedMove | undefined {
    const { study_id: id } = event.data
    const found = this.#studies.get(id)
    const after = nextStudy(found, event)
    if (after === undefined) {
      return { seq, type: event.name, resource: 'Study', id, state: found?.state }
    }
    // What changes keeps the event that made it.
    const row = found === undefined ? { ...after, ...refs } : (after as StoredStudy)
    this.#putStudy(seq, row)
    return undefined
  }

  /** A trial is proposed where its study goes on, in its turn, and within its budget. */
  #applyTrial(seq: number, event: TrialEvent, refs: EventRefs): RefusedMove | undefined {
    const { trial_id: id, study_id: studyId, number } = event.data
    const study = this.#studies.get(studyId)
    const found = this.#trials.get(id)
    const refusal = { seq, type: event.name, resource: 'Trial', id, state: found?.state }
    if (study === undefined || (found !== undefined && found.study_id !== studyId)) return refusal
    const isNew = event.name === 'ml.trial.proposed'
    if (isNew) {
      const isInTurn = number === study.proposed && number < study.trials
      if (!isInTurn || isStudyOver(study.state)) return refusal
    }
    const ends = study.completed + study.pruned + study.failed
    const after = nextTrial(found, event, ends)
    if (after === undefined) return refusal
    this.#trials.set(id, found === undefined ? { ...after, ...refs } : (after as StoredTrial))
    if (!this.#changedTrials.has(id)) this.#changedTrials.set(id, seq)
    if (isNew) this.#putStudy(seq, { ...study, proposed: study.proposed + 1 })
    else if (found?.state !== after.state && after.state !== 'proposed') {
      this.#putStudy(seq, { ...study, [after.state]: study[after.state] + 1 })
    } else if (found?.verified !== after.verified && after.verified === 'differs') {
      this.#putStudy(seq, leaveOut(study, id))
    }
    return undefined
  }

  #putStudy(seq: number, study: StoredStudy): void {
    this.#studies.set(study.study_id, study)
    if (!this.#changedStudies.has(study.study_id)) this.#changedStudies.set(study.study_id, seq)
  }
}

/** A study in which the values of one more trial are not as they were claimed: it is none of the best. */
function leaveOut(study: StoredStudy, trialId: string): StoredStudy {
  const { best, differing = 0 } = study
  return {
    ...{ ...study, differing: differing + 1 },
    ...(best !== undefined && { best: best.filter((each) => each !== trialId) }),
  }
}
