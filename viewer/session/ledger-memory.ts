/**
 * What this browser has seen of the server's ledger: its last checkpoint by each key, as it was signed. Kept beside
 * the key that is trusted, for the origin of the page; a server that takes back what it has said is found out by it.
 */

export interface SeenCheckpoint {
  /** `name+id+key`. */
  readonly verifierKey: string
  /** The signed checkpoint, as it came. */
  readonly note: string
  /** Entries that it covers. */
  readonly size: number
  /** When it was seen, in milliseconds since 1970. */
  readonly seenAtMs: number
}

/** What keeps texts; `localStorage`, and a map in tests. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem'>

const STORAGE_KEY = 'thunderline.ledger-seen'
/** Ledgers that came and went at this address: of more the oldest are forgotten. */
const MAX_KEYS = 8

/** What was seen last of the ledger with this key; undefined where there is nothing, or nothing can be kept. */
export function readSeen(verifierKey: string, store?: TextStore): SeenCheckpoint | undefined {
  return readAll(store).find((each) => each.verifierKey === verifierKey)
}

/** Keeps a checkpoint in the place of an earlier one of its key. */
export function keepSeen(seen: SeenCheckpoint, store?: TextStore): void {
  const others = readAll(store).filter(({ verifierKey }) => verifierKey !== seen.verifierKey)
  const kept = [...others, seen].toSorted((one, other) => one.seenAtMs - other.seenAtMs)
  try {
    const place = store ?? localStorage
    place.setItem(STORAGE_KEY, JSON.stringify(kept.slice(-MAX_KEYS)))
  } catch {
    // Then each visit is the first.
  }
}

function readAll(store?: TextStore): readonly SeenCheckpoint[] {
  try {
    const kept: unknown = JSON.parse((store ?? localStorage).getItem(STORAGE_KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isSeen) : []
  } catch {
    return []
  }
}

function isSeen(value: unknown): value is SeenCheckpoint {
  const { verifierKey, note, size, seenAtMs } = (value ?? {}) as Partial<SeenCheckpoint>
  return (
    typeof verifierKey === 'string' &&
    typeof note === 'string' &&
    Number.isSafeInteger(size) &&
    Number.isFinite(seenAtMs)
  )
}
