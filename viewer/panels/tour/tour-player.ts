/** Plays the tour: one chapter at a time, on to the next by itself. */
import type { RunController } from '../../state/run-controller.ts'
import { useRunStore } from '../../state/run-store.ts'
import { setTour, useTourStore } from '../../state/tour-store.ts'
import { CHAPTERS, clearStage } from './chapters.ts'
import { ChapterLeft, TourStage } from './tour-stage.ts'

export class TourPlayer {
  readonly #run: RunController
  readonly #pace: number
  #stage: TourStage | undefined
  /** What was open when the tour was paused. */
  #pausedOn: unknown
  /** Whether the last chapter is through. */
  #isOver = false

  /** @param pace how much faster than by itself it goes. */
  constructor(run: RunController, pace: number) {
    this.#run = run
    this.#pace = pace
  }

  /** Begins a chapter from its start, and goes on to those behind it while the tour plays. */
  async begin(chapter: number): Promise<void> {
    this.#stage?.leave()
    const stage = new TourStage(this.#run, this.#pace)
    this.#stage = stage
    this.#pausedOn = undefined
    this.#isOver = false
    setTour({ chapter, caption: '' })
    try {
      clearStage(stage)
      await CHAPTERS[chapter]!.play(stage)
      await stage.rest(1)
    } catch (thrown) {
      if (thrown instanceof ChapterLeft) return
      throw thrown
    }
    if (stage !== this.#stage) return
    if (chapter + 1 < CHAPTERS.length) await this.begin(chapter + 1)
    else {
      this.#isOver = true
      setTour({ isPlaying: false })
    }
  }

  /** Goes to a chapter, and plays it also where the tour was paused. */
  go(chapter: number): void {
    if (CHAPTERS[chapter] === undefined) return
    setTour({ isPlaying: true })
    void this.begin(chapter)
  }

  /** Leaves the world to the person. */
  pause(): void {
    if (!useTourStore.getState().isPlaying) return
    this.#pausedOn = useRunStore.getState().source
    setTour({ isPlaying: false })
  }

  /** Goes on where it was; where something else has been opened meanwhile, from the start of the chapter. */
  resume(): void {
    const { chapter, isPlaying } = useTourStore.getState()
    if (isPlaying) return
    const { source, isPlaying: isRunning } = useRunStore.getState()
    setTour({ isPlaying: true })
    if (this.#isOver) void this.begin(0)
    else if (this.#pausedOn !== source) void this.begin(chapter)
    else if (source !== undefined && !isRunning) void this.#run.play()
  }

  /** Ends the tour, and leaves what is open to the person. */
  leave(): void {
    this.#stage?.leave()
    setTour({ isOn: false, isPlaying: false, evidence: undefined })
    // A reload is then none of the tour.
    history.replaceState(null, '', location.pathname + location.hash)
  }
}
