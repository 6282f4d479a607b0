/**
 * News of runs while they go on, for whoever looks on in this process. Of those that go on elsewhere it is told by
 * `far-watch.ts`.
 *
 * Nothing is kept for a listener: it is told at once, and whoever cannot follow passes on the newest alone. Pictures
 * are made only for those who want one: a wish is one picture, however often it is told before the picture is made. Who
 * wishes to see another field wishes for another picture.
 */
import { isRunOver, type RunState } from '../../engine/resources/automata-run.ts'

/** How far a run is. */
export interface RunProgress {
  readonly kind: 'progress'
  readonly tick: number
  /** Absent where infinitely many cells are alive. */
  readonly population?: number
  readonly ticks_per_second: number
}

/** What was measured of a state. */
export interface RunMetricsNews {
  readonly kind: 'metrics'
  readonly tick: number
  readonly values: Readonly<Record<string, number>>
}

export type RunNews =
  | RunProgress
  | RunMetricsNews
  /** The wire form of a picture (`engine/protocol/live-frame.ts`), not to be changed: all listeners share it. */
  | {
      readonly kind: 'frame'
      readonly frame: Uint8Array
      /** The fields of the wishes that it answers, undefined for none; absent, it answers who wished for no field. */
      readonly fields?: readonly (string | undefined)[]
    }
  /** Nothing follows. `queued` is a run that goes on elsewhere, or later. */
  | { readonly kind: 'ended'; readonly state: RunState }

export type RunListener = (news: RunNews) => void

/** A run that goes on here, as whoever lets it go on tells of it. */
export interface LiveRun {
  tell(news: Exclude<RunNews, { readonly kind: 'ended' }>): void
  /** Tells that it has ended; later calls do nothing. */
  end(state: RunState): void
}

/** Is told of the runs that go on here. */
export interface GoingObserver {
  begun(runId: string): void
  /** `queued` where it was given back. */
  ended(runId: string, state: RunState): void
}

/** What is known of a run at present. */
export interface Newest {
  readonly progress?: RunProgress
  readonly metrics?: RunMetricsNews
}

interface Going {
  readonly askFrame: (field: string | undefined) => void
  newest: Newest
}

/** A run that is watched here and goes on elsewhere, or not yet. */
export interface FarRun {
  readonly runId: string
  readonly isPictureWished: boolean
}

export class LiveHub {
  readonly #onProblem: (problem: unknown) => void
  readonly #listeners = new Map<string, Set<RunListener>>()
  readonly #going = new Map<string, Going>()
  /** Runs that do not go on here yet, of which somebody wants to see a picture. */
  readonly #wishes = new Map<string, Set<string | undefined>>()
  readonly #observers: GoingObserver[] = []
  /** What was told of runs that are watched here and go on elsewhere. */
  readonly #elsewhere = new Map<string, Newest>()
  #onFarWatch: () => void = () => {}

  /** @param onProblem is told of what listeners throw. */
  constructor(onProblem: (problem: unknown) => void) {
    this.#onProblem = onProblem
  }

  /**
   * Has a listener hear of a run from now on, whether it goes on here or not: at once how far it is, where that is
   * known.
   *
   * @returns what ends it.
   */
  watch(runId: string, listener: RunListener): () => void {
    const own: RunListener = (news) => listener(news)
    const listeners = this.#listeners.get(runId) ?? new Set()
    this.#listeners.set(runId, listeners.add(own))
    const { progress, metrics } = this.newestOf(runId)
    for (const news of [progress, metrics]) if (news !== undefined) this.#hand(own, news)
    if (!this.#going.has(runId)) this.#onFarWatch()
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#listeners.get(runId) === listeners) this.#forget(runId)
    }
  }

  /**
   * Wishes for a picture of a run that is watched. It is told as soon as the run goes on here and is between two
   * slices of ticks; one picture, for all who wished for it with the same field.
   *
   * @param field whose numbers shall come with it; absent for cells alone.
   * @returns whether the run goes on here.
   */
  wantFrame(runId: string, field?: string): boolean {
    const going = this.#going.get(runId)
    if (going !== undefined) going.askFrame(field)
    else if (this.#listeners.has(runId)) {
      this.#wishes.set(runId, (this.#wishes.get(runId) ?? new Set()).add(field))
    }
    return going !== undefined
  }

  /** Has somebody told of all runs that begin to go on here, and end. */
  onGoing(observer: GoingObserver): void {
    this.#observers.push(observer)
  }

  /** Whether a run goes on in this process. */
  isLive(runId: string): boolean {
    return this.#going.has(runId)
  }

  /** What was last measured of a run that goes on here, or is watched here. */
  newestOf(runId: string): Newest {
    return this.#going.get(runId)?.newest ?? this.#elsewhere.get(runId) ?? {}
  }

  /** Runs that go on here. */
  listGoing(): readonly string[] {
    return [...this.#going.keys()]
  }

  /** Runs that are watched here and do not go on here. */
  listFar(): readonly FarRun[] {
    return [...this.#listeners.keys()]
      .filter((runId) => !this.#going.has(runId))
      .map((runId) => ({ runId, isPictureWished: this.#wishes.has(runId) }))
  }

  /** Has somebody told whenever a run is watched that does not go on here. */
  onFarWatch(listener: () => void): void {
    this.#onFarWatch = listener
  }

  /** Tells of a run that goes on elsewhere; nothing where it goes on here by now, or nobody watches it. */
  tellElsewhere(runId: string, news: Exclude<RunNews, { readonly kind: 'ended' }>): void {
    if (this.#going.has(runId) || !this.#listeners.has(runId)) return
    if (news.kind === 'frame') {
      // Numbers of fields do not come from elsewhere: cells alone answer all wishes.
      this.#tell(runId, { ...news, fields: [...this.#takeWishes(runId)] })
      return
    }
    this.#elsewhere.set(runId, { ...this.#elsewhere.get(runId), [news.kind]: news })
    this.#tell(runId, news)
  }

  /**
   * Lets a run go on here.
   *
   * @param askFrame is called for each wish, with the field that shall come with the picture; it has to be quick.
   */
  begin(runId: string, askFrame: (field: string | undefined) => void): LiveRun {
    const going: Going = { askFrame, newest: {} }
    this.#going.set(runId, going)
    this.#elsewhere.delete(runId)
    for (const observer of this.#observers) observer.begun(runId)
    for (const field of this.#takeWishes(runId)) askFrame(field)
    const isOver = () => this.#going.get(runId) !== going
    return {
      tell: (news) => {
        if (isOver()) return
        if (news.kind !== 'frame') going.newest = { ...going.newest, [news.kind]: news }
        this.#tell(runId, news)
      },
      end: (state) => {
        if (isOver()) return
        this.#going.delete(runId)
        for (const observer of this.#observers) observer.ended(runId, state)
        this.#tell(runId, { kind: 'ended', state })
      },
    }
  }

  /** Tells of a run that ended without going on here. */
  tellEnded(runId: string, state: RunState): void {
    if (!this.#going.has(runId)) this.#tell(runId, { kind: 'ended', state })
  }

  #tell(runId: string, news: RunNews): void {
    const listeners = [...(this.#listeners.get(runId) ?? [])]
    // Nothing follows: whoever has been told is not told again.
    if (news.kind === 'ended' && isRunOver(news.state)) this.#forget(runId)
    for (const listener of listeners) this.#hand(listener, news)
  }

  #takeWishes(runId: string): ReadonlySet<string | undefined> {
    const wishes = this.#wishes.get(runId) ?? new Set()
    this.#wishes.delete(runId)
    return wishes
  }

  #forget(runId: string): void {
    this.#listeners.delete(runId)
    this.#wishes.delete(runId)
    this.#elsewhere.delete(runId)
  }

  #hand(listener: RunListener, news: RunNews): void {
    try {
      listener(news)
    } catch (error) {
      this.#onProblem(error)
    }
  }
}
