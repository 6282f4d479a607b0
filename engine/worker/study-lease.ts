/**
 * Leases of studies, for pages without Web Locks: whoever leads a study keeps a beat in the browser's storage, and whoever
 * would lead it looks on for as long as a living tab needs for a few beats.
 *
 * Beats are counted and no times compared, since the clocks of two tabs may differ. A tab that stood still for so long that
 * another has taken its study over finds that out by its next beat, or by the line that both would write.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { StudyStorageError } from './errors.ts'
import type { ReleaseStudy, StudyLock } from './study-lock.ts'

interface Lease {
  /** The tab. */
  readonly holder: string
  readonly beat: number
}

interface LeaseSchema extends DBSchema {
  leases: { key: string; value: Lease }
}

const DATABASE = 'thunderline-study-leases'
const BEAT_EVERY_MS = 1000
/** A tab whose beat has stood for so long has ended. Asking a sampler may stop it for a second or two. */
const PATIENCE_MS = 6000
const LOOK_EVERY_MS = 300

export class StudyLeases implements StudyLock {
  readonly #me = createHolder()
  /** The beats that were seen last, and since when. */
  readonly #seen = new Map<string, { readonly lease: Lease; readonly sinceMs: number }>()
  #database: Promise<IDBPDatabase<LeaseSchema>> | undefined

  async take(id: string, onLost: () => void): Promise<ReleaseStudy | undefined> {
    // After a reload the lease of the page that was here has still to run out.
    const first = await this.#read(id)
    for (let last = first; last !== undefined; last = await this.#read(id)) {
      if (!isSame(last, first)) return undefined
      if (!(await this.isTaken(id))) break
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
    let mine: Lease = { holder: this.#me, beat: 0 }
    // Of two that have waited one is first.
    if (!(await this.#replace(id, first, mine))) return undefined
    let beating: Promise<void> | undefined
    const beat = async () => {
      const next = { ...mine, beat: mine.beat + 1 }
      const isMine = await this.#replace(id, mine, next)
      mine = next
      if (isMine) return
      clearInterval(timer)
      onLost()
    }
    const timer = setInterval(() => {
      // A full disk is told of by the record itself.
      beating ??= beat()
        .catch(() => {})
        .finally(() => {
          beating = undefined
        })
    }, BEAT_EVERY_MS)
    return () => {
      clearInterval(timer)
      void Promise.resolve(beating).then(() => this.#replace(id, mine, undefined))
    }
  }

  async isTaken(id: string): Promise<boolean> {
    const lease = await this.#read(id)
    if (lease === undefined) {
      this.#seen.delete(id)
      return false
    }
    const now = performance.now()
    const seen = this.#seen.get(id)
    if (seen !== undefined && isSame(seen.lease, lease)) return now - seen.sinceMs < PATIENCE_MS
    this.#seen.set(id, { lease, sinceMs: now })
    return true
  }

  async #read(id: string): Promise<Lease | undefined> {
    return (await this.#open()).get('leases', id)
  }

  /** Puts a lease in the place of another, or takes that away; false where it is another by now. */
  async #replace(id: string, expected: Lease | undefined, next: Lease | undefined) {
    const change = (await this.#open()).transaction('leases', 'readwrite')
    const isExpected = isSame(await change.store.get(id), expected)
    if (isExpected)
      await (next === undefined ? change.store.delete(id) : change.store.put(next, id))
    await change.done
    return isExpected
  }

  #open(): Promise<IDBPDatabase<LeaseSchema>> {
    this.#database ??= openDB<LeaseSchema>(DATABASE, 1, {
      upgrade: (fresh) => void fresh.createObjectStore('leases'),
    }).catch((cause: unknown) => {
      this.#database = undefined
      throw new StudyStorageError({ reason: String(cause) }, { cause })
    })
    return this.#database
  }
}

const isSame = (a: Lease | undefined, b: Lease | undefined) =>
  a?.holder === b?.holder && a?.beat === b?.beat

/** What no other tab is called; it decides no number. */
function createHolder(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36)).join('-')
}
