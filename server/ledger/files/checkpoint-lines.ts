/**
 * The file of all checkpoints that were signed, in order: each a note, as one line of JSON.
 *
 * What follows the last whole line is what a loss of power left of one that nobody was told of. It may have its end
 * and not its begin: where a disk has not written, there are zeros, which no line has.
 */
import { readFile } from 'node:fs/promises'
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

/** Reads the file; empty where there is none. */
export async function readCheckpoints(folder: LedgerFolder): Promise<CheckpointLines> {
  const text = await readText(folder.checkpoints)
  const lines: CheckpointLine[] = []
  let bytes = 0
  for (;;) {
    const end = text.indexOf('\n', bytes)
    const hasTail = bytes < text.length
    if (end < 0) return { lines, bytes, hasTail, broken: undefined }
    try {
      lines.push(parseLine(text.slice(bytes, end)))
    } catch (error) {
      const isTorn = text.includes('\0', bytes) && text.indexOf('\n', end + 1) < 0
      if (isTorn) return { lines, bytes, hasTail, broken: undefined }
      const problem = error instanceof z.ZodError ? 'it is no note' : String(error)
      return { lines, bytes, hasTail, broken: { line: lines.length + 1, problem } }
    }
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
