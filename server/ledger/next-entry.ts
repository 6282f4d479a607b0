/** What the entries of a ledger are held to, one after the other, wherever they are kept. */
import { type LedgerEntry, parseEntry } from '../../engine/ledger/ledger-entry.ts'

/** What the entries before the next one come to. */
export interface EntriesBefore {
  /** How many there are. */
  readonly size: number
  /** The group of the last of them, 0 where there is none. */
  readonly group: number
  /** Its leaf hash in hex, or `NO_PREVIOUS`. */
  readonly previous: string
}

/** Reads a text that has to be the next entry; gives what is wrong with it where it is not. */
export function readNextEntry(
  { size, group, previous }: EntriesBefore,
  entryText: string,
): LedgerEntry | string {
  let entry: LedgerEntry
  try {
    entry = parseEntry(entryText)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  if (entry.seq !== size) return `it says that it is entry ${entry.seq}`
  if (entry.previous !== previous) {
    return 'it follows another entry than the one before it: one of the two was replaced'
  }
  const isOfGroup = entry.group === size || (size > 0 && entry.group === group)
  if (!isOfGroup) return `it says that it was written with entry ${entry.group}`
  return entry
}
