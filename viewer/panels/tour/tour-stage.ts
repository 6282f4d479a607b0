/**
 * What a chapter of the tour acts with. Time stands still on it while the tour is paused; and once another
 * chapter is on, whatever the old one waits for rejects, so that it does nothing any more.
 */
import type { RunController } from '../../state/run-controller.ts'
import { setTour, type TourEvidence, useTourStore } from '../../state/tour-store.ts'

/** How often it looks whether what is waited for has come. */
const LOOK_EVERY_MS = 50

/** Ends a chapter that has been left. */
export class ChapterLeft extends Error {
  override readonly name = 'ChapterLeft'
}

export class TourStage {
  readonly run: RunController
  readonly #pace: number
  #isLeft = false

  /** @param pace how much faster than by itself it goes. */
  constructor(run: RunController, pace: number) {
    this.run = run
    this.#pace = pace
  }

  /** Ends the chapter. */
  leave(): void {
    this.#isLeft = true
  }

  /** Shows a caption, and gives it the time that reading it takes. */
  async tell(caption: string, minimumSeconds = 0): Promise<void> {
    this.#assertOn()
    setTour({ caption })
    await this.rest(Math.max(minimumSeconds, readingSeconds(caption)))
  }

  /** Shows evidence beside the world. */
  show(evidence: TourEvidence | undefined): void {
    this.#assertOn()
    setTour({ evidence })
  }

  /** Opens an entry of the library, from its start. */
  async open(libraryId: string, speed?: number): Promise<void> {
    this.#assertOn()
    await this.until(isPlaying)
    await this.run.openLibrary(libraryId, speed === undefined ? {} : { speed })
    this.#assertOn()
  }

  /** Waits for some seconds in which the tour plays. */
  async rest(seconds: number): Promise<void> {
    let left = (1000 * seconds) / this.#pace
    let last = performance.now()
    await this.until(() => {
      const now = performance.now()
      if (isPlaying()) left -= now - last
      last = now
      return left <= 0
    })
  }

  /**
   * Waits until something is so; false where it was not within some seconds of play.
   *
   * @throws {ChapterLeft} once another chapter is on.
   */
  until(isSo: () => boolean, patienceSeconds = Number.POSITIVE_INFINITY): Promise<boolean> {
    let leftMs = 1000 * patienceSeconds
    let last = performance.now()
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.#isLeft) return reject(new ChapterLeft())
        if (isSo()) return resolve(true)
        const now = performance.now()
        if (isPlaying()) leftMs -= now - last
        last = now
        if (leftMs <= 0) return resolve(false)
        setTimeout(look, LOOK_EVERY_MS)
      }
      look()
    })
  }

  #assertOn(): void {
    if (this.#isLeft) throw new ChapterLeft()
  }
}

const isPlaying = () => useTourStore.getState().isPlaying

/** Three words a second, and two seconds to find them. */
function readingSeconds(text: string): number {
  return 2 + text.split(/\s+/).length / 3
}
