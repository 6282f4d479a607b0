/**
 * Folders with an embedded database that was begun already and has its tables: to begin one takes seconds, to make the
 * tables half of one, to copy both a moment.
 */
import { hash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ALL_MIGRATIONS } from '../storage/migrations/all-migrations.ts'
import { openDatabase } from '../storage/open-database.ts'

const MODULES = join(import.meta.dirname, '../../node_modules')
const PACKAGE = join(MODULES, '@electric-sql/pglite/package.json')
const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string }
const tables = hash('sha256', JSON.stringify(ALL_MIGRATIONS)).slice(0, 12)
const TEMPLATE = join(MODULES, '.cache/embedded-database', `${version}-${tables}-alone`)
/** What the database is compiled of; see `keepCompiled`. */
const CODE = join(MODULES, '@electric-sql/pglite/dist/pglite.wasm')
const compiled = new Map<string, WebAssembly.Module>()

export interface EmbeddedFolder {
  readonly folder: string
  dispose(): void
}

/** Makes a folder for an embedded database whose tables are empty. */
export async function createEmbeddedFolder(): Promise<EmbeddedFolder> {
  await keepCompiled()
  const around = mkdtempSync(join(tmpdir(), 'thunderline-embedded-'))
  const folder = join(around, 'database')
  if (!existsSync(TEMPLATE)) await makeTemplate(join(around, 'template'))
  cpSync(TEMPLATE, folder, { recursive: true })
  return { folder, dispose: () => rmSync(around, { recursive: true, force: true }) }
}

/**
 * Compiles what every thread of a database compiles. V8 shares compiled code in a process while anything has it, with
 * all that was made faster since: an opening takes 0.4 s of a core then, and 0.9 s where it is all compiled anew.
 */
async function keepCompiled(): Promise<void> {
  if (!compiled.has(CODE)) compiled.set(CODE, await WebAssembly.compile(readFileSync(CODE)))
}

/** Takes away what new databases would be made of, which none are here: half of all files. */
async function dropPatterns(data: string): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(data)
  for (const name of ['template0', 'template1']) {
    await database.exec(`alter database ${name} is_template false`)
    await database.exec(`drop database ${name}`)
  }
  await database.close()
}

async function makeTemplate(folder: string): Promise<void> {
  await (await openDatabase({ kind: 'embedded', folder })).close()
  await dropPatterns(join(folder, 'data'))
  mkdirSync(dirname(TEMPLATE), { recursive: true })
  // Threads of a process have one number, so the name is that of the folder it comes from.
  const own = `${TEMPLATE}.${basename(dirname(folder))}`
  cpSync(folder, own, { recursive: true })
  try {
    renameSync(own, TEMPLATE)
  } catch {
    // Somebody else was faster.
    rmSync(own, { recursive: true, force: true })
  }
}
