/** Folders for ledgers of tests. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileLedger, type FileLedgerOptions } from '../ledger/files/file-ledger.ts'
import type { LedgerPlace } from './ledger-place.ts'

export interface FolderPlace extends LedgerPlace {
  /** Not there yet; the folder around it is. */
  readonly folder: string
  open(options?: Partial<FileLedgerOptions>): Promise<FileLedger>
}

/** A place for a ledger in a folder that is not there yet. */
export function createFolderPlace(options: Partial<FileLedgerOptions> = {}): FolderPlace {
  const around = mkdtempSync(join(tmpdir(), 'thunderline-ledger-'))
  const folder = join(around, 'ledger')
  return {
    folder,
    open: (more) => FileLedger.open({ folder, ...options, ...more }),
    readVerifierKey: async () => readFileSync(join(folder, 'ledger.pub'), 'utf8'),
    dispose: async () => rmSync(around, { recursive: true, force: true }),
  }
}
