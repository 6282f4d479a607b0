/** The database made anew, as a person asks for it. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const rebuild = (folder: string, ...words: string[]) =>
  runCliHereAt(() => 0, ['ledger', 'rebuild', '--data', folder, ...words], SERVER_COMMANDS)

test('it says how much was made anew', async () => {
  const embedded = await createEmbeddedFolder()
  onTestFinished(embedded.dispose)
  const folder = dirname(embedded.folder)
  const ledger = await FileLedger.open({ folder: join(folder, 'ledger') })
  await ledger.append({ key: 'k', event: { type: 'of.nothing', data: {} } })
  await ledger.close()
  const { exitCode, out } = await rebuild(folder, '--json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ entries: 1, dead: 0 })
})

test('a folder without a ledger is not made one', async () => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const { exitCode, err } = await rebuild(folder.path)
  expect([exitCode, err]).toEqual([2, expect.stringContaining('There is no ledger')])
  expect(existsSync(join(folder.path, 'database'))).toBe(false)
})
