import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { hashLeaf } from '../../../engine/ledger/merkle-hash.ts'
import { tries } from '../../../engine/testing/tries.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { hashBytes } from '../hash-bytes.ts'
import { realDisk } from './disk.ts'
import { buildFrame } from './frame.ts'
import { nameLedgerFolder, nameSegment } from './ledger-folder.ts'
import { canBeTorn, SCAN_BEGIN, type Scanned, scanEntries } from './scan-entries.ts'

interface Written {
  readonly group: number
  readonly key?: string
  readonly seq?: number
  readonly previous?: string
}

/** The lines of entries, each behind the one before unless it says otherwise. */
function buildLines(entries: readonly Written[]): Buffer[] {
  let previous = '0'.repeat(64)
  return entries.map(({ group, key = 'k', seq, previous: said }, place) => {
    const text = JSON.stringify({
      ...{ event: {}, group, key, previous: said ?? previous, seq: seq ?? place },
    })
    const leaf = hashLeaf(hashBytes, Buffer.from(text))
    previous = Buffer.from(leaf).toString('hex')
    return Buffer.from(buildFrame(hashBytes, text).bytes)
  })
}

function makeFolder() {
  const { folder, dispose } = createFolderPlace()
  onTestFinished(dispose)
  const names = nameLedgerFolder(folder)
  mkdirSync(names.entries, { recursive: true })
  return names
}

/** All that a scan of segments gives; each is named by its first entry. */
async function scan(segments: ReadonlyMap<number, Uint8Array>) {
  const folder = makeFolder()
  for (const [first, bytes] of segments) writeFileSync(nameSegment(folder, first), bytes)
  const found: Scanned[] = []
  const firsts = [...segments.keys()]
  for await (const scanned of scanEntries(folder, realDisk, firsts, SCAN_BEGIN)) {
    found.push(scanned)
  }
  const last = found.at(-1)
  const broken = last?.kind === 'broken' ? last : undefined
  const isTorn = broken && (await canBeTorn(folder, realDisk, broken))
  return { entries: found.filter(({ kind }) => kind === 'entry').length, broken, isTorn }
}

const scanOne = (lines: readonly Uint8Array[]) => scan(new Map([[0, Buffer.concat(lines)]]))

/** Groups of 1, 2 and 3 entries. */
const GROUPS = [{ group: 0 }, { group: 1 }, { group: 1 }, { group: 3 }, { group: 3 }, { group: 3 }]

test('entries that follow each other are given, over the ends of segments too', async () => {
  const lines = buildLines(GROUPS)
  expect(await scanOne(lines)).toMatchObject({ entries: 6, broken: undefined })
  const parts = new Map([
    [0, Buffer.concat(lines.slice(0, 3))],
    [3, Buffer.concat(lines.slice(3))],
    [6, Buffer.alloc(0)],
  ])
  expect(await scan(parts)).toMatchObject({ entries: 6, broken: undefined })
})

test.each<[string, number, Partial<Written>]>([
  ['another number', 2, { seq: 3 }],
  ['the hash of another', 2, { previous: 'a'.repeat(64) }],
  ['a group that is neither its own nor that of the one before', 4, { group: 2 }],
  ['a group behind itself', 1, { group: 2 }],
])('an entry with %s is the first that is broken', async (_, place, change) => {
  const lines = buildLines(GROUPS.with(place, { ...GROUPS[place]!, ...change }))
  const { entries, broken } = await scanOne(lines)
  expect({ entries, seq: broken?.seq }).toEqual({ entries: place, seq: place })
})

test('a segment that does not begin where the one before ends is broken, and no loss of power explains it', async () => {
  const lines = buildLines(GROUPS)
  for (const [first, from] of [
    [4, 3],
    [2, 3],
    [1_000_000, 3],
  ] as const) {
    const parts = new Map([
      [0, Buffer.concat(lines.slice(0, 3))],
      [first, Buffer.concat(lines.slice(from))],
    ])
    const { entries, broken, isTorn } = await scan(parts)
    expect({ entries, seq: broken?.seq, isTorn }).toEqual({ entries: 3, seq: 3, isTorn: false })
  }
})

test('only what was written together with what is broken, or after nothing else, can be torn', async () => {
  const lines = buildLines(GROUPS)
  for (let place = 0; place < lines.length; place++) {
    const spoiled = Buffer.from(lines[place]!)
    spoiled[70] = spoiled[70]! ^ 1
    const { broken, isTorn } = await scanOne(lines.with(place, spoiled))
    expect(broken?.seq).toBe(place)
    // Of the last three, one sync has made all durable or none.
    expect(isTorn).toBe(place >= 3)
  }
})

test('whatever a write of the last group leaves can be torn, whatever lies between', async () => {
  const lines = buildLines(GROUPS)
  const before = Buffer.concat(lines.slice(0, 3))
  const group = Buffer.concat(lines.slice(3))
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: group.length - 1 }),
      fc.nat({ max: group.length }),
      fc.boolean(),
      async (start, length, isShort) => {
        const torn = Buffer.from(group).fill(0, start, Math.min(group.length, start + length))
        const end = isShort ? torn.subarray(0, start + length) : torn
        const { entries, broken, isTorn } = await scanOne([before, end])
        expect(entries).toBeGreaterThanOrEqual(3)
        if (broken !== undefined) expect(isTorn).toBe(true)
      },
    ),
    { numRuns: tries(150) },
  )
})

test('more than a MiB without a line break hides no entry that was written later', async () => {
  const lines = buildLines(GROUPS)
  const hole = Buffer.alloc(3 * 1024 * 1024)
  const { broken, isTorn } = await scanOne([...lines.slice(0, 1), hole, ...lines.slice(3)])
  expect(broken?.seq).toBe(1)
  expect(isTorn).toBe(false)
  const alone = await scanOne([...lines.slice(0, 1), hole])
  expect(alone).toMatchObject({ entries: 1, isTorn: true })
})

test('any bytes at all give entries or what is broken, and never an error', () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      const { entries, broken } = await scanOne([bytes])
      expect(entries).toBe(0)
      expect(broken === undefined).toBe(bytes.length === 0)
    }),
    { numRuns: tries(100) },
  ))

test('a scan from a place on gives what is behind it', async () => {
  const folder = makeFolder()
  const lines = buildLines(GROUPS)
  writeFileSync(nameSegment(folder, 0), Buffer.concat(lines))
  expect(readFileSync(nameSegment(folder, 0)).length).toBeGreaterThan(0)
  const previous = JSON.parse(lines[3]!.toString().slice(65)).previous
  const position = lines.slice(0, 3).reduce((sum, { length }) => sum + length, 0)
  const start = { segment: 0, position, size: 3, group: 1, previous }
  const seqs: number[] = []
  for await (const scanned of scanEntries(folder, realDisk, [0], start)) {
    if (scanned.kind === 'entry') seqs.push(scanned.entry.seq)
  }
  expect(seqs).toEqual([3, 4, 5])
})
