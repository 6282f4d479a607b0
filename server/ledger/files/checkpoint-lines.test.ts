import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import { makeClosedLedger } from '../../testing/closed-ledgers.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { SECTOR_BYTES } from '../../testing/lossy-disk.ts'
import { formatCheckpointLine, readCheckpoints, readNewestCheckpoint } from './checkpoint-lines.ts'
import { type LedgerFolder, nameLedgerFolder } from './ledger-folder.ts'

function makeFolder(): LedgerFolder {
  const { folder, dispose } = createFolderPlace()
  onTestFinished(dispose)
  mkdirSync(folder)
  return nameLedgerFolder(folder)
}

/** Few letters, so that there are lines, zeros and texts. */
const anyTail = fc
  .array(fc.constantFrom(0, 10, 34, 97), { maxLength: 40 })
  .map((bytes) => Uint8Array.from(bytes))

/** Notes of a ledger that grew. */
async function makeNotes(): Promise<readonly string[]> {
  for (let seed = 1; ; seed++) {
    const { place, notes } = await makeClosedLedger(seed)
    await place.dispose()
    if (notes.length > 2) return [...new Set(notes)]
  }
}

test('no file has no lines; lines are read as they were written', async () => {
  const folder = makeFolder()
  const nothing = { lines: [], bytes: 0, hasTail: false, broken: undefined }
  expect(await readCheckpoints(folder)).toEqual(nothing)
  const notes = await makeNotes()
  const bytes = Buffer.concat(notes.map(formatCheckpointLine))
  writeFileSync(folder.checkpoints, bytes)
  const read = await readCheckpoints(folder)
  expect(read.lines.map(({ note }) => note)).toEqual(notes)
  expect(read).toMatchObject({ bytes: bytes.length, hasTail: false, broken: undefined })
})

test('a file that cannot be read is not taken for an empty one', async () => {
  const folder = makeFolder()
  mkdirSync(folder.checkpoints)
  await expect(readCheckpoints(folder)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('what a loss of power leaves of the last line, at any length, is behind the lines', async () => {
  const folder = makeFolder()
  const notes = await makeNotes()
  const before = Buffer.concat(notes.slice(0, -1).map(formatCheckpointLine))
  const last = Buffer.from(formatCheckpointLine(notes.at(-1)!))
  for (let length = 1; length < last.length; length++) {
    const begin = last.subarray(0, length)
    const zeros = Buffer.alloc(length)
    for (const tail of [begin, zeros, Buffer.concat([begin, Buffer.alloc(last.length - length)])]) {
      writeFileSync(folder.checkpoints, Buffer.concat([before, tail]))
      const read = await readCheckpoints(folder)
      expect(read).toMatchObject({ bytes: before.length, hasTail: true, broken: undefined })
      expect(read.lines).toHaveLength(notes.length - 1)
    }
  }
})

test('a last line of which only the sectors at its end are there is behind the lines', async () => {
  const folder = makeFolder()
  const notes = await makeNotes()
  // As many lines before it as it takes for the last to go over the end of a sector.
  let before = Buffer.alloc(0)
  const last = Buffer.from(formatCheckpointLine(notes[1]!))
  const isOver = () => (before.length % SECTOR_BYTES) + last.length > SECTOR_BYTES
  do before = Buffer.concat([before, formatCheckpointLine(notes[0]!)])
  while (!isOver())
  const there = SECTOR_BYTES - (before.length % SECTOR_BYTES)
  const torn = Buffer.concat([before, Buffer.alloc(there), last.subarray(there)])
  writeFileSync(folder.checkpoints, torn)
  const read = await readCheckpoints(folder)
  expect(read).toMatchObject({ bytes: before.length, hasTail: true, broken: undefined })
})

test('a whole line that is no checkpoint is named, wherever it is', async () => {
  const folder = makeFolder()
  const lines = (await makeNotes()).map((note) =>
    Buffer.from(formatCheckpointLine(note)).toString(),
  )
  for (const bad of ['', '{}', '"text"', '7', '[', 'null', JSON.stringify('a\n\nb\n')]) {
    for (let place = 0; place <= lines.length; place++) {
      writeFileSync(folder.checkpoints, lines.toSpliced(place, 0, `${bad}\n`).join(''))
      const { lines: read, broken } = await readCheckpoints(folder)
      expect(read).toHaveLength(place)
      expect(broken?.line).toBe(place + 1)
    }
  }
})

test('a line that says the same in another way is no line', async () => {
  const folder = makeFolder()
  const [note = ''] = await makeNotes()
  const line = JSON.stringify(note)
  for (const other of [` ${line}`, line.replace('—', '\\u2014'), line.replace('t', '\\u0074')]) {
    expect(JSON.parse(other)).toBe(note)
    writeFileSync(folder.checkpoints, `${other}\n`)
    expect((await readCheckpoints(folder)).broken?.line).toBe(1)
  }
})

test('any bytes at all give lines or what is wrong, and never an error', () => {
  const folder = makeFolder()
  return fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      writeFileSync(folder.checkpoints, bytes)
      const { lines, bytes: read } = await readCheckpoints(folder)
      expect(lines).toEqual([])
      expect(read).toBe(0)
    }),
    { numRuns: tries(300) },
  )
})

/** The newest as the whole file has it; a line that is none, where only the last one may be. */
async function readFromBegin(folder: LedgerFolder) {
  const { lines, bytes, broken } = await readCheckpoints(folder)
  return { newest: lines.at(-1), bytes, problem: broken?.problem }
}

test('the newest is found from the end as from the begin, whatever a loss of power has left behind it', async () => {
  const folder = makeFolder()
  const notes = await makeNotes()
  const lines = notes.map(formatCheckpointLine)
  const last = Buffer.from(lines.at(-1)!)
  const half = Math.floor(last.length / 2)
  const tails = [
    ...[Buffer.alloc(0), last.subarray(0, half), Buffer.alloc(half), Buffer.alloc(last.length)],
    Buffer.concat([Buffer.alloc(half), last.subarray(half)]),
  ]
  // From none to more than what is read of the end, with a begin at each place of a line.
  const first = Buffer.from(lines[0]!)
  const counts = [0, 1, 2, 200, ...Array.from({ length: 7 }, (_, i) => 400 + i)]
  for (const count of counts) {
    const before = Buffer.concat(Array(count).fill(first))
    for (const tail of tails) {
      writeFileSync(folder.checkpoints, Buffer.concat([before, tail]))
      const read = await readNewestCheckpoint(folder)
      expect(read).toEqual(await readFromBegin(folder))
      expect(read).toMatchObject({ bytes: before.length, problem: undefined })
    }
  }
})

test('a last line that is no checkpoint is named, and one before it is not looked at', async () => {
  const folder = makeFolder()
  const line = Buffer.from(formatCheckpointLine((await makeNotes())[0]!))
  for (const bad of ['\n', '{}\n', '"text"\n', `${'x'.repeat(100_000)}\n`, 'x'.repeat(100_000)]) {
    writeFileSync(folder.checkpoints, Buffer.concat([line, Buffer.from(bad)]))
    const read = await readNewestCheckpoint(folder)
    expect(read.newest).toBeUndefined()
    expect(read.problem).toBeDefined()
    writeFileSync(folder.checkpoints, Buffer.concat([Buffer.from(bad), Buffer.from('\n'), line]))
    expect((await readNewestCheckpoint(folder)).newest?.note).toBe(JSON.parse(line.toString()))
    expect((await readCheckpoints(folder)).broken).toBeDefined()
  }
})

test('of a file of a gigabyte only the end is read', async () => {
  const folder = makeFolder()
  const line = Buffer.from(formatCheckpointLine((await makeNotes())[0]!))
  const file = openSync(folder.checkpoints, 'w')
  // Nothing is written in front of it: the file has a hole there.
  writeSync(file, Buffer.concat([Buffer.from('\n'), line]), 0, line.length + 1, 2 ** 30)
  closeSync(file)
  const before = process.memoryUsage().arrayBuffers
  const read = await readNewestCheckpoint(folder)
  expect(read.bytes).toBe(2 ** 30 + 1 + line.length)
  expect(read.newest?.note).toBe(JSON.parse(line.toString()))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20)
})

test('any bytes at the end of any file give the newest or what is wrong, as from the begin', async () => {
  const folder = makeFolder()
  const [note = ''] = await makeNotes()
  const line = Buffer.from(formatCheckpointLine(note))
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 3 }), anyTail, async (count, tail) => {
      writeFileSync(folder.checkpoints, Buffer.concat([...Array(count).fill(line), tail]))
      const read = await readNewestCheckpoint(folder)
      const whole = await readFromBegin(folder)
      // Of several lines that are none the first is named there, and here the last.
      if (whole.problem === undefined) expect(read).toEqual(whole)
      else expect(read.problem).toBeDefined()
    }),
    { numRuns: tries(300) },
  )
})
