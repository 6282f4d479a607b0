/** Events as they are put on record, the newest first: what was there, what comes, and the past as it is asked for. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import type { Failure } from '../../../engine/protocol/result.ts'
import { EVENTS_LIST } from '../../../engine/resources/operations/event-operations.ts'
import { followEvents } from '../../session/event-stream.ts'
import { useRecordStore } from '../../state/record-store.ts'
import { askServer, liveSocket } from '../../state/server-desk.ts'
import { joinEvents } from './event-window.ts'

/** So many of the past are asked for at first. */
const FIRST = '100'
/** So many at a time of what is older. */
const OLDER = '200'
/** A wish for what is older ends with what is looked for, or after so many questions. */
const MAX_QUESTIONS = 10

export interface LiveEvents {
  /** Undefined while they are on their way. */
  readonly events: readonly LiveEvent[] | undefined
  /** Whether more will come by themselves. */
  readonly isLive: boolean
  readonly failure: Failure | undefined
  /** Whether the ledger has older ones. */
  readonly hasOlder: boolean
  readonly isLoadingOlder: boolean
}

export interface EventStream extends LiveEvents {
  /** Asks for older ones, until some are such as are looked for. */
  loadOlder(isWanted: (event: LiveEvent) => boolean): void
}

type State = LiveEvents & { readonly pattern: string }

/** @param pattern of topics; one that is none is a failure. */
export function useLiveEvents(pattern: string): EventStream {
  const looks = useRecordStore((state) => state.looks)
  const [state, setState] = useState<State>(() => none(pattern))
  const stretch = useRef<Stretch>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a look asks again
  useEffect(() => {
    setState(none(pattern))
    const opened = new Stretch(pattern, (change) => setState((last) => ({ ...last, ...change })))
    stretch.current = opened
    opened.open()
    return () => opened.close()
  }, [pattern, looks])
  const loadOlder = useCallback(
    (isWanted: (event: LiveEvent) => boolean) => void stretch.current?.loadOlder(isWanted),
    [],
  )
  return { ...(state.pattern === pattern ? state : none(pattern)), loadOlder }
}

/** The events of one pattern, from the oldest that was asked for to the newest, without a gap. */
class Stretch {
  readonly #pattern: string
  readonly #tell: (change: Partial<LiveEvents>) => void
  readonly #ender = new AbortController()
  #kept: readonly LiveEvent[] = []
  /** Where the past goes on; undefined where it has ended. */
  #next: string | undefined
  #unfollow = () => {}
  #frame = 0
  #isAsking = false
  #isShown = false

  constructor(pattern: string, tell: (change: Partial<LiveEvents>) => void) {
    this.#pattern = pattern
    this.#tell = tell
  }

  close(): void {
    this.#ender.abort()
    cancelAnimationFrame(this.#frame)
    this.#unfollow()
  }

  open(): void {
    this.#unfollow = followEvents({
      ...{ socket: liveSocket, pattern: this.#pattern },
      list: () => this.#listNewest(),
      onEvents: (events) => {
        this.#takeNewer(events)
        // What was there is shown before all is said to be live.
        if (this.#isShown) this.#showSoon()
        else this.#show()
      },
      onStanding: (isLive) => this.#note({ isLive }),
      onFailure: (failure) => this.#note({ isLive: false, failure }),
    })
  }

  async #listNewest(): Promise<readonly LiveEvent[]> {
    try {
      const { items, next } = await this.#ask(FIRST)
      this.#next = next
      return items
    } catch (thrown) {
      this.#note({ failure: describeFailure(thrown) })
      return []
    }
  }

  async loadOlder(isWanted: (event: LiveEvent) => boolean): Promise<void> {
    if (this.#isAsking || this.#next === undefined) return
    this.#isAsking = true
    this.#note({ isLoadingOlder: true })
    try {
      for (let asked = 0; asked < MAX_QUESTIONS && this.#next !== undefined; asked++) {
        const { items, next } = await this.#ask(OLDER, this.#next)
        if (this.#ender.signal.aborted) return
        this.#kept = joinEvents(this.#kept, items)
        this.#next = next
        if (items.some(isWanted)) break
      }
      this.#note({ failure: undefined })
    } catch (thrown) {
      this.#note({ failure: describeFailure(thrown) })
    } finally {
      this.#isAsking = false
      this.#note({ isLoadingOlder: false })
      this.#show()
    }
  }

  #ask(limit: string, after?: string) {
    const input = {
      pattern: this.#pattern,
      order: 'newest',
      limit,
      ...(after === undefined ? {} : { after }),
    } as const
    return askServer(EVENTS_LIST, input, { signal: this.#ender.signal })
  }

  #takeNewer(events: readonly LiveEvent[]): void {
    const before = this.#kept.at(-1)?.seq
    this.#kept = joinEvents(this.#kept, events)
    const oldest = this.#kept.at(-1)?.seq
    // What was let go is asked for again by whoever wants it.
    if (before !== undefined && oldest !== undefined && oldest > before) this.#next = String(oldest)
  }

  /** Hundreds of messages may come between two frames: they are shown together. */
  #showSoon(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#show()
    })
  }

  #show(): void {
    this.#isShown = true
    this.#note({ events: this.#kept, hasOlder: this.#next !== undefined })
  }

  #note(change: Partial<LiveEvents>): void {
    if (!this.#ender.signal.aborted) this.#tell(change)
  }
}

const none = (pattern: string): State => ({
  ...{ pattern, events: undefined, isLive: false, failure: undefined },
  ...{ hasOlder: false, isLoadingOlder: false },
})
