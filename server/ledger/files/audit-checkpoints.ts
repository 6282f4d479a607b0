/** The checkpoints that an audit holds a ledger in files to. */
import type { VerifierKey } from '../../../engine/ledger/signed-note.ts'
import type { AuditFault } from '../audit.ts'
import { type VerifiedCheckpoints, verifyNotes } from '../signed-checkpoints.ts'
import { readCheckpoints } from './checkpoint-lines.ts'
import type { LedgerFolder } from './ledger-folder.ts'

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
): Promise<VerifiedCheckpoints> {
  const { lines, broken, hasTail } = await readCheckpoints(folder)
  const notes = lines.map(({ note }) => note)
  const own = await verifyNotes('own', key, notes)
  const others = await verifyNotes('exported', key, exported)
  const faults: AuditFault[] = [...own.faults]
  const tell = (problem: string) => faults.push({ seq: undefined, part: 'checkpoints', problem })
  if (broken !== undefined) tell(`line ${broken.line} is no checkpoint (${broken.problem})`)
  else if (hasTail && !isWritten) {
    tell(`line ${lines.length + 1} has no end; a loss of power may have left it`)
  }
  for (const [place, { checkpoint }] of lines.entries()) {
    // A ledger signs again only when it has grown.
    if (place === 0 || checkpoint.size > lines[place - 1]!.checkpoint.size) continue
    tell(`line ${place + 1} covers no more than the line before it`)
  }
  return {
    checkpoints: own.checkpoints.concat(others.checkpoints),
    faults: faults.concat(others.faults),
  }
}
