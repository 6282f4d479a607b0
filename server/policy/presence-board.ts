/**
 * Who is where, in this process: members of rooms, each until it leaves or is not heard of for a while.
 *
 * Whether somebody may join is the gate's to decide, as of any operation; a socket that carries a member only tells
 * that it is still there.
 */

/** Somebody in a room. */
export interface Presence {
  /** A run, a zone, whatever people meet at. */
  readonly room: string
  /** A tab, a tool: whoever joined says which of theirs. */
  readonly member: string
  /** The principal. */
  readonly principal: string
  readonly joinedAtMs: number
}

export interface PresenceOptions {
  /** Not heard of for so long, a member is gone. */
  readonly silenceMs: number
  /** So long after joining it has to join again, and so to be allowed again. */
  readonly longestMs: number
  readonly maxMembers: number
  /** Of one principal, in all rooms together. */
  readonly maxOfPrincipal: number
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  /** Milliseconds of a clock that only goes on: the other one may be set, and nobody comes or goes by that. */
  nowMs(): number
}

export const PRESENCE_LIMITS = Object.freeze({
  silenceMs: 60_000,
  longestMs: 60 * 60_000,
  maxMembers: 10_000,
  maxOfPrincipal: 100,
})

interface Kept {
  readonly presence: Presence
  readonly sinceMs: number
  heardAtMs: number
}

export class PresenceBoard {
  readonly #options: PresenceOptions
  /** By room and member; who was not heard of the longest comes first. */
  readonly #kept = new Map<string, Kept>()

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** Adds somebody, or renews them; false where there is no room left, or another principal has the name there. */
  join(presence: Omit<Presence, 'joinedAtMs'>): boolean {
    this.#forget()
    const key = keyOf(presence)
    const earlier = this.#kept.get(key)
    if (earlier !== undefined && earlier.presence.principal !== presence.principal) return false
    if (earlier === undefined && this.#isFullFor(presence.principal)) return false
    const { wallTimeMs, nowMs } = this.#options
    const sinceMs = nowMs()
    this.#kept.delete(key)
    this.#kept.set(key, {
      presence: Object.freeze({ ...presence, joinedAtMs: wallTimeMs() }),
      ...{ sinceMs, heardAtMs: sinceMs },
    })
    return true
  }

  /** Tells that a member is still there; false where it is not known (any more) and has to join. */
  touch(place: Pick<Presence, 'room' | 'member' | 'principal'>): boolean {
    this.#forget()
    const key = keyOf(place)
    const kept = this.#kept.get(key)
    if (kept === undefined || kept.presence.principal !== place.principal) return false
    kept.heardAtMs = this.#options.nowMs()
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return true
  }

  /** Takes somebody away; false where they were not there. */
  leave(place: Pick<Presence, 'room' | 'member' | 'principal'>): boolean {
    this.#forget()
    const kept = this.#kept.get(keyOf(place))
    if (kept === undefined || kept.presence.principal !== place.principal) return false
    return this.#kept.delete(keyOf(place))
  }

  /** Who is in a room, or anywhere, by room and member. */
  list(room?: string): readonly Presence[] {
    this.#forget()
    return [...this.#kept.values()]
      .map(({ presence }) => presence)
      .filter((presence) => room === undefined || presence.room === room)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }

  #isFullFor(principal: string): boolean {
    const { maxMembers, maxOfPrincipal } = this.#options
    if (this.#kept.size >= maxMembers) return true
    let own = 0
    for (const { presence } of this.#kept.values()) if (presence.principal === principal) own++
    return own >= maxOfPrincipal
  }

  #forget(): void {
    const { silenceMs, longestMs } = this.#options
    const nowMs = this.#options.nowMs()
    for (const [key, { sinceMs, heardAtMs }] of this.#kept) {
      const isGone = nowMs - heardAtMs >= silenceMs || nowMs - sinceMs >= longestMs
      if (isGone) this.#kept.delete(key)
    }
  }
}

const keyOf = ({ room, member }: Pick<Presence, 'room' | 'member'>) =>
  JSON.stringify([room, member])
