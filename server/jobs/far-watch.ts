/**
 * Looks after runs that are watched here and do not go on here: whoever watches is told how they are, as their workers
 * show it, and that they have ended, as it is on record, whether that was before they watched or after.
 */
import { isRunOver, type RunState } from '../../engine/resources/automata-run.ts'
import { PacedLoop } from '../events/paced-loop.ts'
import type { Database } from '../storage/database.ts'
import { lookAtRuns, type SeenRunRow, selectSeenRuns } from '../storage/run-view-tables.ts'
import type { LiveHub } from './live-hub.ts'
import { parseShown } from './shown-news.ts'

/** It looks so often, and more often where a picture is wished for. */
const LOOK_MS = 250
const PICTURE_MS = 100

export interface FarWatchOptions {
  readonly database: Database
  readonly hub: LiveHub
  /** Whether no other process can be at work on the database: then there is nobody to be told that somebody looks. */
  readonly isAlone: boolean
  onProblem(problem: unknown): void
}

/** What was told of a run. */
interface Told {
  readonly news: string | undefined
  readonly pictureNumber: number
}

const NOTHING: Told = { news: undefined, pictureNumber: 0 }

export class FarWatch {
  readonly #options: FarWatchOptions
  readonly #loop: PacedLoop
  #told = new Map<string, Told>()

  constructor(options: FarWatchOptions) {
    this.#options = options
    this.#loop = new PacedLoop({ work: () => this.#look(), onProblem: options.onProblem })
    options.hub.onFarWatch(() => this.#loop.wake())
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  async #look(): Promise<number> {
    const { database, hub, isAlone } = this.#options
    const watched = hub.listFar()
    const told = new Map(watched.map(({ runId }) => [runId, this.#told.get(runId) ?? NOTHING]))
    this.#told = told
    if (watched.length === 0) return Number.POSITIVE_INFINITY
    const asked = [...told].map(([runId, { pictureNumber }]) => ({ runId, pictureNumber }))
    for (const row of await selectSeenRuns(database, asked)) this.#tell(row)
    const left = hub.listFar().filter(({ runId }) => told.has(runId))
    if (left.length > 0 && !isAlone) await lookAtRuns(database, left)
    return left.some(({ isPictureWished }) => isPictureWished) && !isAlone ? PICTURE_MS : LOOK_MS
  }

  #tell({ run_id: runId, state, news, picture_number: number, picture }: SeenRunRow): void {
    const { hub } = this.#options
    const told = this.#told.get(runId) ?? NOTHING
    if (news !== undefined && news !== told.news) {
      for (const each of parseShown(news)) hub.tellElsewhere(runId, each)
    }
    if (picture !== undefined) hub.tellElsewhere(runId, { kind: 'frame', frame: picture })
    // A view that was taken away meanwhile counts from the beginning.
    this.#told.set(runId, { news, pictureNumber: number ?? 0 })
    if (isRunOver(state as RunState)) hub.tellEnded(runId, state as RunState)
  }
}
