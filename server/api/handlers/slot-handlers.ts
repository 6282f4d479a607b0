/** Defines and tells of slots. */
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import type { InputOf } from '../../../engine/resources/operation.ts'
import {
  SLOTS_DEFINE,
  SLOTS_GET,
  SLOTS_LIST,
} from '../../../engine/resources/operations/promotion-operations.ts'
import { findRuleFaults, type Slot } from '../../../engine/resources/promotion-slot.ts'
import type { Database } from '../../storage/database.ts'
import { SLOT_TABLE } from '../../storage/promotion-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { InputRefusedError, NotFoundError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'
import { confirmMove, readCursor, toPage } from './confirm-move.ts'

export function buildSlotHandlers(database: Database): readonly Handler[] {
  const findOwner = async ({ slot }: { readonly slot: string }) =>
    (await selectResource(database, SLOT_TABLE, slot))?.defined_by
  return [
    handle(SLOTS_LIST, async ({ state, limit, after }) => {
      const range = { beforeSeq: readCursor(SLOTS_LIST.name, after), count: limit }
      return toPage(await selectResources(database, SLOT_TABLE, { state }, range))
    }),
    handle(SLOTS_GET, async ({ slot }) => await findSlot(database, slot), findOwner),
    handle(SLOTS_DEFINE, (input, context) => define(database, input, context), findOwner),
  ]
}

/** @throws {NotFoundError} where there is none. */
export async function findSlot(database: Database, slot: string): Promise<Slot> {
  const found = await selectResource(database, SLOT_TABLE, slot)
  if (found === undefined) throw new NotFoundError({ resource: 'Slot', id: slot })
  return found
}

/** The rule that is in force already changes nothing. */
async function define(
  database: Database,
  { slot, rule, reason }: InputOf<typeof SLOTS_DEFINE>,
  context: CallContext,
): Promise<Slot> {
  const faults = findRuleFaults(rule)
  if (faults.length > 0) throw new InputRefusedError({ operation: SLOTS_DEFINE.name, faults })
  const found = await selectResource(database, SLOT_TABLE, slot)
  if (found !== undefined && isSame(found.rule, rule)) return found
  const revision = (found?.revision ?? 0) + 1
  const move = { operation: SLOTS_DEFINE.name, resource: 'Slot', id: slot }
  await confirmMove(
    database,
    { ...move, wanted: `of revision ${revision}` },
    context.publishEvent({
      kind: 'record',
      name: 'ml.slot.defined',
      idempotencyKey: `ml.slot/${slot}/defined/${revision}`,
      data: { slot, revision, rule, by: context.principal.id, reason },
    }),
  )
  return await findSlot(database, slot)
}

function isSame(one: Slot['rule'], other: Slot['rule']): boolean {
  try {
    return canonicalJson(one) === canonicalJson(other)
  } catch {
    // No event can hold it: publishing says why.
    return false
  }
}
