/** What events of slots and promotions make of their tables: one event may change several rows. */
import {
  changeSlot,
  namesOf,
  type PromotionEvent,
} from '../../../engine/resources/change-champion.ts'
import type { Transaction } from '../../storage/database.ts'
import { PROMOTION_TABLE, SLOT_TABLE } from '../../storage/promotion-tables.ts'
import { putResources, selectResource } from '../../storage/resource-rows.ts'

/**
 * Makes the changes that an event tells of; those who are no longer active first, so that no slot has two.
 *
 * @returns undefined where they were made, else the state that stood in their way.
 */
export async function projectPromotion(
  transaction: Transaction,
  event: PromotionEvent,
  seq: number,
): Promise<{ readonly state: string | undefined } | undefined> {
  const names = namesOf(event)
  const slot = await selectResource(transaction, SLOT_TABLE, names.slot, 'for update')
  const find = async (id: string | undefined) =>
    id === undefined
      ? undefined
      : await selectResource(transaction, PROMOTION_TABLE, id, 'for update')
  const [promotion, other] = [await find(names.promotion), await find(names.other)]
  const change = changeSlot({ slot, promotion, other }, event)
  if (change === undefined) return { state: promotion?.state ?? slot?.state }
  if (change.slot !== undefined) {
    await putResources(transaction, SLOT_TABLE, [{ resource: change.slot, seq }])
  }
  for (const resource of change.promotions ?? []) {
    await putResources(transaction, PROMOTION_TABLE, [{ resource, seq }])
  }
  return undefined
}
