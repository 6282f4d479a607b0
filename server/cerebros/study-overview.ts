/** What a study has come to, for whoever asks or looks on: its front, and how that has grown. */
import { TaskFailedError } from '../../engine/node/errors.ts'
import type { StudyOverview } from '../../engine/resources/operations/study-operations.ts'
import { NO_GAINS, type StudyGains } from '../../engine/studies/study-gains.ts'
import { trialIdOf } from '../../engine/studies/trial-facts.ts'
import { ScenarioDamagedError } from '../jobs/errors.ts'
import { withoutRefs } from '../storage/event-refs.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import { StudyDocumentGoneError } from './errors.ts'
import type { StudyThread, SummedUp } from './study-thread.ts'

/** Studies of which it is kept what they have come to. */
const MAX_KEPT = 64

export class StudyOverviews {
  readonly #thread: Pick<StudyThread, 'sumUp'>
  /** The newest last. */
  readonly #kept = new Map<string, SummedUp>()
  readonly #asked = new Map<string, Promise<SummedUp>>()

  constructor(thread: Pick<StudyThread, 'sumUp'>) {
    this.#thread = thread
  }

  /** A study with what it has come to; of one whose document cannot be read any more, nothing is told. */
  async describe(study: StoredStudy): Promise<StudyOverview> {
    const told = tellGains(study.study_id, await this.#gain(study))
    const { best, differing } = study
    // The best were told when the study ended; without those of them that differ, others are.
    const isBestOld = best !== undefined && differing !== undefined
    return {
      ...{ ...withoutRefs(study), ...told },
      ...(isBestOld && { best: told.front.map(({ trial_id }) => trial_id) }),
    }
  }

  async #gain(study: StoredStudy): Promise<StudyGains> {
    try {
      return await this.#sumUp(study)
    } catch (error) {
      if (isUnreadable(error)) return NO_GAINS
      throw error
    }
  }

  async #sumUp(study: StoredStudy): Promise<StudyGains> {
    const { study_id: id, completed, pruned, failed, differing = 0 } = study
    for (;;) {
      const known = this.#kept.get(id)
      const isNew = known !== undefined && known.ends >= completed + pruned + failed
      if (isNew && known.differing >= differing) return known.gains
      // All who ask meanwhile wait for the same, and ask again where that was of fewer ends.
      const asked = this.#asked.get(id) ?? this.#thread.sumUp(study)
      this.#asked.set(id, asked)
      try {
        this.#keep(id, await asked)
      } finally {
        this.#asked.delete(id)
      }
    }
  }

  #keep(id: string, summedUp: SummedUp): void {
    this.#kept.delete(id)
    this.#kept.set(id, summedUp)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest!)
  }
}

/** Whether nothing can be told of a study, whoever asks and when: its document is gone, or this version does not read it. */
function isUnreadable(error: unknown): boolean {
  return (
    error instanceof TaskFailedError ||
    error instanceof StudyDocumentGoneError ||
    error instanceof ScenarioDamagedError
  )
}

function tellGains(studyId: string, { infeasible, front, knee, hypervolume }: StudyGains) {
  return {
    infeasible,
    front: front.map(({ number, values }) => ({
      ...{ trial_id: trialIdOf(studyId, number), number, values: [...values] },
    })),
    ...(knee !== undefined && { knee: trialIdOf(studyId, knee) }),
    ...(hypervolume !== undefined && {
      hypervolume: {
        value: hypervolume.value,
        reference: [...hypervolume.reference],
        growth: [...hypervolume.growth],
      },
    }),
  }
}
