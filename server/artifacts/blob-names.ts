/**
 * Where contents are: `aa/REST`, by the first two digits of their hash and the others. What a process is about to
 * store or to remove has a name in `incoming/PROCESS` meanwhile, which tells whoever finds it later what was meant.
 */
import { join } from 'node:path'

const SHA256 = /^[0-9a-f]{64}$/
const CONTENT = /^(?<sha256>[0-9a-f]{64})\.[0-9a-f-]{36}$/
const AWAY = /^(?<sha256>[0-9a-f]{64})\.[0-9a-f-]{36}\.away$/

/** The folders where processes have what they are about to do. */
export const nameIncoming = (folder: string) => join(folder, 'incoming')

/** The folder of a content, and the content in it. */
export function nameBlob(folder: string, sha256: string) {
  if (!SHA256.test(sha256)) throw new RangeError('A content is named by a hash.')
  const shelf = join(folder, sha256.slice(0, 2))
  return { shelf, path: join(shelf, sha256.slice(2)) }
}

/** The hash of the content that a shelf has under a name; undefined where it is none. */
export function hashOfBlob(shelf: string, name: string): string | undefined {
  return SHA256.test(`${shelf}${name}`) && shelf.length === 2 ? `${shelf}${name}` : undefined
}

/** Something that was begun. */
export interface Unfinished {
  /** `partial` was not written whole, `stored` may be on record or not, `removed` was to be removed. */
  readonly kind: 'partial' | 'stored' | 'removed'
  readonly sha256: string
}

/** What was begun, by its name; undefined for names of locks. */
export function readUnfinished(name: string): Unfinished | undefined {
  const stored = CONTENT.exec(name)?.groups?.sha256
  if (stored !== undefined) return { kind: 'stored', sha256: stored }
  const removed = AWAY.exec(name)?.groups?.sha256
  if (removed !== undefined) return { kind: 'removed', sha256: removed }
  return name.startsWith('lock') ? undefined : { kind: 'partial', sha256: '' }
}
