/** Shows how runs that go on here are to those who look on in other processes, and only while they do. */
import { PacedLoop } from '../events/paced-loop.ts'
import type { Database } from '../storage/database.ts'
import { dropRunViews, selectLookedAt, showRun } from '../storage/run-view-tables.ts'
import type { LiveHub } from './live-hub.ts'
import { writeShown } from './shown-news.ts'

/** How often it looks whether somebody looks on, how often it shows what is new, and how often with pictures. */
const IDLE_MS = 500
const SHOW_MS = 200
const PICTURE_MS = 100

/** Pictures that are larger are seen in the process of the run alone. */
const MAX_PICTURE_BYTES = 2 ** 21

const CLEAR_MS = 60_000

export interface FarShowOptions {
  readonly database: Database
  readonly hub: LiveHub
  /** How often what is not looked at any more is taken away. */
  readonly clearMs?: number
  /** A clock in milliseconds. */
  now(): number
  onProblem(problem: unknown): void
}

/** A run that somebody looks at. */
interface Shown {
  readonly stop: () => void
  news: string
  picture: Uint8Array | undefined
  /** Its pictures are too large, so no more are made for others. */
  isTooLarge: boolean
}

export class FarShow {
  readonly #options: FarShowOptions
  readonly #loop: PacedLoop
  readonly #shown = new Map<string, Shown>()
  #clearedMs: number
  /** Whether there may be rows of runs that were looked at. */
  #hasViews = true

  constructor(options: FarShowOptions) {
    this.#options = options
    this.#clearedMs = options.now()
    this.#loop = new PacedLoop({ work: () => this.#show(), onProblem: options.onProblem })
    options.hub.onGoing({
      begun: () => this.#loop.wake(),
      ended: (runId) => this.#drop(runId),
    })
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    for (const runId of [...this.#shown.keys()]) this.#drop(runId)
  }

  async #show(): Promise<number> {
    const { database, hub, now } = this.#options
    const going = hub.listGoing()
    const { clearMs = CLEAR_MS } = this.#options
    if (now() - this.#clearedMs >= clearMs) {
      this.#clearedMs = now()
      this.#hasViews = (await dropRunViews(database)) > 0
    }
    // What was looked at last is taken away too, though nothing goes on any more.
    if (going.length === 0) return this.#hasViews ? clearMs : Number.POSITIVE_INFINITY
    const looked = await selectLookedAt(database, going)
    this.#hasViews ||= looked.length > 0
    const ids = new Set(looked.map(({ run_id: runId }) => runId))
    for (const runId of [...this.#shown.keys()]) if (!ids.has(runId)) this.#drop(runId)
    let isPictureWished = false
    for (const { run_id: runId, is_picture_wished: isWished } of looked) {
      const shown = this.#shown.get(runId) ?? this.#begin(runId)
      const isGranted = await this.#write(runId, shown)
      if (!isWished || shown.isTooLarge) continue
      isPictureWished = true
      if (!isGranted) hub.wantFrame(runId)
    }
    if (isPictureWished) return PICTURE_MS
    return looked.length > 0 ? SHOW_MS : IDLE_MS
  }

  /** Shows what is new; gives whether that is a picture, which was wished for. */
  async #write(runId: string, shown: Shown): Promise<boolean> {
    const { database, hub } = this.#options
    const news = writeShown(hub.newestOf(runId))
    const { picture } = shown
    if (news === shown.news && picture === undefined) return false
    shown.picture = undefined
    await showRun(database, runId, { news, picture })
    shown.news = news
    return picture !== undefined
  }

  #begin(runId: string): Shown {
    const shown: Shown = {
      ...{ news: '', picture: undefined, isTooLarge: false },
      stop: this.#options.hub.watch(runId, (news) => {
        if (news.kind !== 'frame' || news.fields?.includes(undefined) === false) return
        shown.isTooLarge = news.frame.length > MAX_PICTURE_BYTES
        if (!shown.isTooLarge) shown.picture = news.frame
      }),
    }
    this.#shown.set(runId, shown)
    return shown
  }

  #drop(runId: string): void {
    this.#shown.get(runId)?.stop()
    this.#shown.delete(runId)
  }
}
