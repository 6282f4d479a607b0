/** A ledger in tables as it was when its newest checkpoint was signed; nothing is locked and nothing is written. */
import { parseCheckpoint } from '../../../engine/ledger/checkpoint.ts'
import { parseNote } from '../../../engine/ledger/signed-note.ts'
import { parseVerifierKey } from '../../../engine/ledger/verifier-key.ts'
import type { Database } from '../../storage/database.ts'
import { readNewestCheckpoint } from '../../storage/ledger-tables.ts'
import type { CoveredLedger } from '../covered-ledger.ts'
import { LedgerFolderError, NoSuchEntryError } from '../errors.ts'
import { readBegunHead } from './begun-head.ts'
import { readLines, readNodes } from './read-rows.ts'

/**
 * Begins to read the ledger of a database, which is closed with it.
 *
 * @throws {LedgerFolderError} where none was begun there, or its key or its newest checkpoint is none.
 */
export async function openSqlLedgerReader(database: Database): Promise<CoveredLedger> {
  const { place } = database
  const { verifierKey } = await readBegunHead(database, place)
  const note = (await readNewestCheckpoint(database))?.note
  const { key, size } = readSigned(place, verifierKey, note)
  const read = async (from: number, count: number) => {
    const end = Math.min(size, from + count)
    return end <= from ? [] : await readLines(database, place, from, end)
  }
  return {
    ...{ key, size, note, read },
    async readOne(seq) {
      if (seq >= size) throw new NoSuchEntryError({ seq, size })
      return (await read(seq, 1))[0]!
    },
    readNodes: (nodes) => readNodes(database, place, nodes),
    close: () => database.close(),
  }
}

function readSigned(place: string, verifierKey: string, note: string | undefined) {
  try {
    const size = note === undefined ? 0 : parseCheckpoint(parseNote(note).text).size
    return { key: parseVerifierKey(verifierKey), size }
  } catch (cause) {
    const problem = 'its key or its newest checkpoint is none'
    throw new LedgerFolderError({ folder: place, problem }, { cause })
  }
}
