/** Ledgers in files that are closed, of random sizes, events and segments, and what they were signed with. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import { createFolderPlace, type FolderPlace } from './ledger-folder-place.ts'
import { quickDisk } from './quick-disk.ts'
import { createRandomSource, type RandomSource } from './random-source.ts'

export interface ClosedLedger {
  readonly place: FolderPlace
  readonly size: number
  /** Checkpoints that were exported, the last one when it was closed. */
  readonly notes: readonly string[]
}

const MAX_ENTRIES = 60
const TEXTS = ['x', 'é', '中', '😀', '"', '\\', '\u0000', '\n', '0']

/** Makes a ledger with at least one entry, and closes it; the caller disposes of its place. */
export async function makeClosedLedger(seed: number): Promise<ClosedLedger> {
  const random = createRandomSource(seed)
  const segmentBytes = random.pick([500, 4000, 1_000_000])
  const place = createFolderPlace({ segmentBytes, disk: quickDisk })
  const notes: string[] = []
  const size = 1 + random.below(MAX_ENTRIES)
  let ledger = await place.open()
  for (let seq = 0; seq < size; ) {
    const count = Math.min(size - seq, 1 + random.below(8))
    const records = Array.from({ length: count }, (_, i) => anyRecord(seq + i, random))
    await Promise.all(records.map((record) => ledger.append(record)))
    seq += count
    if (random.chance(20)) notes.push(await ledger.checkpoint())
    if (random.chance(5)) {
      await ledger.close()
      ledger = await place.open()
    }
  }
  notes.push(await ledger.checkpoint())
  await ledger.close()
  return { place, size, notes }
}

function anyRecord(seq: number, random: RandomSource) {
  const text = Array.from({ length: random.below(60) }, () => random.pick(TEXTS)).join('')
  const event = random.chance(10) ? {} : { text, seq: random.below(1000), list: [null, true, 0.5] }
  return { key: `key ${seq} ${random.below(1000)}`, event }
}

/** A file of a ledger, by its name below the folder. */
export interface FileBytes {
  readonly name: string
  readonly bytes: Buffer
}

/** All files of a folder but its lock, in the order of their names. */
export function readFolder(folder: string): FileBytes[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }))
    .filter(({ name }) => !name.startsWith('lock'))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Opens and closes a ledger, for what that makes of its files. */
export async function openAndClose(folder: string): Promise<void> {
  await (await FileLedger.open({ folder, disk: quickDisk })).close()
}
