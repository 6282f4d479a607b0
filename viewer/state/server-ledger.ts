/** What this browser makes of the server's ledger, compared with what it has seen of it before. */
import { create } from 'zustand'
import { describeFailure } from '../../engine/protocol/failure.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import {
  LEDGER_CHECKPOINT,
  LEDGER_CONSISTENCY,
  LEDGER_STATUS,
} from '../../engine/resources/operations/ledger-operations.ts'
import { readTrustedKey, trustKey } from '../session/entry-check.ts'
import { checkGrowth, type GrowthVerdict, type LedgerSource } from '../session/growth-check.ts'
import { keepSeen, readSeen } from '../session/ledger-memory.ts'
import { askServer } from './server-desk.ts'

export interface LedgerComparison {
  /** The last that was reached; undefined before the first. */
  readonly verdict: GrowthVerdict | undefined
  /** Why the last question has no answer. */
  readonly failure: Failure | undefined
  readonly isComparing: boolean
}

export const useLedgerComparison = create<LedgerComparison>(() => ({
  verdict: undefined,
  failure: undefined,
  isComparing: false,
}))

const source: LedgerSource = {
  async status() {
    const { verifier_key: verifierKey, size } = await askServer(LEDGER_STATUS, {})
    return { verifierKey, size }
  },
  checkpoint: () => askServer(LEDGER_CHECKPOINT, {}),
  consistency: (first) => askServer(LEDGER_CONSISTENCY, { first }),
}

/** Compares once more; what is sound is kept for the next time, and the first key that is seen is trusted. */
export async function compareLedger(): Promise<void> {
  const { getState, setState } = useLedgerComparison
  if (getState().isComparing) return
  setState({ isComparing: true, failure: undefined })
  try {
    const trustedKey = readTrustedKey()
    const verdict = await checkGrowth(source, { trustedKey, seenBy: (key) => readSeen(key) })
    if ('seen' in verdict) {
      keepSeen({ ...verdict.seen, seenAtMs: Date.now() })
      trustKey(verdict.seen.verifierKey)
    }
    setState({ verdict })
  } catch (thrown) {
    setState({ failure: describeFailure(thrown) })
  } finally {
    setState({ isComparing: false })
  }
}

/** Whether the ledger is not what it was. */
export function isAlarming(verdict: GrowthVerdict | undefined): boolean {
  return verdict !== undefined && !['first', 'consistent', 'unable'].includes(verdict.kind)
}
