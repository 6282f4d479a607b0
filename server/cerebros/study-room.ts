/**
 * How many studies go on or are paused at a time, all together and of one caller. Those that were taken here and are in no
 * table yet count too: two who ask at once do not take one place. Servers of one database know only of their own.
 */
import type { Database } from '../storage/database.ts'
import { countRunningStudies, selectStudyIds } from '../storage/study-tables.ts'
import { TooManyStudiesError } from './errors.ts'

const MOST_STUDIES = { all: 128, own: 32 } as const
/** A study that was taken is on record by then, or never. */
const TAKING_MS = 30_000

export interface StudyRoomOptions {
  readonly database: Database
  readonly most?: { readonly all: number; readonly own: number } | undefined
  /** A clock in milliseconds. */
  now(): number
}

export class StudyRoom {
  readonly #options: StudyRoomOptions
  /** By their ids. */
  readonly #taken = new Map<string, { readonly createdBy: string; readonly atMs: number }>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: StudyRoomOptions) {
    this.#options = options
  }

  /** Takes a place for a study that is none yet. @throws {TooManyStudiesError} where there is none. */
  async take(id: string, createdBy: string): Promise<void> {
    const turn = this.#last.then(() => this.#takeInTurn(id, createdBy))
    this.#last = turn.catch(() => {})
    await turn
  }

  /** Gives a place back, since nothing comes of the study. */
  leave(id: string): void {
    this.#taken.delete(id)
  }

  async #takeInTurn(id: string, createdBy: string): Promise<void> {
    const { database, most = MOST_STUDIES, now } = this.#options
    // Who asks for the same again has its place.
    this.#taken.delete(id)
    await this.#forgetOld()
    const known = await countRunningStudies(database, createdBy, [...this.#taken.keys()])
    const taken = [...this.#taken.values()]
    const own = known.own + taken.filter((each) => each.createdBy === createdBy).length
    if (own >= most.own) {
      throw new TooManyStudiesError({ going: own, most: most.own, isOwn: true })
    }
    const all = known.all + taken.length
    if (all >= most.all) throw new TooManyStudiesError({ going: all, most: most.all, isOwn: false })
    this.#taken.set(id, { createdBy, atMs: now() })
  }

  /** Forgets what is in the tables by now, or came to nothing. */
  async #forgetOld(): Promise<void> {
    const { database, now } = this.#options
    for (const [id, { atMs }] of this.#taken) if (now() - atMs > TAKING_MS) this.#taken.delete(id)
    if (this.#taken.size === 0) return
    for (const id of await selectStudyIds(database, [...this.#taken.keys()])) this.#taken.delete(id)
  }
}
