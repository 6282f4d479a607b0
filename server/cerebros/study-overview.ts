/** What studies have come to, for whoever asks or looks on. Those that were asked for last are kept. */

import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import { isStudyOver } from '../../engine/resources/study.ts'
import type { Queries } from '../storage/database.ts'
import { withoutRefs } from '../storage/event-refs.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import { selectTrialEnds } from '../storage/trial-tables.ts'
import type { KeptDocuments } from './kept-documents.ts'
import { type Gains, StudyGains } from './study-gains.ts'

/** Studies that are kept, and their trials together: some hundred bytes each. */
const MAX_KEPT = 128
const MAX_KEPT_TRIALS = 200_000

/** Of a study that goes on, a sum that took longer than this is made anew only after so many times as long. */
const QUICK_MS = 25
const PAUSE_FACTOR = 20

interface Kept {
  gains: StudyGains
  told: { readonly gains: Gains; readonly ends: number; readonly atMs: number } | undefined
  last: Promise<unknown>
}

export class StudyOverviews {
  readonly #queries: Queries
  readonly #documents: Pick<KeptDocuments, 'readPlan'>
  /** The newest last. */
  readonly #kept = new Map<string, Kept>()

  constructor(queries: Queries, documents: Pick<KeptDocuments, 'readPlan'>) {
    this.#queries = queries
    this.#documents = documents
  }

  /**
   * A study with what it has come to. While it goes on, that may be some seconds old where it takes long to be summed up.
   */
  async describe(study: StoredStudy): Promise<StudyOverview> {
    const kept = await this.#open(study)
    // One after another: a study is read on once for all who ask.
    const turn = kept.last.then(() => this.#gain(study, kept))
    kept.last = turn.catch(() => {})
    return { ...withoutRefs(study), ...(await turn) }
  }

  async #open({ study_id: id, document_sha256: sha256 }: StoredStudy): Promise<Kept> {
    const plan = this.#kept.has(id) ? undefined : await this.#documents.readPlan(sha256)
    // Somebody else may have been faster meanwhile.
    const kept: Kept = this.#kept.get(id) ?? {
      ...{ gains: new StudyGains(id, plan!), told: undefined, last: Promise.resolve() },
    }
    this.#kept.delete(id)
    this.#kept.set(id, kept)
    return kept
  }

  async #gain(study: StoredStudy, kept: Kept): Promise<Gains> {
    const { proposed, completed, pruned, failed } = study
    const ended = completed + pruned + failed
    const { told } = kept
    if (told !== undefined && told.ends === ended) return told.gains
    const isLast = isStudyOver(study.state) && ended === proposed
    if (!isLast && told !== undefined && isYoung(kept, told.atMs)) return told.gains
    try {
      await kept.gains.catchUp((range) => selectTrialEnds(this.#queries, study.study_id, range))
      const gains = await kept.gains.sumUp()
      kept.told = { gains, ends: kept.gains.ends, atMs: performance.now() }
      this.#forgetOldest()
      return gains
    } catch (error) {
      // What was read in part is read anew.
      this.#kept.delete(study.study_id)
      throw error
    }
  }

  #forgetOldest(): void {
    let trials = 0
    for (const { gains } of this.#kept.values()) trials += gains.ends
    for (const [id, { gains }] of this.#kept) {
      const isLast = this.#kept.size === 1
      if (isLast || (trials <= MAX_KEPT_TRIALS && this.#kept.size <= MAX_KEPT)) return
      this.#kept.delete(id)
      trials -= gains.ends
    }
  }
}

function isYoung({ gains: { workedMs } }: Kept, atMs: number): boolean {
  return workedMs > QUICK_MS && performance.now() - atMs < PAUSE_FACTOR * workedMs
}
