/** Events as they are put on record, the newest first: what was there, and what comes. */
import { useEffect, useRef, useState } from 'react'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import type { Failure } from '../../../engine/protocol/result.ts'
import { EVENTS_LIST } from '../../../engine/resources/operations/event-operations.ts'
import { useRecordStore } from '../../state/record-store.ts'
import { askServer, liveSocket } from '../../state/server-desk.ts'

/** So many are kept; of more the oldest are forgotten, which the ledger still has. */
export const MAX_KEPT = 500
/** So many of the past are asked for at first. */
const FIRST = '100'

export interface LiveEvents {
  /** Undefined while they are on their way. */
  readonly events: readonly LiveEvent[] | undefined
  /** Whether more will come by themselves. */
  readonly isLive: boolean
  readonly failure: Failure | undefined
}

/** @param pattern of topics; one that is none is a failure. */
export function useLiveEvents(pattern: string): LiveEvents {
  const looks = useRecordStore((state) => state.looks)
  const [state, setState] = useState<LiveEvents & { readonly pattern: string }>(() => none(pattern))
  const kept = useRef<readonly LiveEvent[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a look asks again
  useEffect(() => {
    const ender = new AbortController()
    let unsubscribe = () => {}
    const update = (change: Partial<LiveEvents>) => {
      if (!ender.signal.aborted) setState((last) => ({ ...last, ...change }))
    }
    setState(none(pattern))
    kept.current = []
    const asked = { pattern, order: 'newest', limit: FIRST } as const
    askServer(EVENTS_LIST, asked, { signal: ender.signal })
      .then(({ items }) => {
        if (ender.signal.aborted) return
        kept.current = items
        update({ events: items })
        const [newest] = items
        const after = newest === undefined ? {} : { after: newest.seq }
        unsubscribe = liveSocket.subscribe(
          { kind: 'events', pattern, ...after },
          {
            take(news) {
              if (news.kind !== 'events' || news.events.length === 0) return
              kept.current = [...news.events.toReversed(), ...kept.current].slice(0, MAX_KEPT)
              update({ events: kept.current })
            },
            standing: (isLive) => update({ isLive }),
            refuse: (failure) => update({ isLive: false, failure }),
          },
        )
      })
      .catch((thrown: unknown) => update({ failure: describeFailure(thrown) }))
    return () => {
      ender.abort()
      unsubscribe()
    }
  }, [pattern, looks])
  return state.pattern === pattern ? state : none(pattern)
}

const none = (pattern: string) => ({
  pattern,
  events: undefined,
  isLive: false,
  failure: undefined,
})
