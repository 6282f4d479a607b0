/**
 * Events of a pattern without a gap: those that were there, and those that come.
 *
 * The subscription is first. Its first message says from which number of the ledger on everything will come; what lies
 * before that is asked for then. So whatever happens between the two is on one side of that number, and on one only.
 */
import type { LiveEvent } from '../../engine/protocol/live-api.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import type { ServerSocket } from './server-socket.ts'

export interface EventStreamOptions {
  readonly socket: Pick<ServerSocket, 'subscribe'>
  readonly pattern: string
  /** Asks for the newest events on record, the newest first. */
  list(): Promise<readonly LiveEvent[]>
  /** Is given what was there, once and the newest first, and then what comes, the oldest first. */
  onEvents(events: readonly LiveEvent[]): void
  onStanding(isLive: boolean): void
  onFailure(failure: Failure): void
}

/** Begins; gives what ends it. */
export function followEvents(options: EventStreamOptions): () => void {
  const { socket, pattern, list, onEvents, onStanding, onFailure } = options
  let hasPast = false
  let isWhole = false
  let isOver = false
  let isConnected = false
  // Only with the past is what stands there all there is.
  const tellStanding = () => {
    if (!isOver && (isWhole || !isConnected)) onStanding(isConnected)
  }
  const unsubscribe = socket.subscribe(
    { kind: 'events', pattern },
    {
      async take(news) {
        // Nothing else is taken before this is done.
        if (news.kind === 'subscribed' && !hasPast) {
          hasPast = true
          const { next = Number.POSITIVE_INFINITY } = news
          const past = (await list()).filter(({ seq }) => seq < next)
          isWhole = true
          if (!isOver) onEvents(past)
          tellStanding()
        }
        if (news.kind === 'events' && news.events.length > 0 && !isOver) onEvents(news.events)
      },
      standing(isNow) {
        isConnected = isNow
        tellStanding()
      },
      refuse: (failure) => !isOver && onFailure(failure),
    },
  )
  return () => {
    isOver = true
    unsubscribe()
  }
}
