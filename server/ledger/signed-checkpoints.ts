/** Checkpoints that an audit holds a ledger to: those that it keeps, and those which were exported. */
import { type Checkpoint, parseCheckpoint } from '../../engine/ledger/checkpoint.ts'
import type { MerkleFrontier } from '../../engine/ledger/merkle-frontier.ts'
import {
  parseNote,
  type VerifierKey,
  verifyNote,
  verifyWithWebCrypto,
} from '../../engine/ledger/signed-note.ts'
import type { AuditFault } from './audit.ts'
import { hashBytes } from './hash-bytes.ts'

/** A checkpoint whose signature was verified. */
export interface SignedCheckpoint {
  readonly source: 'own' | 'exported'
  /** Which of its source, counted from 1. */
  readonly line: number
  readonly checkpoint: Checkpoint
}

/** What verifying comes to. */
export interface VerifiedCheckpoints {
  readonly checkpoints: readonly SignedCheckpoint[]
  readonly faults: readonly AuditFault[]
}

/**
 * Verifies notes of one source, in order.
 *
 * @param before how many of them came before.
 */
export async function verifyNotes(
  source: SignedCheckpoint['source'],
  key: VerifierKey,
  notes: readonly string[],
  before = 0,
): Promise<VerifiedCheckpoints> {
  const checkpoints: SignedCheckpoint[] = []
  const faults: AuditFault[] = []
  const part = source === 'own' ? 'checkpoints' : 'exported'
  for (const [place, note] of notes.entries()) {
    const read = await readSigned(key, note)
    const line = before + place + 1
    if (typeof read !== 'string') checkpoints.push({ source, line, checkpoint: read })
    else faults.push({ seq: undefined, part, problem: `${part} ${line}: ${read}` })
  }
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

/** Holds a tree that grows to what was signed of it. */
export class CheckpointComparison {
  /** By their sizes, the smallest first. */
  readonly #checkpoints: readonly SignedCheckpoint[]
  readonly #tell: (fault: AuditFault) => void
  #next = 0

  constructor(checkpoints: readonly SignedCheckpoint[], tell: (fault: AuditFault) => void) {
    this.#checkpoints = checkpoints.toSorted(
      (first, second) => first.checkpoint.size - second.checkpoint.size,
    )
    this.#tell = tell
  }

  /** Holds the tree to the checkpoints of its present size. */
  compare(tree: MerkleFrontier): void {
    for (; ; this.#next++) {
      const signed = this.#checkpoints[this.#next]
      if (signed === undefined || signed.checkpoint.size > tree.size) return
      const { size, root } = signed.checkpoint
      if (Buffer.compare(root, tree.root()) === 0) continue
      const problem = `the ${size} entries up to it are not those of ${nameOf(signed)}`
      this.#tell({ seq: Math.max(0, size - 1), part: partOf(signed), problem })
    }
  }

  /** Tells of what was signed and is not there, when the tree has come to its end. */
  checkMissing(tree: MerkleFrontier): void {
    const missing = this.#checkpoints.slice(this.#next).at(-1)
    if (missing === undefined) return
    const problem = `it is missing: ${nameOf(missing)} covers ${missing.checkpoint.size} entries, and there are ${tree.size}`
    this.#tell({ seq: tree.size, part: partOf(missing), problem })
  }
}

const partOf = ({ source }: SignedCheckpoint) =>
  source === 'exported' ? ('exported' as const) : ('checkpoints' as const)

const nameOf = ({ source, line }: SignedCheckpoint) =>
  source === 'exported' ? `the exported checkpoint ${line}` : `the checkpoint in line ${line}`
