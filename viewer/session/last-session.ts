/**
 * What was open when the page was last left, kept in IndexedDB; where it stood, which changes all the
 * time, in local storage besides, since a page that is left has no time for more than that.
 *
 * Only the source, the edits and the tick are kept: a run is the same every time, so coming back
 * means running it again.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'

/** Where a run stands, and which run it is. */
interface Standing {
  /** Another one for every opening of a run. */
  readonly opening: string
  /** How many edits it has: without all of them, it would be at another state of that tick. */
  readonly editCount: number
  readonly tick: number
  readonly wasPlaying: boolean
}

/** Branches of a run, told by their edits. */
interface KeptBranches {
  readonly branches: readonly {
    readonly id: number
    readonly name: string
    readonly parent: number | undefined
    readonly forkTick: number
    readonly edits: readonly EditEvent[]
    readonly tick: number
  }[]
  readonly current: number
}

export interface SavedSession {
  /** Absent from sessions that an earlier version has kept. */
  readonly opening?: string
  readonly source: RunSource
  /** The library entry it came from; undefined for files and soups. */
  readonly libraryId: string | undefined
  /** Absent from sessions that an earlier version has kept. */
  readonly edits?: readonly EditEvent[]
  /** Absent from sessions that an earlier version has kept. */
  readonly branches?: KeptBranches
  readonly tick: number
  readonly wasPlaying: boolean
  /** Undefined means as fast as possible. */
  readonly ticksPerSecond: number | undefined
}

interface SessionSchema extends DBSchema {
  sessions: { key: string; value: SavedSession }
}

const DATABASE = 'thunderline'
const DATABASE_VERSION = 1
const KEY = 'last'
const STANDING_KEY = 'thunderline.standing'
/** A source with more bytes than this, edits included, is not kept. */
const MAX_SAVED_BYTES = 32 * 1024 * 1024

/** Keeps a session in place of the last; a browser without storage keeps none. */
export async function saveSession(session: SavedSession): Promise<void> {
  if (countBytes(session) > MAX_SAVED_BYTES) return forgetSession()
  await withDatabase((database) => database.put('sessions', session, KEY))
}

/** Keeps where a run stands, at once. */
export function noteStanding(standing: Standing): void {
  try {
    localStorage.setItem(STANDING_KEY, JSON.stringify(standing))
  } catch {
    // As with sessions: what cannot be kept is forgotten.
  }
}

/** The session kept last, where it stood last; undefined where there is none or storage is blocked. */
export async function loadSession(): Promise<SavedSession | undefined> {
  const session = await withDatabase((database) => database.get('sessions', KEY))
  const standing = readStanding()
  const isSame =
    session?.opening !== undefined &&
    session.opening === standing?.opening &&
    (session.edits ?? []).length === standing.editCount
  if (!isSame) return session
  const { tick, wasPlaying } = standing
  return { ...session, tick, wasPlaying }
}

function readStanding(): Standing | undefined {
  try {
    const standing = JSON.parse(localStorage.getItem(STANDING_KEY) ?? 'null') as Standing | null
    return Number.isSafeInteger(standing?.tick) ? standing! : undefined
  } catch {
    return undefined
  }
}

/** Forgets the session kept last. */
export async function forgetSession(): Promise<void> {
  await withDatabase((database) => database.delete('sessions', KEY))
}

function countBytes({ source, edits = [], branches }: SavedSession): number {
  const others = branches?.branches.filter((each) => each.edits.length > 0) ?? []
  const all = edits.length === 0 && others.length === 0 ? [] : [edits, others]
  const noted = all.length === 0 ? 0 : JSON.stringify(all).length
  if (source.kind === 'soup') return noted
  const own = noted + (source.kind === 'pattern' ? source.bytes.length : source.text.length)
  return Object.values(source.files ?? {}).reduce((sum, { length }) => sum + length, own)
}

async function withDatabase<T>(
  use: (database: IDBPDatabase<SessionSchema>) => Promise<T>,
): Promise<T | undefined> {
  try {
    const database = await openDB<SessionSchema>(DATABASE, DATABASE_VERSION, {
      upgrade: (fresh) => void fresh.createObjectStore('sessions'),
    })
    try {
      return await use(database)
    } finally {
      database.close()
    }
  } catch {
    // Private windows and full disks refuse storage; the viewer then works, but forgets.
    return undefined
  }
}
