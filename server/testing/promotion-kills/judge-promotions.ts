/** Holds a record of promotions to what callers were told, by folding its events in the plainest way there is. */

/** The slot that it is about. */
export const SLOT = 'rule.killed'

export interface PromotionEntry {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What a caller was told to be so. */
export interface Acknowledged {
  readonly id: string
  readonly state: string
  /** Which change of the slot it is; of a rollback at least. */
  readonly sequence: number
}

export interface StandingSlot {
  readonly sequence: number
  readonly champions: readonly string[]
}

/** What a ledger says: the changes that count, and how the slot stands. */
export function foldPromotions(entries: readonly PromotionEntry[]): {
  readonly counted: readonly Acknowledged[]
  readonly standing: StandingSlot
} {
  const counted: Acknowledged[] = []
  const before = new Map<string, string | undefined>()
  const decided = new Set<string>()
  let champion: string | undefined
  let sequence = 0
  for (const { type, data } of entries) {
    const id = String(data.promotion_id)
    if (data.sequence !== sequence + 1) continue
    if (type === 'ml.promotion.decided') {
      if (data.champion_id !== champion || decided.has(id)) continue
      decided.add(id)
      const isPromoted = data.verdict === 'promoted'
      counted.push({ id, state: isPromoted ? 'active' : 'refused', sequence: sequence + 1 })
      if (!isPromoted) continue
      before.set(id, champion)
      champion = id
      sequence++
    } else if (type === 'ml.promotion.rolled_back') {
      if (champion !== id || data.restored_id !== before.get(id)) continue
      champion = before.get(id)
      sequence++
      counted.push({ id, state: 'rolled back', sequence })
    }
  }
  return { counted, standing: { sequence, champions: champion === undefined ? [] : [champion] } }
}

/**
 * What is wrong; empty where nothing is.
 *
 * @param standing how the tables say that the slot stands.
 * @param seen how the slot stood at each start, in order, with what had been told by then.
 */
export function judgePromotions({
  entries,
  acknowledged,
  standing,
  seen,
}: {
  readonly entries: readonly PromotionEntry[]
  readonly acknowledged: readonly Acknowledged[]
  readonly standing: StandingSlot
  readonly seen: readonly (StandingSlot & { readonly told: number })[]
}): readonly string[] {
  const problems: string[] = []
  const { counted, standing: folded } = foldPromotions(entries)
  const nameOf = ({ id, state, sequence }: Acknowledged) =>
    state === 'rolled back' ? `${id} ${state}` : `${id} ${state} ${sequence}`
  const known = new Set(counted.map(nameOf))
  for (const each of acknowledged) {
    if (!known.has(nameOf(each))) problems.push(`lost: ${nameOf(each)} was told, and is not so`)
  }
  if (JSON.stringify(standing) !== JSON.stringify(folded)) {
    const [here, there] = [JSON.stringify(standing), JSON.stringify(folded)]
    problems.push(`altered: tables say ${here}, and the ledger ${there}`)
  }
  for (const { champions, sequence, told } of seen) {
    if (champions.length > 1) problems.push(`two champions: ${champions.join(', ')}`)
    if (sequence < told) problems.push(`lost: change ${told} was told, and a start had ${sequence}`)
  }
  return problems
}
