/** The checkpoints that an audit holds a ledger to: those in its folder, and those which were exported. */
import { type Checkpoint, parseCheckpoint } from '../../../engine/ledger/checkpoint.ts'
import {
  parseNote,
  type VerifierKey,
  verifyNote,
  verifyWithWebCrypto,
} from '../../../engine/ledger/signed-note.ts'
import type { AuditFault } from '../audit.ts'
import { hashBytes } from '../hash-bytes.ts'
import { readCheckpoints } from './checkpoint-lines.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/** A checkpoint whose signature was verified. */
export interface SignedCheckpoint {
  readonly source: 'folder' | 'exported'
  /** Which of its source, counted from 1. */
  readonly line: number
  readonly checkpoint: Checkpoint
}

/**
 * Reads and verifies them all.
 *
 * @param isWritten a process writes there: the last line may be under way.
 */
export async function verifyCheckpoints(
  folder: LedgerFolder,
  key: VerifierKey,
  exported: readonly string[],
  isWritten: boolean,
): Promise<{
  readonly checkpoints: readonly SignedCheckpoint[]
  readonly faults: readonly AuditFault[]
}> {
  const { lines, broken, hasTail } = await readCheckpoints(folder)
  const checkpoints: SignedCheckpoint[] = []
  const faults: AuditFault[] = []
  const take = async (source: SignedCheckpoint['source'], line: number, note: string) => {
    const part = source === 'folder' ? 'checkpoints' : 'exported'
    const read = await readSigned(key, note)
    if (typeof read !== 'string') checkpoints.push({ source, line, checkpoint: read })
    else faults.push({ seq: undefined, part, problem: `${part} ${line}: ${read}` })
  }
  for (const [place, { note }] of lines.entries()) await take('folder', place + 1, note)
  if (broken !== undefined) {
    const problem = `line ${broken.line} is no checkpoint (${broken.problem})`
    faults.push({ seq: undefined, part: 'checkpoints', problem })
  } else if (hasTail && !isWritten) {
    const problem = `line ${lines.length + 1} has no end; a loss of power may have left it`
    faults.push({ seq: undefined, part: 'checkpoints', problem })
  }
  for (const [place, { checkpoint }] of lines.entries()) {
    // A ledger signs again only when it has grown.
    if (place === 0 || checkpoint.size > lines[place - 1]!.checkpoint.size) continue
    const problem = `line ${place + 1} covers no more than the line before it`
    faults.push({ seq: undefined, part: 'checkpoints', problem })
  }
  for (const [place, note] of exported.entries()) await take('exported', place + 1, note)
  return { checkpoints, faults }
}

/** A checkpoint that this key has signed; else what is wrong with the note. */
async function readSigned(key: VerifierKey, note: string): Promise<Checkpoint | string> {
  try {
    const parsed = parseNote(note)
    const checkpoint = parseCheckpoint(parsed.text)
    const outcome = await verifyNote(parsed, [key], hashBytes, verifyWithWebCrypto)
    if (outcome !== 'verified') return 'it was not signed with the key of this ledger'
    if (checkpoint.origin !== key.name) return `it is of another ledger, ${checkpoint.origin}`
    return checkpoint
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
