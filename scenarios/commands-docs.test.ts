import { mkdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMANDS } from '../engine/cli/cli.ts'
import {
  type PagePlace,
  patternOf,
  readCommandBlocks,
  runBlock,
} from '../engine/testing/page-commands.ts'
import { runCliHereAt } from '../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../scripts/temporary-folder.ts'
import { openServerRecord } from '../server/app/server-record.ts'
import { SERVER_COMMANDS } from '../server/cli/server-commands.ts'
import { createEmbeddedFolder } from '../server/testing/embedded-folder.ts'

const { path: folder, dispose } = createTemporaryFolder()
afterAll(dispose)
beforeAll(async () => {
  // What a server has kept, for pages that copy it.
  const dataFolder = join(folder, '.thunderline')
  const embedded = await createEmbeddedFolder()
  await mkdir(dataFolder)
  await rename(embedded.folder, join(dataFolder, basename(embedded.folder)))
  embedded.dispose()
  const config = { dataFolder, databaseUrl: undefined }
  const record = await openServerRecord({ ...config, auditMinutes: 60 }, () => {})
  await record.close()
})

const ALL_COMMANDS = [...COMMANDS, ...SERVER_COMMANDS]

const place: PagePlace = {
  folder,
  // Threads take longer to start than small ensembles take.
  added: { classify: ['--threads', '0'] },
  folders: [
    ...['record', 'record-backup', 'record-again'],
    ...['.thunderline', 'copy-of-all', '.thunderline-again'],
  ],
  run: (...words) => runCliHereAt(() => performance.now(), words, ALL_COMMANDS),
}

/** Files that a page has its readers make. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  attractors: ['park.certificate.json'],
  replay: ['acorn.replay', 'acorn-777.rle'],
  classification: ['life.html', 'clouds.png'],
  census: [],
  studies: ['lively.html', 'truss.jsonl'],
  events: [],
  ledger: ['kept-elsewhere.txt', 'entry-1.proof', '.thunderline-again/ledger/ledger.pub'],
}

test.each([
  ['attractors', 3],
  ['replay', 2],
  ['classification', 2],
  ['census', 1],
  ['studies', 1],
  ['ledger', 6],
  ['events', 1],
])('the commands on docs/%s.md run, and print what it shows', async (name, count) => {
  const blocks = await readCommandBlocks(`docs/${name}.md`)
  expect(blocks).toHaveLength(count)
  for (const block of blocks) {
    const printed = await runBlock(block, place)
    if (block.shown !== undefined) expect(printed).toMatch(patternOf(block.shown))
  }
  for (const file of WRITTEN[name]!) {
    expect((await stat(join(folder, file))).size).toBeGreaterThan(0)
  }
})

test('what is printed otherwise than a page shows is seen', () => {
  const shown = 'Acorn on wasm\n  1 + 1 is [2].\n  ...\nrecorded by 0.2.0\n'
  const printed = 'Acorn on cpu\n  1 + 1 is [2].\n  more\nrecorded by 1.2.13\n'
  expect(printed).toMatch(patternOf(shown))
  expect(printed.replace('2].', '3].')).not.toMatch(patternOf(shown))
  expect(printed.replace('  1 + 1', 'more\n  1 + 1')).not.toMatch(patternOf(shown))
  expect(`${printed}more\n`).not.toMatch(patternOf(shown))
})
