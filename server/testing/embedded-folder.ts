/** Folders with an embedded database that was begun already: to begin one takes seconds, to copy it a moment. */
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
import { dirname, join } from 'node:path'
import { createEmbeddedDriver } from '../storage/embedded-driver.ts'

const MODULES = join(import.meta.dirname, '../../node_modules')
const PACKAGE = join(MODULES, '@electric-sql/pglite/package.json')
const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string }
const TEMPLATE = join(MODULES, '.cache/embedded-database', version)

export interface EmbeddedFolder {
  readonly folder: string
  dispose(): void
}

/** Makes a folder for an embedded database, empty but begun. */
export async function createEmbeddedFolder(): Promise<EmbeddedFolder> {
  const around = mkdtempSync(join(tmpdir(), 'thunderline-embedded-'))
  const folder = join(around, 'database')
  if (!existsSync(TEMPLATE)) await makeTemplate(join(around, 'template'))
  cpSync(TEMPLATE, folder, { recursive: true })
  return { folder, dispose: () => rmSync(around, { recursive: true, force: true }) }
}

async function makeTemplate(folder: string): Promise<void> {
  const driver = createEmbeddedDriver({ folder, statementMs: 30_000 })
  ;(await driver.acquire()).release(false)
  await driver.close()
  mkdirSync(dirname(TEMPLATE), { recursive: true })
  const own = `${TEMPLATE}.${process.pid}`
  cpSync(folder, own, { recursive: true })
  try {
    renameSync(own, TEMPLATE)
  } catch {
    // Somebody else was faster.
    rmSync(own, { recursive: true, force: true })
  }
}
