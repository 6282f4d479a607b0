/** What is of the embedded database alone: its folder, its lock, and what ends with its process. */
import { fork } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEmbeddedFolder, type EmbeddedFolder } from '../testing/embedded-folder.ts'
import { StorageLockedError, StorageUnsuitableError } from './errors.ts'
import { openDatabase } from './open-database.ts'

let place: EmbeddedFolder

beforeEach(async () => {
  place = await createEmbeddedFolder()
})
afterEach(() => place.dispose())

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

test('another process is told who has it, and finds what was committed after a kill', async () => {
  const { child, ended, written } = startHolder('wait')
  await written
  await expect(open()).rejects.toMatchObject({ details: { pid: child.pid } })
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  const database = await open()
  expect(await database.query('select id from held')).toEqual([{ id: 1 }])
  await database.close()
})

test.each(['end', 'exit'] as const)(
  'a process that does not close it is not kept alive, and what it wrote is there: %s',
  async (then) => {
    const { ended } = startHolder(then)
    expect(await ended).toBe(0)
    const database = await open()
    expect(await database.query('select id from held')).toEqual([{ id: 1 }])
    await database.close()
  },
)

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
