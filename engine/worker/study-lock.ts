/** Who is at work on a study: one tab of a browser at a time. */

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
