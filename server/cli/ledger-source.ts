/** Where a command finds its ledger: in a folder, or in the tables of a database. */
import type { Command, CommandInput, Io } from '../../engine/cli/command.ts'
import { UsageError } from '../../engine/cli/errors.ts'
import type { CoveredLedger } from '../ledger/covered-ledger.ts'
import { LedgerView } from '../ledger/files/ledger-view.ts'
import type { Database } from '../storage/database.ts'

/** The option of commands that read either. */
export const DATABASE_OPTION: Command['options'] = Object.freeze({
  database: {
    type: 'string',
    value: 'URL',
    help: 'the ledger in the tables of a PostgreSQL, in place of FOLDER; DATABASE_URL says it too',
  },
})

export type LedgerSource =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'database'; readonly url: string }

/**
 * Which ledger is meant, and the arguments behind it.
 *
 * @param count how many arguments are behind the folder.
 * @throws {UsageError} where none is named, or two are.
 */
export function readSource(
  command: string,
  { args, text }: CommandInput,
  env: Io['env'],
  count: number,
): { readonly source: LedgerSource; readonly rest: readonly string[] } {
  const folder = args.length > count ? args[0] : undefined
  const rest = args.slice(args.length - count)
  const { database } = text
  if (folder !== undefined && database !== undefined) {
    throw new UsageError({ command, problem: 'It reads FOLDER or --database URL, not both' })
  }
  if (folder !== undefined) return { source: { kind: 'folder', folder }, rest }
  const url = database ?? env?.DATABASE_URL
  if (url !== undefined && /^postgres(ql)?:\/\//.test(url)) {
    return { source: { kind: 'database', url }, rest }
  }
  const problem =
    url === undefined || url === ''
      ? 'FOLDER or --database URL says where the ledger is'
      : 'The URL of a database begins with postgresql://'
  throw new UsageError({ command, problem })
}

/** Opens what the newest checkpoint covers; the caller closes it. */
export async function openCovered(source: LedgerSource): Promise<CoveredLedger> {
  if (source.kind === 'folder') return await LedgerView.open(source.folder)
  const { openSqlLedgerReader } = await import('../ledger/sql/sql-ledger-reader.ts')
  const database = await openDatabaseOf(source.url)
  try {
    return await openSqlLedgerReader(database)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens a database whose tables are left as they are. */
export async function openDatabaseOf(url: string): Promise<Database> {
  const { openDatabase } = await import('../storage/open-database.ts')
  return await openDatabase({ kind: 'server', url }, { isAsFound: true, connections: 2 })
}
