/** What a ledger takes at most, wherever it is kept. */
import { MAX_KEY_CHARS } from '../../engine/ledger/ledger-entry.ts'

/** The largest text of an entry, in bytes. */
export const MAX_ENTRY_BYTES = 256 * 1024

/** What an entry has around its event at most, in bytes: a key of which each letter is escaped, hash, numbers. */
export const MAX_OVERHEAD_BYTES = 6 * MAX_KEY_CHARS + 256

/** Entries that are made durable together. */
export const MAX_GROUP_ENTRIES = 2048
export const MAX_GROUP_BYTES = 4 * 1024 * 1024

/** What may wait; more is refused, so that memory stays bounded. */
export const MAX_WAITING_ENTRIES = 16_384
export const MAX_WAITING_BYTES = 64 * 1024 * 1024

/** `read` gives at most so many entries. */
export const MAX_READ_ENTRIES = 1000

/** A checkpoint is signed so long after an append. */
export const CHECKPOINT_MS = 5000
