/**
 * Who is at work on a study: one tab of a browser at a time, by a Web Lock that goes with its tab. Pages that came neither
 * by https nor from this machine have no locks: there a lease in the browser's own storage stands in.
 */
import { StudyLeases } from './study-lease.ts'

/** What lets go of a study. */
export type ReleaseStudy = () => void

export interface StudyLock {
  /**
   * Takes a study; undefined where another tab has it.
   *
   * @param onLost is told where another tab has taken it over meanwhile.
   */
  take(id: string, onLost: () => void): Promise<ReleaseStudy | undefined>
  /** Whether a tab, this one too, is at work on it. */
  isTaken(id: string): Promise<boolean>
}

/** The lock of this browser. */
export function openStudyLock(): StudyLock {
  const { locks } = navigator as { readonly locks?: LockManager }
  return locks === undefined ? new StudyLeases() : new WebStudyLock(locks)
}

const nameOf = (id: string) => `thunderline-study:${id}`

class WebStudyLock implements StudyLock {
  readonly #locks: LockManager

  constructor(locks: LockManager) {
    this.#locks = locks
  }

  take(id: string): Promise<ReleaseStudy | undefined> {
    return new Promise((resolve, reject) => {
      const holding = this.#locks.request(
        nameOf(id),
        { ifAvailable: true },
        (lock) =>
          new Promise<void>((release) => {
            if (lock !== null) return resolve(release)
            resolve(undefined)
            release()
          }),
      )
      holding.catch(reject)
    })
  }

  async isTaken(id: string): Promise<boolean> {
    const { held = [] } = await this.#locks.query()
    return held.some(({ name }) => name === nameOf(id))
  }
}
