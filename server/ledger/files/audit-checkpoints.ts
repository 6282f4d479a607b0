/** The checkpoints that an audit holds a ledger in files to. */
import type { VerifierKey } from '../../../engine/ledger/signed-note.ts'
import type { AuditFault } from '../audit.ts'
import { type VerifiedCheckpoints, verifyNotes } from '../signed-checkpoints.ts'
import { readCheckpoints } from './checkpoint-lines.ts'
import type { LedgerFolder } from './ledger-folder.ts'

/** Reads and verifies them all. */
export async function verifyCheckpoints(
  folder: LedgerFolder,
  key: VerifierKey,
  exported: readonly string[],
): Promise<VerifiedCheckpoints> {
  const { lines, broken } = await readCheckpoints(folder)
  const own = await verifyNotes(
    'own',
    key,
    lines.map(({ note }) => note),
  )
  const others = await verifyNotes('exported', key, exported)
  const unread: AuditFault[] = []
  if (broken !== undefined) {
    const problem = `line ${broken.line} is no checkpoint (${broken.problem})`
    unread.push({ seq: undefined, part: 'checkpoints', problem })
  }
  return {
    checkpoints: [...own.checkpoints, ...others.checkpoints],
    faults: [...own.faults, ...unread, ...others.faults],
  }
}
