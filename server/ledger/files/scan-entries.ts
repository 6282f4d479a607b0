/**
 * All entries from a place on, in order, each held to what went before: its hash, its number, the hash of the
 * entry before it, and the group that it says it was made durable with.
 */
import { type LedgerEntry, NO_PREVIOUS, parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import { hashBytes } from '../hash-bytes.ts'
import { MAX_ENTRY_BYTES } from '../limits.ts'
import { type EntriesBefore, readNextEntry } from '../next-entry.ts'
import type { Disk } from './disk.ts'
import { FRAME_BYTES, type PlacedLine, readFrame, readLines } from './frame.ts'
import { type LedgerFolder, nameSegment } from './ledger-folder.ts'

/** Where in a segment. */
export interface SegmentPlace {
  /** The first entry of the segment. */
  readonly segment: number
  readonly position: number
}

/** What the entries up to some place come to. */
export interface ScanStart extends SegmentPlace, EntriesBefore {}

/** The begin of a ledger. */
export const SCAN_BEGIN: ScanStart = Object.freeze({
  ...{ segment: 0, position: 0, size: 0, group: 0 },
  previous: NO_PREVIOUS,
})

/** Something that a scan comes to. */
export type Scanned =
  | {
      readonly kind: 'entry'
      readonly entry: LedgerEntry
      /** As it is written. */
      readonly line: string
      readonly leafHash: Uint8Array
      readonly place: SegmentPlace
      /** Of its frame, line break included. */
      readonly length: number
    }
  /** The first line that is no entry, or not the next; the scan ends with it. */
  | {
      readonly kind: 'broken'
      readonly seq: number
      readonly problem: string
      readonly place: SegmentPlace
      /**
       * Whether it lies in the last segment: a segment is begun when all before it has been made durable, so
       * elsewhere no loss of power explains it.
       */
      readonly isInLastSegment: boolean
    }

/** Goes through the entries from a place on; ends with the first that is not as it should be. */
export async function* scanEntries(
  folder: LedgerFolder,
  disk: Disk,
  segments: readonly number[],
  start: ScanStart,
): AsyncGenerator<Scanned> {
  let expected: EntriesBefore = start
  const lastSegment = segments.at(-1)
  for (const segment of segments.filter((first) => first >= start.segment)) {
    const from = segment === start.segment ? start.position : 0
    if (segment > start.segment && segment !== expected.size) {
      const problem = `segment ${segment} begins where entry ${expected.size} was to come`
      const place = { segment, position: 0 }
      yield { kind: 'broken', seq: expected.size, problem, place, isInLastSegment: false }
      return
    }
    const file = await disk.open(nameSegment(folder, segment), 'read')
    try {
      for await (const line of readLines(file, from)) {
        const place = { segment, position: line.position }
        const read = readNext(expected, line)
        if (typeof read === 'string') {
          const isInLastSegment = segment === lastSegment
          yield { kind: 'broken', seq: expected.size, problem: read, place, isInLastSegment }
          return
        }
        expected = {
          size: expected.size + 1,
          group: read.entry.group,
          previous: Buffer.from(read.leafHash).toString('hex'),
        }
        yield { kind: 'entry', ...read, place, length: line.line.length + 1 }
      }
    } finally {
      await file.close()
    }
  }
}

/** A line that is the next entry; else what is wrong with it. */
function readNext(
  before: EntriesBefore,
  { line, isEnded }: PlacedLine,
): Pick<Extract<Scanned, { kind: 'entry' }>, 'entry' | 'line' | 'leafHash'> | string {
  if (!isEnded) return 'its line has no end'
  if (line.length + 1 > MAX_ENTRY_BYTES + FRAME_BYTES) return 'it is longer than an entry may be'
  const frame = readFrame(hashBytes, line)
  if (!frame.isWhole) return frame.problem
  const entry = readNextEntry(before, frame.entryText)
  if (typeof entry === 'string') return entry
  return { entry, line: frame.entryText, leafHash: frame.leafHash }
}

/**
 * Tells whether a broken line can be what a loss of power left of entries that were never acknowledged: it is in
 * the last segment, and no entries are behind it that were written after those which it was written with.
 */
export async function canBeTorn(
  folder: LedgerFolder,
  disk: Disk,
  { seq, place, isInLastSegment }: Extract<Scanned, { kind: 'broken' }>,
): Promise<boolean> {
  if (!isInLastSegment) return false
  const file = await disk.open(nameSegment(folder, place.segment), 'read')
  try {
    for (let from: number | undefined = place.position; from !== undefined; ) {
      let rest: number | undefined
      for await (const { line, position, isEnded } of readLines(file, from)) {
        const frame = isEnded ? readFrame(hashBytes, line) : undefined
        if (frame?.isWhole && groupOf(frame.entryText) > seq) return false
        // Behind what is too long for a line there may be lines again.
        if (!isEnded) rest = position + line.length
      }
      from = rest
    }
    return true
  } finally {
    await file.close()
  }
}

function groupOf(entryText: string): number {
  try {
    return parseEntry(entryText).group
  } catch {
    return -1
  }
}
