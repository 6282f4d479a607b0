import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { assertWritable, writeFileWhole } from './files.ts'

function emptyFolder() {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  return folder
}

const BYTES = new TextEncoder().encode('all of it')

test.skipIf(process.platform === 'win32')(
  'what is no file takes the bytes and stays what it is',
  async () => {
    const pipe = join(emptyFolder().path, 'pipe')
    spawnSync('mkfifo', [pipe])
    const reader = spawn('cat', [pipe])
    let read = ''
    reader.stdout.on('data', (chunk: Buffer) => {
      read += chunk.toString()
    })
    const closed = once(reader, 'close')
    await writeFileWhole(pipe, BYTES)
    await closed
    expect(read).toBe('all of it')
    expect(statSync(pipe).isFIFO()).toBe(true)
  },
)

test('a link stays one, and what it leads to has the bytes', async () => {
  const folder = emptyFolder()
  folder.write('real', 'before')
  symlinkSync(join(folder.path, 'real'), join(folder.path, 'link'))
  await writeFileWhole(join(folder.path, 'link'), BYTES)
  expect(readFileSync(join(folder.path, 'real'), 'utf8')).toBe('all of it')
})

test('a link that leads nowhere yet stays one too', async () => {
  const { path } = emptyFolder()
  symlinkSync(join(path, 'later'), join(path, 'link'))
  await writeFileWhole(join(path, 'link'), BYTES)
  expect(readFileSync(join(path, 'later'), 'utf8')).toBe('all of it')
  expect(lstatSync(join(path, 'link')).isSymbolicLink()).toBe(true)
})

test('a folder, and what lies in none, is no file to write', async () => {
  const { path } = emptyFolder()
  for (const target of [path, join(path, 'no/where')]) {
    await expect(writeFileWhole(target, BYTES)).rejects.toMatchObject({ code: 'node/file' })
    await expect(assertWritable(target)).rejects.toMatchObject({ code: 'node/file' })
  }
})
