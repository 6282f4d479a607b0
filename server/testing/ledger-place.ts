/** Where a test keeps a ledger, whatever store it is of. */
import type { Ledger } from '../ledger/ledger.ts'

export interface LedgerPlace {
  /** Opens the ledger there, or begins it; it is closed before it is opened again. */
  open(): Promise<Ledger>
  /** The key that its checkpoints are verified with: `name+id+key`. */
  readVerifierKey(): Promise<string>
  /** Takes away all that is there. */
  dispose(): Promise<void>
}

/** The lines of a whole ledger, asked for in stretches as it gives them. */
export async function readAllLines(ledger: Ledger): Promise<string[]> {
  const lines: string[] = []
  while (lines.length < ledger.head.size) {
    const next = await ledger.read(lines.length, ledger.head.size - lines.length)
    if (next.length === 0) throw new Error(`The ledger gives nothing from ${lines.length} on.`)
    lines.push(...next)
  }
  return lines
}
