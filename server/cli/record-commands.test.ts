/** The database made anew, as a person asks for it. */
import { appendFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { createEmbeddedFolder } from '../testing/embedded-folder.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const thunderline = (...words: string[]) => runCliHereAt(() => 0, words, SERVER_COMMANDS)
const rebuild = (folder: string, ...words: string[]) =>
  thunderline('ledger', 'rebuild', '--data', folder, ...words)

async function fillLedger(folder: string): Promise<void> {
  const ledger = await FileLedger.open({ folder: join(folder, 'ledger') })
  await ledger.append({ key: 'k', event: { type: 'of.nothing', data: {} } })
  await ledger.close()
}

test('it says how much was made anew', async () => {
  const embedded = await createEmbeddedFolder()
  onTestFinished(embedded.dispose)
  const folder = dirname(embedded.folder)
  await fillLedger(folder)
  const { exitCode, out } = await rebuild(folder, '--json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ entries: 1, dead: 0 })
})

test.each([
  ['ledger', 'rebuild'],
  ['verdicts', 'verify'],
  ['backup', 'nowhere'],
])('a folder without a ledger is not made one by %s %s', async (...words) => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const { exitCode, err } = await thunderline(...words, '--data', folder.path)
  expect([exitCode, err]).toEqual([2, expect.stringContaining('There is no ledger')])
  expect(readdirSync(folder.path)).toEqual([])
})

test('a record is backed up, looked at and restored by one command each, and damage is told', async () => {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const [data, backup, again] = ['data', 'backup', 'again'].map((name) => join(folder.path, name))
  await fillLedger(data!)
  const made = await thunderline('backup', backup!, '--data', data!, '--json')
  const facts = { entries: 1, artifacts: 0, scenarios: 0, verdicts: 0, left_out: [] }
  expect([made.exitCode, JSON.parse(made.out)]).toEqual([0, expect.objectContaining(facts)])
  const check = () => thunderline('restore', backup!, '--check')
  expect(await check()).toMatchObject({ exitCode: 0, out: expect.stringContaining('whole') })
  expect(await thunderline('restore', backup!, '--data', again!)).toMatchObject({ exitCode: 0 })
  expect(await thunderline('ledger', 'audit', join(again!, 'ledger'))).toMatchObject({
    exitCode: 0,
  })
  expect((await thunderline('restore', backup!, '--data', again!)).exitCode).toBe(2)
  appendFileSync(join(backup!, 'ledger/checkpoints'), 'x')
  const damaged = await check()
  expect([damaged.exitCode, damaged.out]).toEqual([
    1,
    expect.stringContaining('ledger/checkpoints'),
  ])
})
