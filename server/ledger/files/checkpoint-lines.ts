/**
 * The file of all checkpoints that were signed, in order: each a note, as one line of JSON.
 *
 * What follows the last whole line is what a loss of power left of one that nobody was told of. It may have its end
 * and not its begin: where a disk has not written, there are zeros, which no line has.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Checkpoint, parseCheckpoint } from '../../../engine/ledger/checkpoint.ts'
import { NoteError } from '../../../engine/ledger/errors.ts'
import { parseNote } from '../../../engine/ledger/signed-note.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/** A checkpoint that stands in the file. */
export interface CheckpointLine {
  readonly note: string
  readonly checkpoint: Checkpoint
}

export interface CheckpointLines {
  readonly lines: readonly CheckpointLine[]
  /** Bytes of the lines; what follows is to be written over. */
  readonly bytes: number
  /** Whether anything follows. */
  readonly hasTail: boolean
  /** The first line that is whole and no checkpoint, counted from 1, and what is wrong with it. */
  readonly broken: { readonly line: number; readonly problem: string } | undefined
}

/** What the end of the file says. */
export interface NewestCheckpoint {
  /** The last whole line; undefined where there is none. */
  readonly newest: CheckpointLine | undefined
  /** Bytes up to the end of that line; what follows is to be written over. */
  readonly bytes: number
  /** What is wrong with the last line, where it is whole and no checkpoint. */
  readonly problem: string | undefined
}

/** The end of the file that is read. A line has some 300 bytes, and a torn one behind it may have as many zeros. */
const END_BYTES = 64 * 1024

/**
 * Reads the newest checkpoint from the end of the file, however long that is. What is wrong with the lines before it,
 * `readCheckpoints` finds.
 */
export async function readNewestCheckpoint(folder: LedgerFolder): Promise<NewestCheckpoint> {
  const { text, first } = await readEnd(folder.checkpoints)
  const found = findLine(text, text.lastIndexOf('\n') + 1, first)
  // A loss of power has left the end of a line, and zeros for its begin.
  const isTorn = found.problem !== undefined && text.includes('\0', found.begin)
  const { newest, end, problem } = isTorn ? findLine(text, found.begin, first) : found
  return { newest, bytes: first + end, problem }
}

/** The line that ends in front of a place in the end of a file which begins at `first`. */
function findLine(text: string, end: number, first: number) {
  const begin = end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1
  if (begin === 0 && first > 0) {
    return { begin, end, newest: undefined, problem: 'it is longer than a checkpoint may be' }
  }
  if (end === 0) return { begin, end, newest: undefined, problem: undefined }
  const read = readLine(text.slice(begin, end - 1))
  return typeof read === 'string'
    ? { begin, end, newest: undefined, problem: read }
    : { begin, end, newest: read, problem: undefined }
}

/** Reads the file; empty where there is none. */
export async function readCheckpoints(folder: LedgerFolder): Promise<CheckpointLines> {
  const text = await readText(folder.checkpoints)
  const lines: CheckpointLine[] = []
  let bytes = 0
  for (;;) {
    const end = text.indexOf('\n', bytes)
    const hasTail = bytes < text.length
    if (end < 0) return { lines, bytes, hasTail, broken: undefined }
    const read = readLine(text.slice(bytes, end))
    if (typeof read === 'string') {
      const isTorn = text.includes('\0', bytes) && text.indexOf('\n', end + 1) < 0
      const broken = isTorn ? undefined : { line: lines.length + 1, problem: read }
      return { lines, bytes, hasTail, broken }
    }
    lines.push(read)
    bytes = end + 1
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1')
  } catch (error) {
    // Whatever else hinders is no reason to begin the file anew.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** The end of a file, a character a byte, and where it begins; empty where there is none. */
async function readEnd(path: string): Promise<{ readonly text: string; readonly first: number }> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', first: 0 }
    throw error
  }
  try {
    const first = Math.max(0, (await file.stat()).size - END_BYTES)
    const buffer = Buffer.alloc(END_BYTES)
    const { bytesRead } = await file.read(buffer, 0, END_BYTES, first)
    return { text: buffer.toString('latin1', 0, bytesRead), first }
  } finally {
    await file.close()
  }
}

/** A line without its line break; what is wrong with it where it is no checkpoint. */
function readLine(line: string): CheckpointLine | string {
  try {
    return parseLine(line)
  } catch (error) {
    return error instanceof z.ZodError ? 'it is no note' : String(error)
  }
}

function parseLine(line: string): CheckpointLine {
  const text = Buffer.from(line, 'latin1').toString('utf8')
  const note = z.string().parse(JSON.parse(text))
  if (JSON.stringify(note) !== text)
    throw new NoteError({ problem: 'it was written in another way' })
  return { note, checkpoint: parseCheckpoint(parseNote(note).text) }
}

/** A checkpoint as the file has it. */
export function formatCheckpointLine(note: string): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(note)}\n`)
}
