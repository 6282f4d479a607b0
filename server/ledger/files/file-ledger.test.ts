import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readFolder } from '../../testing/closed-ledgers.ts'
import { describeLedgerConformance } from '../../testing/ledger-conformance.ts'
import { createFolderPlace, type FolderPlace } from '../../testing/ledger-folder-place.ts'
import { readChain } from '../../testing/ledger-oracle.ts'
import { readAllLines } from '../../testing/ledger-place.ts'
import { createLossyMachine } from '../../testing/lossy-disk.ts'
import { quickDisk } from '../../testing/quick-disk.ts'
import { createRandomSource } from '../../testing/random-source.ts'
import { createRefusingDisk } from '../../testing/refusing-disk.ts'
import { LedgerBusyError, LedgerFolderError, LedgerLockedError } from '../errors.ts'
import { auditLedgerFolder } from './audit-folder.ts'
import type { FileLedger } from './file-ledger.ts'

describeLedgerConformance('file', async () => createFolderPlace({ segmentBytes: 2000 }))

function usedPlace(segmentBytes = 1000): FolderPlace {
  const place = createFolderPlace({ segmentBytes, disk: quickDisk })
  onTestFinished(() => place.dispose())
  return place
}

/** Appends so many, one after another, and closes. */
async function fillAndClose(place: FolderPlace, count: number): Promise<FileLedger> {
  const ledger = await place.open()
  const { size } = ledger.head
  for (let seq = size; seq < size + count; seq++) {
    await ledger.append({ key: `key ${seq}`, event: { seq } })
  }
  await ledger.close()
  return ledger
}

test('segments are filled one after another, and each is named by its first entry', async () => {
  const place = usedPlace()
  await fillAndClose(place, 40)
  await fillAndClose(place, 3)
  const names = readdirSync(join(place.folder, 'entries')).sort()
  expect(names.length).toBeGreaterThan(5)
  let seq = 0
  for (const [i, name] of names.entries()) {
    expect(name).toBe(`${String(seq).padStart(16, '0')}.jsonl`)
    const text = readFileSync(join(place.folder, 'entries', name), 'utf8')
    seq += text.split('\n').length - 1
    // One is begun when the one before has as many bytes as it may.
    if (i < names.length - 1) expect(text.length).toBeGreaterThanOrEqual(1000)
    expect(text.length).toBeLessThan(1400)
  }
  expect(seq).toBe(43)
})

test('whatever is lost of index and tree is made anew', async () => {
  const place = usedPlace()
  const { head } = await fillAndClose(place, 30)
  const whole = readFolder(place.folder)
  const spoilers: readonly ((path: string) => void)[] = [
    (path) => rmSync(path),
    (path) => truncateSync(path, 0),
    (path) => truncateSync(path, 100),
    (path) => truncateSync(path, statSync(path).size - 1),
    (path) => writeFileSync(path, Buffer.alloc(statSync(path).size)),
    (path) => writeFileSync(path, Buffer.alloc(statSync(path).size, 0xff)),
    (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(77, 1)])),
  ]
  for (const names of [['index'], ['tree'], ['index', 'tree']]) {
    for (const spoil of spoilers) {
      for (const name of names) spoil(join(place.folder, name))
      const ledger = await place.open()
      expect(ledger.head).toEqual(head)
      expect(readChain(await readAllLines(ledger))).toHaveLength(30)
      expect(await ledger.append({ key: 'key 7', event: {} })).toEqual({ seq: 7, isNew: false })
      await ledger.close()
      expect(readFolder(place.folder)).toEqual(whole)
    }
  }
})

test('entries that no checkpoint covers are read, and a torn end of them is cut', async () => {
  const place = usedPlace(1_000_000)
  await fillAndClose(place, 5)
  const path = join(place.folder, 'entries/0000000000000000.jsonl')
  const checkpoints = join(place.folder, 'checkpoints')
  copyFileSync(checkpoints, `${place.folder}.checkpoints`)
  const covered = statSync(path).size
  await fillAndClose(place, 5)
  const bytes = readFileSync(path)
  for (let size = covered; size <= bytes.length; size += 37) {
    writeFileSync(path, bytes.subarray(0, size))
    copyFileSync(`${place.folder}.checkpoints`, checkpoints)
    const lines = bytes.subarray(0, size).filter((byte) => byte === 10).length
    const ledger = await place.open()
    expect(ledger.head.size).toBe(lines)
    expect(ledger.cutBytes).toBe(size - bytes.subarray(0, size).lastIndexOf(10) - 1)
    expect(readChain(await readAllLines(ledger))).toHaveLength(lines)
    await ledger.close()
    expect((await auditLedgerFolder({ folder: place.folder })).isClean).toBe(true)
  }
})

test('a second opening is refused, in this process and in another, and names who has it', async () => {
  const place = usedPlace()
  const ledger = await place.open()
  await expect(place.open()).rejects.toMatchObject({
    code: 'ledger/locked',
    details: { pid: process.pid },
  })
  const script = `import { FileLedger } from ${JSON.stringify(join(import.meta.dirname, 'file-ledger.ts'))}
    try { await FileLedger.open({ folder: ${JSON.stringify(place.folder)} }) }
    catch (error) { process.stdout.write(error.name + ' ' + error.details.pid) }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script])
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe(`${LedgerLockedError.name} ${process.pid}`)
  expect((await ledger.append({ key: 'k', event: {} })).isNew).toBe(true)
  await ledger.close()
  await (await place.open()).close()
})

test('a lock that somebody takes away by hand ends the appends', async () => {
  const place = usedPlace()
  const ledger = await place.open()
  for (const name of readdirSync(place.folder)) {
    if (name.startsWith('lock')) rmSync(join(place.folder, name))
  }
  const second = await place.open()
  await expect(ledger.append({ key: 'k', event: {} })).rejects.toMatchObject({
    details: { canGoOn: false },
  })
  expect((await second.append({ key: 'k', event: {} })).isNew).toBe(true)
  await ledger.close()
  expect((await second.append({ key: 'l', event: {} })).isNew).toBe(true)
  await second.close()
})

test.each(['kill', 'power'] as const)(
  'a first start that ends at any point (%s) leaves a folder that the next one begins in',
  async (kind) => {
    for (let endAt = 0; ; endAt++) {
      const place = usedPlace()
      mkdirSync(join(place.folder, 'entries'), { recursive: true })
      const random = createRandomSource(endAt)
      const machine = createLossyMachine({ folder: place.folder, random })
      const begun = await place
        .open({ disk: machine.start(endAt, kind) })
        .then(() => true)
        .catch(() => false)
      if (begun) break
      const ledger = await place.open({ disk: machine.start() })
      expect(await ledger.append({ key: 'k', event: {} })).toEqual({ seq: 0, isNew: true })
      await ledger.close()
      expect((await auditLedgerFolder({ folder: place.folder })).isClean).toBe(true)
      expect(endAt).toBeLessThan(200)
    }
  },
)

test('a folder that is made has its name in the folder around it synced before it is a ledger', async () => {
  const place = usedPlace()
  const disk = createRefusingDisk(quickDisk)
  const ledger = await place.open({ disk })
  const around = disk.asked.indexOf(`sync folder ${dirname(place.folder)}`)
  expect(around).toBeGreaterThanOrEqual(0)
  expect(around).toBeLessThan(disk.asked.indexOf(`rename ${place.folder}/format.new`))
  await ledger.close()
})

test('a path that is no folder of this version of a ledger is refused by name, and left as it is', async () => {
  const place = usedPlace()
  writeFileSync(place.folder, 'a file')
  await expect(place.open()).rejects.toThrow(LedgerFolderError)
  expect(readFileSync(place.folder, 'utf8')).toBe('a file')
  rmSync(place.folder)
  await fillAndClose(place, 3)
  const whole = readFolder(place.folder)
  for (const [name, text] of [
    ['format', 'thunderline-ledger 2\n'],
    ['format', ''],
    ['format', 'x'.repeat(100_000)],
    ['ledger.pub', 'no key\n'],
    ['ledger.key', 'no key\n'],
    ['checkpoints', 'no note\n'],
  ] as const) {
    const path = join(place.folder, name)
    const bytes = readFileSync(path)
    writeFileSync(path, text)
    await expect(place.open()).rejects.toThrow(LedgerFolderError)
    expect(readFileSync(path, 'utf8')).toBe(text)
    writeFileSync(path, bytes)
    expect(readFolder(place.folder)).toEqual(whole)
  }
  rmSync(join(place.folder, 'format'))
  await expect(place.open()).rejects.toThrow(LedgerFolderError)
})

test('a private key that is not the one of the public key is refused', async () => {
  const [place, other] = [usedPlace(), usedPlace()]
  await fillAndClose(place, 1)
  await fillAndClose(other, 1)
  copyFileSync(join(other.folder, 'ledger.key'), join(place.folder, 'ledger.key'))
  await expect(place.open()).rejects.toThrow(LedgerFolderError)
})

test('only the owner reads what a ledger writes', async () => {
  const place = usedPlace()
  const ledger = await place.open()
  await ledger.append({ key: 'k', event: {} })
  const modes = new Set(
    readdirSync(place.folder, { recursive: true, encoding: 'utf8' }).map((name) => {
      const stat = statSync(join(place.folder, name))
      return `${stat.isDirectory() ? 'folder' : 'file'} ${(stat.mode & 0o777).toString(8)}`
    }),
  )
  expect(modes).toEqual(new Set(['folder 700', 'file 600']))
  expect(statSync(place.folder).mode & 0o777).toBe(0o700)
  await ledger.close()
})

test('a folder that cannot be written to is refused by name', async ({ skip }) => {
  if (process.getuid?.() === 0) return skip('root may write everywhere')
  const place = usedPlace()
  mkdirSync(place.folder)
  chmodSync(place.folder, 0o500)
  await expect(place.open()).rejects.toThrow(LedgerFolderError)
  expect(existsSync(join(place.folder, 'format'))).toBe(false)
})

test('large events wait up to a number of bytes, and more are refused', async () => {
  const place = usedPlace(1_000_000_000)
  const ledger = await place.open()
  const event = { text: 'x'.repeat(200 * 1024) }
  const outcomes = await Promise.allSettled(
    Array.from({ length: 400 }, (_, i) => ledger.append({ key: `${i}`, event })),
  )
  const taken = outcomes.filter(({ status }) => status === 'fulfilled').length
  // 64 MiB, and an overhead that is not above 2 KiB each.
  expect(taken).toBeGreaterThan((64 * 1024) / 203)
  expect(taken).toBeLessThanOrEqual((64 * 1024) / 200)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LedgerBusyError)
  }
  await ledger.close()
  expect(ledger.head.size).toBe(taken)
})

test('a ledger that is written to is audited up to its newest checkpoint, and is clean', async () => {
  const place = usedPlace(20_000)
  const ledger = await place.open({ checkpointMs: 1 })
  let isDone = false
  const produce = async (producer: number) => {
    for (let i = 0; !isDone; i++) await ledger.append({ key: `${producer}/${i}`, event: { i } })
  }
  const producing = [0, 1, 2, 3].map(produce)
  const sizes: number[] = []
  for (let times = 0; times < 10; times++) {
    const { faults, entries, covered, writer } = await auditLedgerFolder({ folder: place.folder })
    expect(faults).toEqual([])
    expect({ entries, writer }).toEqual({ entries: covered, writer: process.pid })
    sizes.push(entries)
  }
  isDone = true
  await Promise.all(producing)
  expect(sizes).toEqual(sizes.toSorted((one, other) => one - other))
  expect(sizes.at(-1)).toBeGreaterThan(sizes[0]!)
  await ledger.close()
})

test('a checkpoint is signed some time after an append, whoever asks for it or not', async () => {
  const place = usedPlace()
  const ledger = await place.open({ checkpointMs: 20 })
  const countLines = () =>
    readFileSync(join(place.folder, 'checkpoints'), 'utf8').split('\n').length - 1
  for (let times = 1; times <= 3; times++) {
    await ledger.append({ key: `${times}`, event: {} })
    await expect.poll(countLines).toBe(times)
  }
  await ledger.close()
  expect(countLines()).toBe(3)
})
