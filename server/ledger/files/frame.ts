/**
 * An entry on disk is a line: the hash of the entry, a space, the entry. The hash is that of its leaf in the tree,
 * so a line that was changed is found by itself, and `cut -c66-` gives the entries.
 */
import { isUtf8 } from 'node:buffer'
import { type HashFunction, hashLeaf } from '../../../engine/ledger/merkle-hash.ts'
import type { DiskFile } from './disk.ts'

const HASH_CHARS = 64
const SPACE = 32
const LINE_BREAK = 10

/** What stands around the text of an entry, in bytes. */
export const FRAME_BYTES = HASH_CHARS + 2

/** An entry as it lies on disk, and its leaf hash. */
export interface Frame {
  readonly bytes: Uint8Array
  readonly leafHash: Uint8Array
}

/** Puts the text of an entry into its frame. */
export function buildFrame(hash: HashFunction, entryText: string): Frame {
  const length = Buffer.byteLength(entryText)
  const bytes = Buffer.allocUnsafe(length + FRAME_BYTES)
  bytes.write(entryText, HASH_CHARS + 1)
  const leafHash = hashLeaf(hash, bytes.subarray(HASH_CHARS + 1, HASH_CHARS + 1 + length))
  bytes.write(Buffer.from(leafHash).toString('hex'), 0, 'latin1')
  bytes[HASH_CHARS] = SPACE
  bytes[bytes.length - 1] = LINE_BREAK
  return { bytes, leafHash }
}

/** What a line of a segment holds. */
export type FrameLine =
  | {
      readonly isWhole: true
      readonly leafHash: Uint8Array
      readonly entryText: string
    }
  | { readonly isWhole: false; readonly problem: string }

/** Reads a line without its line break: an entry whose hash is that of its bytes. */
export function readFrame(hash: HashFunction, line: Uint8Array): FrameLine {
  if (line.length <= HASH_CHARS + 1 || line[HASH_CHARS] !== SPACE) return broken('it is no entry')
  const text = line.subarray(HASH_CHARS + 1)
  const leafHash = hashLeaf(hash, text)
  const buffer = Buffer.from(line.buffer, line.byteOffset, line.length)
  const said = buffer.toString('latin1', 0, HASH_CHARS)
  if (Buffer.from(leafHash).toString('hex') !== said)
    return broken('its bytes are not those of its hash')
  if (!isUtf8(text)) return broken('its bytes are no UTF-8')
  return { isWhole: true, leafHash, entryText: buffer.toString('utf8', HASH_CHARS + 1) }
}

const broken = (problem: string): FrameLine => ({ isWhole: false, problem })

/** A line of a segment, where it is. */
export interface PlacedLine {
  /** Without its line break; valid until the next one is asked for. */
  readonly line: Uint8Array
  readonly position: number
  /** False where the file ends before the line does. */
  readonly isEnded: boolean
}

/** Bytes that are read at once; a line may be as long. */
const CHUNK_BYTES = 1024 * 1024

/**
 * The lines of a segment from a place on. A line that has no end within the bytes that an entry may have is given
 * as one that is not ended, and the last.
 */
export async function* readLines(file: DiskFile, from: number): AsyncGenerator<PlacedLine> {
  const buffer = new Uint8Array(CHUNK_BYTES)
  let position = from
  let kept = 0
  for (;;) {
    const got = await file.read(buffer.subarray(kept), position + kept)
    const end = kept + got
    let start = 0
    for (;;) {
      const stop = buffer.subarray(0, end).indexOf(LINE_BREAK, start)
      if (stop < 0) break
      yield { line: buffer.subarray(start, stop), position: position + start, isEnded: true }
      start = stop + 1
    }
    const isLast = got === 0 || end - start === buffer.length
    if (isLast) {
      if (end > start) {
        yield { line: buffer.subarray(start, end), position: position + start, isEnded: false }
      }
      return
    }
    buffer.copyWithin(0, start, end)
    position += start
    kept = end - start
  }
}
