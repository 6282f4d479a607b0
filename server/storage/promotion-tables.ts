/** Slots and promotions. */
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { Slot } from '../../engine/resources/promotion-slot.ts'
import type { Queries } from './database.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

export const SLOT_TABLE: ResourceTable<Slot> = {
  name: 'slots',
  key: 'slot',
  columns: [
    ...['slot', 'state', 'rule', 'revision', 'sequence', 'champion_id', 'champion'],
    ...['defined_by', 'reason', 'created_at_ms', 'changed_at_ms'],
  ],
  toRow: ({ rule, champion, ...columns }) => ({
    ...{ ...columns, rule: JSON.stringify(rule) },
    champion: champion === undefined ? null : JSON.stringify(champion),
  }),
  fromRow: ({ seq, rule, champion, ...columns }) =>
    ({
      ...{ ...withoutNulls(columns), rule: JSON.parse(String(rule)) },
      ...(champion === undefined ? {} : { champion: JSON.parse(String(champion)) }),
    }) as Slot,
}

export const PROMOTION_TABLE: ResourceTable<Promotion> = {
  name: 'promotions',
  key: 'promotion_id',
  columns: [
    ...['promotion_id', 'slot', 'state', 'sha256', 'champion_before', 'candidate', 'evidence'],
    ...['decision', 'proposed_by', 'reason', 'decided_by', 'ended_by', 'created_at_ms'],
    ...['decided_at_ms', 'changed_at_ms'],
  ],
  toRow: ({ candidate, evidence, decision, ...columns }) => ({
    ...columns,
    ...{ sha256: candidate.sha256, champion_before: decision?.champion_id ?? null },
    ...{ candidate: JSON.stringify(candidate), evidence: JSON.stringify(evidence) },
    decision: decision === undefined ? null : JSON.stringify(decision),
  }),
  fromRow({ seq, sha256, champion_before, candidate, evidence, decision, ...columns }) {
    return {
      ...withoutNulls(columns),
      ...{ candidate: JSON.parse(String(candidate)), evidence: JSON.parse(String(evidence)) },
      ...(decision === undefined ? {} : { decision: JSON.parse(String(decision)) }),
    } as Promotion
  },
}

/**
 * The slot for which a content must be kept: it is of a champion, of a challenger, or of the one that a rollback would
 * restore. Undefined where there is none.
 */
export async function findHoldingSlot(
  queries: Queries,
  sha256: string,
): Promise<string | undefined> {
  const [row] = await queries.query<{ slot: string }>(
    `select slot from promotions as held
     where sha256 = $1 and (state in ('shadow', 'active') or exists (
       select 1 from promotions as champion
       where champion.state = 'active' and champion.champion_before = held.promotion_id))
     order by slot limit 1`,
    [sha256],
  )
  return row?.slot
}
