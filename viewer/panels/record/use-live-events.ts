/** Events as they are put on record, the newest first: what was there, and what comes. */
import { useEffect, useState } from 'react'
import type { LiveEvent } from '../../../engine/protocol/live-api.ts'
import type { Failure } from '../../../engine/protocol/result.ts'
import { EVENTS_LIST } from '../../../engine/resources/operations/event-operations.ts'
import { followEvents } from '../../session/event-stream.ts'
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: a look asks again
  useEffect(() => {
    const ender = new AbortController()
    const { signal } = ender
    const update = (change: Partial<LiveEvents>) => {
      if (!signal.aborted) setState((last) => ({ ...last, ...change }))
    }
    setState(none(pattern))
    const unfollow = followEvents({
      ...{ socket: liveSocket, pattern, maxKept: MAX_KEPT },
      async list() {
        const asked = { pattern, order: 'newest', limit: FIRST } as const
        return (await askServer(EVENTS_LIST, asked, { signal })).items
      },
      onEvents: (events) => update({ events }),
      onStanding: (isLive) => update({ isLive }),
      onFailure: (failure) => update({ isLive: false, failure }),
    })
    return () => {
      ender.abort()
      unfollow()
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
