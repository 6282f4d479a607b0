/** Gives verdicts again by other policies, to show what these would change. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { PlacedVerdictRow } from '../storage/verdict-tables.ts'
import type { GatePolicies } from './gate-policies.ts'
import { formatVerdictId, type GateEntry, readGateRecord } from './verdict-record.ts'

/** A verdict that would be another. */
export interface Difference {
  readonly verdictId: string
  readonly entry: GateEntry
  readonly wouldBe: 'allow' | 'deny'
  /** Why. */
  readonly reason: string
}

export interface Replayed {
  readonly decided: number
  /** Records that are none. */
  readonly unreadable: number
  readonly differences: readonly Difference[]
}

/** A decision takes a tenth of a millisecond: so many are made before others have their turn. */
const AT_A_TIME = 100

/** Decides kept requests again. */
export async function replayVerdicts(
  policies: Pick<GatePolicies, 'decide'>,
  rows: readonly PlacedVerdictRow[],
): Promise<Replayed> {
  const differences: Difference[] = []
  let unreadable = 0
  for (const [place, { chain_id, number, record }] of rows.entries()) {
    if (place % AT_A_TIME === AT_A_TIME - 1) await yieldToOthers()
    const entry = readGateRecord(record)
    if (entry === undefined) {
      unreadable++
      continue
    }
    const { decision, reason } = policies.decide(entry.request)
    if (decision === entry.decision) continue
    const verdictId = formatVerdictId(chain_id, number)
    differences.push({ verdictId, entry, wouldBe: decision, reason })
  }
  return { decided: rows.length - unreadable, unreadable, differences }
}
