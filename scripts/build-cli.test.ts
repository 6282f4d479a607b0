import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { FileLedger } from '../server/ledger/files/file-ledger.ts'
import { createEmbeddedFolder } from '../server/testing/embedded-folder.ts'
import { buildCli } from './build-cli.ts'
import {
  CLI_AUDIT_FILE,
  CLI_DATABASE_FILE,
  CLI_FILE,
  CLI_HELPER_FILE,
  CLI_TASK_FILE,
} from './project.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

/** It makes five bundles, on cores that others use too. */
const BUNDLING_MS = 240_000

const SOUP = `
version: 1
name: soup
world: { size: [1024, 1024] }
rule: B3/S23
initial: [{ soup: { density: 96 } }]
ticks: 10
`

test(
  'the bundled command line runs as a program of its own, away from the repository',
  async () => {
    await buildCli()
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    folder.write('package.json', '{ "type": "module" }')
    const program = join(folder.path, 'thunderline.js')
    copyFileSync(CLI_FILE, program)
    const thunderline = (...words: string[]) =>
      execFileSync(program, words, { cwd: folder.path, encoding: 'utf8' })
    expect(thunderline('--help')).toContain('pattern convert')

    // The gate of the source is not shipped, and the command says where it is.
    const gate = spawnSync(program, ['events', 'lint'], { encoding: 'utf8' })
    expect([gate.status, gate.stderr]).toEqual([
      2,
      expect.stringContaining(
        'scripts/lint-events.ts of a checkout of Thunderline, and this is none',
      ),
    ])
    const lint = spawnSync(program, ['events', 'lint', '-'], { input: '{}\n', encoding: 'utf8' })
    expect([lint.status, lint.stdout]).toEqual([1, expect.stringMatching(/^-:1: /)])

    // What Node 20 has not: the program brings it along, also to its threads.
    folder.write('older.mjs', 'delete Promise.withResolvers; delete Map.groupBy')
    const older = { ...process.env, NODE_OPTIONS: `--import ${join(folder.path, 'older.mjs')}` }
    const census = (env: NodeJS.ProcessEnv) =>
      execFileSync(program, ['census', 'B3/S23', '--soups', '2', '--seed', '5', '--json'], { env })
    expect(census(older)).toEqual(census(process.env))

    folder.write('soup.yaml', SOUP)
    const run = () => JSON.parse(thunderline('run', 'soup.yaml', '--threads', '2', '--json'))
    const alone = run()
    expect(alone.backendReason).not.toContain('on one thread')
    // With its helpers' entry beside it, it has two threads to try, and gives the same bits.
    copyFileSync(CLI_HELPER_FILE, join(folder.path, basename(CLI_HELPER_FILE)))
    const together = run()
    expect(together.backendReason).toContain('wasm on one thread')
    expect(together.probes).toEqual(alone.probes)

    const classify = () =>
      JSON.parse(
        thunderline(
          'classify',
          'W30',
          '--soups',
          '5',
          '--ticks',
          '200',
          '--threads',
          '2',
          '--json',
        ),
      )
    const inTurn = classify()
    copyFileSync(CLI_TASK_FILE, join(folder.path, basename(CLI_TASK_FILE)))
    expect(classify()).toEqual(inTurn)

    // Those of the server lie beside packages.
    const place = await createEmbeddedFolder()
    onTestFinished(place.dispose)
    expect(await hearFirst(CLI_DATABASE_FILE, { folder: place.folder })).toEqual({ kind: 'done' })
    const ledger = join(folder.path, 'ledger')
    await (await FileLedger.open({ folder: ledger })).close()
    expect(await hearFirst(CLI_AUDIT_FILE, ledger)).toMatchObject({ isClean: true, entries: 0 })
  },
  BUNDLING_MS,
)

/** What a thread says first. */
async function hearFirst(file: string, workerData: unknown): Promise<unknown> {
  const worker = new Worker(file, { workerData })
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  } finally {
    await worker.terminate()
  }
}
