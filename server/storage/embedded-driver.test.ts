/** What is of the embedded database alone: its folder, its lock, and what ends with its process. */
import { fork } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmbeddedFolder, type EmbeddedFolder } from '../testing/embedded-folder.ts'
import { StorageLockedError, StorageUnsuitableError } from './errors.ts'
import { openDatabase } from './open-database.ts'

let place: EmbeddedFolder

beforeAll(async () => {
  place = await createEmbeddedFolder()
})
afterAll(() => place.dispose())

const open = (folder = place.folder) => openDatabase({ kind: 'embedded', folder })

const HOLDER = new URL('../testing/hold-embedded.ts', import.meta.url)

/** Starts a process that opens the database and writes a row, and does as it is told then. */
function startHolder(then: 'wait' | 'end' | 'exit') {
  const child = fork(HOLDER, [place.folder, then], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  )
  const written = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()))
  return { child, ended, written }
}

test('one has it open at a time, in this process too', async () => {
  const database = await open()
  await expect(open()).rejects.toThrow(StorageLockedError)
  await expect(open()).rejects.toMatchObject({ details: { pid: process.pid } })
  await database.close()
  await (await open()).close()
})

test('what a process wrote is there, and keeps none alive, whether it comes to an end, exits or is killed', async () => {
  for (const then of ['end', 'exit'] as const) expect(await startHolder(then).ended).toBe(0)
  const { child, ended, written } = startHolder('wait')
  await written
  await expect(open()).rejects.toMatchObject({ details: { pid: child.pid } })
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  const database = await open()
  expect(await database.query('select id from held order by id')).toEqual([
    ...[{ id: 1 }, { id: 2 }, { id: 3 }],
  ])
  await database.close()
})

test('one whose begin was cut short is begun anew', async () => {
  const data = join(place.folder, 'data')
  const unfinished = join(place.folder, 'data.new')
  cpSync(data, unfinished, { recursive: true })
  rmSync(data, { recursive: true })
  rmSync(join(unfinished, 'global'), { recursive: true })
  const database = await open()
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
  await database.close()
  expect(readdirSync(place.folder)).not.toContain('data.new')
})

test('a folder that cannot be used is named', async () => {
  writeFileSync(join(place.folder, 'file'), '')
  const opening = open(join(place.folder, 'file', 'database'))
  await expect(opening).rejects.toThrow(StorageUnsuitableError)
})

test('a folder with something else in the place of its data is named, and left as it is', async () => {
  const folder = join(place.folder, 'other')
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'data', 'letter'), 'dear reader')
  await expect(open(folder)).rejects.toMatchObject({ code: 'storage/unsuitable' })
  expect(readdirSync(join(folder, 'data'))).toEqual(['letter'])
})
