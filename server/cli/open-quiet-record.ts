/** The record of a server for one command: nothing is run, and nobody is answered. */

import { join } from 'node:path'
import type { Io } from '../../engine/cli/command.ts'
import { openServerRecord, type ServerRecord } from '../app/server-record.ts'
import { readServerConfig } from '../config/server-config.ts'

import { LedgerFolderError } from '../ledger/errors.ts'
import { isLedgerFolder, nameLedgerFolder } from '../ledger/files/ledger-folder.ts'

const HEARING_MS = 60_000

/**
 * Opens the record that a server of the same environment would have, does something with it, and closes it. An
 * embedded one is refused while a server has it.
 *
 * @param folder the folder of the server; that of the environment, or the usual one, when left out.
 * @param isToBeThere whether a folder without a record is refused, and not made one.
 * @throws {LedgerFolderError} for such a folder.
 * @throws {ServerConfigError} and what `openServerRecord` throws.
 */
export async function withQuietRecord<T>(
  folder: string | undefined,
  io: Io,
  work: (record: ServerRecord, dataFolder: string) => Promise<T>,
  { isToBeThere = false }: { readonly isToBeThere?: boolean } = {},
): Promise<T> {
  const env = io.env ?? {}
  const config = readServerConfig(folder === undefined ? env : { ...env, THUNDERLINE_DATA: folder })
  if (isToBeThere && config.databaseUrl === undefined) await assertRecord(config.dataFolder)
  const record = await openServerRecord(config, (line) => io.err(`${line}\n`), { threads: 0 })
  try {
    // What is on record is what is worked with.
    const { size } = record.ledger.head
    if (size > 0) await record.bus.waitUntilHeard(size - 1, HEARING_MS)
    return await work(record, config.dataFolder)
  } finally {
    await record.close()
  }
}

async function assertRecord(folder: string): Promise<void> {
  const path = join(folder, 'ledger')
  if (await isLedgerFolder(nameLedgerFolder(path))) return
  throw new LedgerFolderError({ folder: path, problem: 'there is none' })
}

/** The option that all of these commands have. */
export const DATA_OPTION = {
  data: {
    type: 'string',
    value: 'FOLDER',
    help: 'the folder of the server; THUNDERLINE_DATA, or .thunderline, when left out',
  },
} as const
