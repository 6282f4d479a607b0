/**
 * An entry of the ledger: one line of canonical JSON, which is also the data of its leaf in the
 * Merkle tree (in UTF-8, without a newline).
 */
import { quoteJson } from '../json/canonical-json.ts'
import { shorten } from '../json/errors.ts'
import { DEFAULT_JSON_LIMITS, type JsonLimits, type JsonValue } from '../json/json-value.ts'
import { readCanonicalJson } from '../json/read-canonical.ts'
import { EntryError } from './errors.ts'
import { type HashFunction, hashLeaf } from './merkle-hash.ts'

export interface LedgerEntry {
  /** Its place in the ledger, from 0. */
  readonly seq: number
  /** The place of the first entry that was made durable together with it; not above `seq`. */
  readonly group: number
  /** What makes sending it twice the same as once: 1 to 256 characters. */
  readonly key: string
  /** The leaf hash of the entry before it, 64 lower-case digits; all 0 for the first. */
  readonly previous: string
  readonly event: { readonly [member: string]: JsonValue }
}

/** An entry whose event is written already. */
export interface EntryText {
  readonly seq: number
  readonly group: number
  readonly key: string
  readonly previous: string
  /** What `canonicalJson` gives of the event, an object. It is taken as it is. */
  readonly eventText: string
}

/** What the first entry has for the hash of the one before it. */
export const NO_PREVIOUS = '0'.repeat(64)

/** The most characters of a key, in UTF-16 code units. */
export const MAX_KEY_CHARS = 256

/** Events are held to the usual limits; an entry has one level more, and its other members. */
export const ENTRY_LIMITS: JsonLimits = {
  maxChars: DEFAULT_JSON_LIMITS.maxChars + 2048,
  maxDepth: DEFAULT_JSON_LIMITS.maxDepth + 1,
}

const MEMBERS: ReadonlySet<string> = new Set(['event', 'group', 'key', 'previous', 'seq'])
const HASH_TEXT = /^[0-9a-f]{64}$/

/**
 * The line of an entry, without a newline. Its members come in the order of their names.
 *
 * @throws {EntryError} for a member that an entry cannot have. The text of the event is trusted.
 */
export function formatEntry({ seq, group, key, previous, eventText }: EntryText): string {
  const quotedKey = assertMembers({ seq, group, key, previous })
  if (!eventText.startsWith('{')) refuse('its event is no object')
  if (eventText.length > DEFAULT_JSON_LIMITS.maxChars) {
    refuse(`its event is longer than ${DEFAULT_JSON_LIMITS.maxChars} characters`)
  }
  return `{"event":${eventText},"group":${group},"key":${quotedKey},"previous":"${previous}","seq":${seq}}`
}

/**
 * Reads a line that `formatEntry` gives, and no other.
 *
 * @throws {EntryError} for any other line.
 */
export function parseEntry(line: string): LedgerEntry {
  if (line.length > ENTRY_LIMITS.maxChars) {
    refuse(`it is longer than ${ENTRY_LIMITS.maxChars} characters`)
  }
  const value = readCanonicalJson(line, ENTRY_LIMITS)
  if (value === undefined) return refuse('it is no canonical JSON')
  if (!isObject(value)) return refuse('it is no object')
  const { event, group, key, previous, seq } = value
  const other = Object.keys(value).find((name) => !MEMBERS.has(name))
  if (other !== undefined) refuse(`it has a member ${JSON.stringify(shorten(other))}`)
  if (!isObject(event)) return refuse('its event is no object')
  if (typeof seq !== 'number' || typeof group !== 'number') refuse('it has no place in the ledger')
  if (typeof key !== 'string' || typeof previous !== 'string') refuse('it has no key or no hash')
  assertMembers({ seq, group, key, previous })
  return { seq, group, key, previous, event }
}

/** Whether a line that `formatEntry` gave is the entry with this number; it is not read for that. */
export function isEntryAt(line: string, seq: number): boolean {
  return line.endsWith(`,"seq":${seq}}`)
}

/** The hash of an entry's leaf: what the next one has in `previous`. */
export function hashEntry(hash: HashFunction, line: string): Uint8Array {
  return hashLeaf(hash, ENCODER.encode(line))
}

const ENCODER = new TextEncoder()

/** Gives the key as JSON. */
function assertMembers({ seq, group, key, previous }: Omit<EntryText, 'eventText'>): string {
  if (!Number.isSafeInteger(seq) || seq < 0) refuse('its seq is no whole number from 0')
  if (!Number.isSafeInteger(group) || group < 0 || group > seq) {
    refuse('its group is no whole number from 0 to its seq')
  }
  if (key.length === 0 || key.length > MAX_KEY_CHARS) {
    refuse(`its key has not 1 to ${MAX_KEY_CHARS} characters`)
  }
  if (!HASH_TEXT.test(previous)) refuse('its previous hash is not 64 lower-case digits')
  return quoteJson(key) ?? refuse('its key has a surrogate without its other half')
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(problem: string): never {
  throw new EntryError({ problem })
}
