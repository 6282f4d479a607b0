/** Tells whoever looks on how studies stand, a few times a second at most, whenever something of them comes on record. */
import { MAX_LIVE_FRONT, type StudyStanding } from '../../engine/protocol/live-api.ts'
import type { LogFeed } from '../events/log-feed.ts'
import { followStudies, isOfStudy } from './follow-studies.ts'
import type { StudyDesk } from './study-desk.ts'

const PAUSE_MS = 250

export interface StudyWatchOptions {
  readonly feed: LogFeed
  readonly desk: Pick<StudyDesk, 'find' | 'describe'>
  /** Waits until the tables have all that is on record. */
  catchUp(): Promise<unknown>
  onProblem(problem: unknown): void
}

export class StudyWatch {
  readonly #options: StudyWatchOptions

  constructor(options: StudyWatchOptions) {
    this.#options = options
  }

  /**
   * Has a listener told how a study stands, now and whenever that has changed.
   *
   * @returns what ends it.
   */
  watch(studyId: string, listener: (standing: StudyStanding) => void): () => void {
    const { feed, onProblem } = this.#options
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    let isTelling = false
    let isAgain = false
    const tell = async () => {
      const standing = await this.#read(studyId)
      if (!isOver && standing !== undefined) listener(standing)
    }
    const wake = () => {
      isAgain = true
      if (isTelling || timer !== undefined || isOver) return
      isAgain = false
      isTelling = true
      tell()
        .catch(onProblem)
        .finally(() => {
          isTelling = false
          if (isOver) return
          timer = setTimeout(() => {
            timer = undefined
            if (isAgain) wake()
          }, PAUSE_MS).unref()
        })
    }
    const unfollow = followStudies(feed, wake, ({ event }) => isOfStudy(event, studyId))
    wake()
    return () => {
      isOver = true
      clearTimeout(timer)
      unfollow()
    }
  }

  async #read(studyId: string): Promise<StudyStanding | undefined> {
    const { desk, catchUp } = this.#options
    await catchUp()
    const found = await desk.find(studyId)
    if (found === undefined) return undefined
    const { state, proposed, completed, pruned, failed, ...study } = await desk.describe(found)
    const { infeasible, front, hypervolume } = study
    return {
      ...{ state, proposed, completed, pruned, failed, infeasible, points: front.length },
      front: front.slice(0, MAX_LIVE_FRONT).map(({ number, values }) => ({ number, values })),
      ...(hypervolume !== undefined && { hypervolume: hypervolume.value }),
    }
  }
}
