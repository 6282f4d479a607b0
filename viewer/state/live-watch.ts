/**
 * Lends the scene to a run of a server. The page's own run is paused and comes back, as it was, when the scene is
 * given back: it never left its worker.
 */
import type { Frame, RunInfo } from '../../engine/protocol/simulation-api.ts'
import type { FrameChannel } from './frame-channel.ts'
import { setCursorTick } from './measure-store.ts'
import { type RunState, useRunStore } from './run-store.ts'
import { setTool } from './tool-store.ts'
import { useWatchStore, type WatchedRun } from './watch-store.ts'
import { WatchedSeries } from './watched-series.ts'

/** What of the page's own run the panels have to show again. */
type Kept = Pick<
  RunState,
  | 'info'
  | 'source'
  | 'libraryId'
  | 'tick'
  | 'population'
  | 'isClipped'
  | 'hashes'
  | 'replay'
  | 'recorded'
>

export class LiveWatch {
  readonly #frames: FrameChannel
  #kept: { readonly run: Kept; readonly wasPlaying: boolean } | undefined
  /** What the server measures of the run that is shown. */
  readonly series = new WatchedSeries()
  /** Subscribes again where nothing more was told. */
  onRetry: () => void = () => {}
  /** Is told when the scene is given back, also where something else is opened in it. */
  onEnd: () => void = () => {}
  #isShowing = false
  #next: Frame | undefined

  constructor(frames: FrameChannel) {
    this.#frames = frames
  }

  get isOn(): boolean {
    return this.#kept !== undefined
  }

  /** Shows a server's run from now on, in the place of the page's own or of another one of the server. */
  begin(watched: WatchedRun): void {
    this.#next = undefined
    if (this.#kept === undefined) {
      const { info, source, libraryId, tick, population, isClipped, ...others } =
        useRunStore.getState()
      const { hashes, replay, recorded, isPlaying: wasPlaying } = others
      const run = { info, source, libraryId, tick, population, isClipped, hashes, replay, recorded }
      this.#kept = { run, wasPlaying }
    }
    setTool({ selection: undefined, tool: 'move' })
    setCursorTick(undefined)
    this.series.restart()
    useWatchStore.setState({ watched })
  }

  /** Takes a picture of the server's run in; where they come faster than they are drawn, the newest counts. */
  show(frame: Frame, info: RunInfo): void {
    if (!this.isOn) return
    const { tick, population, isClipped, isPlaying, ticksPerSecond } = frame
    const unknown = { hashes: undefined, replay: undefined, recorded: undefined }
    useRunStore.setState({
      ...{ info, source: undefined, libraryId: undefined, ...unknown },
      ...{ tick, population, isClipped, isPlaying, ticksPerSecond },
    })
    this.#next = frame
    void this.#draw()
  }

  /** Gives the scene back; tells whether the page's own run was playing. */
  end(): boolean {
    const kept = this.#kept
    if (kept === undefined) return false
    this.#kept = undefined
    this.#next = undefined
    useWatchStore.setState({ watched: undefined })
    setCursorTick(undefined)
    useRunStore.setState({ ...kept.run, isPlaying: false, ticksPerSecond: 0 })
    this.#frames.onRefresh()
    this.onEnd()
    return kept.wasPlaying
  }

  async #draw(): Promise<void> {
    if (this.#isShowing) return
    this.#isShowing = true
    try {
      while (this.#next !== undefined) {
        const frame = this.#next
        this.#next = undefined
        await this.#frames.show(frame)
      }
    } finally {
      this.#isShowing = false
    }
  }
}
