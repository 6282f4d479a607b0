/** What a study has come to, for whoever asks or looks on: its front, and how that has grown. */

import {
  MAX_FRONT,
  MAX_GROWTH,
  type StudyOverview,
} from '../../engine/resources/operations/study-operations.ts'
import { findKnees } from '../../engine/search/fronts/knee.ts'
import { hypervolumeOver } from '../../engine/search/fronts/progress.ts'
import type { SeenTrial } from '../../engine/search/trial.ts'
import { seeTrial } from '../../engine/search/trial-result.ts'
import type { StudyObjective } from '../../engine/studies/study-plan.ts'
import type { Queries } from '../storage/database.ts'
import { withoutRefs } from '../storage/event-refs.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import type { KeptDocuments } from './kept-documents.ts'
import { RecordStudy } from './record-study.ts'
import { trialIdOf } from './study-events.ts'

/** Of so many points, by the number of objectives, the hypervolume takes a fraction of a second. */
const MAX_VOLUME_POINTS: Readonly<Record<number, number>> = Object.freeze({
  2: 10_000,
  3: 3000,
  4: 400,
})

/** Studies that are kept, and what they have come to. */
const MAX_KEPT = 16

type Gains = Pick<StudyOverview, 'infeasible' | 'front' | 'knee' | 'hypervolume'>

interface Kept {
  readonly record: RecordStudy
  ends: number
  gains: Gains | undefined
}

export class StudyOverviews {
  readonly #queries: Queries
  readonly #documents: KeptDocuments
  /** The newest last. */
  readonly #kept = new Map<string, Kept>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(queries: Queries, documents: KeptDocuments) {
    this.#queries = queries
    this.#documents = documents
  }

  /** A study with what it has come to. */
  async describe(study: StoredStudy): Promise<StudyOverview> {
    // One after another: a study is read on once for all who ask.
    const turn = this.#last.then(() => this.#gain(study))
    this.#last = turn.catch(() => {})
    return { ...withoutRefs(study), ...(await turn) }
  }

  async #gain(study: StoredStudy): Promise<Gains> {
    const { study_id: id, document_sha256: sha256 } = study
    const known: Kept = this.#kept.get(id) ?? {
      record: new RecordStudy(id, await this.#documents.readPlan(sha256)),
      ...{ ends: 0, gains: undefined },
    }
    this.#kept.delete(id)
    this.#kept.set(id, known)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest!)
    try {
      await known.record.catchUp(this.#queries, study.proposed)
    } catch (error) {
      known.record.forget()
      throw error
    }
    const { ends } = known.record
    if (known.gains === undefined || known.ends !== ends) {
      known.gains = sumUp(id, known.record)
      known.ends = ends
    }
    return known.gains
  }
}

function sumUp(studyId: string, { study, plan }: RecordStudy): Gains {
  const seen = study.trials
    .filter(({ state }) => state === 'complete')
    .map((trial) => seeTrial(trial, study.settings))
  const feasible = seen.filter(({ violation }) => violation === 0)
  const [knee] = findKnees(feasible.map(({ losses }) => losses))
  const front = study.bestTrials().map(({ number, values = [] }) => ({
    ...{ trial_id: trialIdOf(studyId, number), number, values: [...values] },
  }))
  const volume = measureVolume(plan.objectives, feasible)
  return {
    infeasible: seen.length - feasible.length,
    front: front.slice(0, MAX_FRONT),
    ...(knee !== undefined && { knee: trialIdOf(studyId, feasible[knee.index]!.number) }),
    ...(volume !== undefined && { hypervolume: volume }),
  }
}

function measureVolume(
  objectives: readonly StudyObjective[],
  feasible: readonly SeenTrial[],
): StudyOverview['hypervolume'] {
  const most = MAX_VOLUME_POINTS[objectives.length] ?? 0
  if (feasible.length === 0 || feasible.length > most) return undefined
  const signs = objectives.map(({ direction }) => (direction === 'maximize' ? -1 : 1))
  const losses = feasible.map((trial) => trial.losses)
  const reference = objectives.map(({ reference: given }, k) =>
    given === undefined
      ? losses.reduce((worst, point) => Math.max(worst, point[k]!), Number.NEGATIVE_INFINITY)
      : signs[k]! * given,
  )
  const over = hypervolumeOver(losses, reference)
  const growth = feasible.map(({ number }, i) => ({ number, value: over[i]! }))
  return {
    value: over.at(-1)!,
    // Not minus zero.
    reference: reference.map((loss, k) => signs[k]! * loss + 0),
    growth: thin(growth, MAX_GROWTH),
  }
}

/** At most so many of a list, the last among them. */
function thin<T>(items: readonly T[], most: number): T[] {
  const stride = Math.ceil(items.length / most)
  return items.filter((_, i) => (items.length - 1 - i) % stride === 0)
}
