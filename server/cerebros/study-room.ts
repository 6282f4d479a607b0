/**
 * How many studies go on or are paused at a time, all together and of one caller. Those that were taken here and are in no
 * table yet count too: two who ask at once do not take one place. Servers of one database know only of their own.
 */
import type { Database } from '../storage/database.ts'
import { countRunningStudies, selectStudyIds } from '../storage/study-tables.ts'
import { TooManyStudiesError } from './errors.ts'

const MOST_STUDIES = { all: 128, own: 32 } as const
/** A study that was read is on record by then, or never. */
const TAKING_MS = 30_000

export interface StudyRoomOptions {
  readonly database: Database
  readonly most?: { readonly all: number; readonly own: number } | undefined
  /** A clock in milliseconds. */
  now(): number
}

/** A place that a request has. Another for the same study has one of its own, and both count once. */
export interface StudyPlace {
  readonly id: string
  readonly createdBy: string
}

export class StudyRoom {
  readonly #options: StudyRoomOptions
  /** Each with when its study was read; undefined while it is. */
  readonly #taken = new Map<StudyPlace, number | undefined>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: StudyRoomOptions) {
    this.#options = options
  }

  /** Takes a place for a study that is none yet. @throws {TooManyStudiesError} where there is none. */
  async take(id: string, createdBy: string): Promise<StudyPlace> {
    const turn = this.#last.then(() => this.#takeInTurn({ id, createdBy }))
    this.#last = turn.catch(() => {})
    return await turn
  }

  /** Gives a place back, since nothing comes of the request. */
  leave(place: StudyPlace): void {
    this.#taken.delete(place)
  }

  /** Its study was read and goes on record now: until then it keeps its place, however long reading takes. */
  settle(place: StudyPlace): void {
    if (this.#taken.has(place)) this.#taken.set(place, this.#options.now())
  }

  async #takeInTurn(place: StudyPlace): Promise<StudyPlace> {
    const { database, most = MOST_STUDIES } = this.#options
    await this.#forgetOld()
    // Who asks for the same again has its place.
    const taken = [...this.#taken.keys()].filter(({ id }) => id !== place.id)
    const ids = new Set(taken.map(({ id }) => id))
    const known = await countRunningStudies(database, place.createdBy, [...ids])
    const mine = taken.filter(({ createdBy }) => createdBy === place.createdBy)
    const own = known.own + new Set(mine.map(({ id }) => id)).size
    if (own >= most.own) {
      throw new TooManyStudiesError({ going: own, most: most.own, isOwn: true })
    }
    const all = known.all + ids.size
    if (all >= most.all) throw new TooManyStudiesError({ going: all, most: most.all, isOwn: false })
    this.#taken.set(place, undefined)
    return place
  }

  /** Forgets what is in the tables by now, or came to nothing. */
  async #forgetOld(): Promise<void> {
    const { database, now } = this.#options
    for (const [place, atMs] of this.#taken) {
      if (atMs !== undefined && now() - atMs > TAKING_MS) this.#taken.delete(place)
    }
    if (this.#taken.size === 0) return
    const ids = [...this.#taken.keys()].map(({ id }) => id)
    const known = new Set(await selectStudyIds(database, ids))
    for (const place of this.#taken.keys()) if (known.has(place.id)) this.#taken.delete(place)
  }
}
