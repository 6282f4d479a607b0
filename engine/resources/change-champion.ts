/**
 * What events make of slots and promotions: one event may move a slot, the challenger and the champion at once.
 *
 * A change of champion counts only where it is the next one of its slot and names the champion that there is, and a
 * decision only by the rule that is in force. So whatever two processes put on record, there is one champion at most.
 */
import type { z } from 'zod'
import { type decisionSchema, PROMOTION_MACHINE, type Promotion } from './promotion.ts'
import { SLOT_MACHINE, type Slot } from './promotion-slot.ts'
import { nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

export type PromotionEvent = ToldEvent<
  | 'ml.slot.defined'
  | 'ml.promotion.proposed'
  | 'ml.promotion.decided'
  | 'ml.promotion.withdrawn'
  | 'ml.promotion.rolled_back'
>

/** What is there of what an event names. */
export interface SlotStanding {
  readonly slot: Slot | undefined
  /** The one that the event is of. */
  readonly promotion: Promotion | undefined
  /** The champion, or the one that is to be restored. */
  readonly other: Promotion | undefined
}

/** What an event makes of it; what it does not change is left out. */
export interface SlotChange {
  readonly slot?: Slot
  /** Those that are no longer active first. */
  readonly promotions?: readonly Promotion[]
}

/** Names of what an event is about, so that it can be looked up. */
export function namesOf(event: PromotionEvent): {
  readonly slot: string
  readonly promotion: string | undefined
  readonly other: string | undefined
} {
  const { slot } = event.data
  const promotion = event.name === 'ml.slot.defined' ? undefined : event.data.promotion_id
  const other =
    event.name === 'ml.promotion.decided'
      ? event.data.champion_id
      : event.name === 'ml.promotion.rolled_back'
        ? event.data.restored_id
        : undefined
  return { slot, promotion, other }
}

/** What an event changes; undefined where that is no legal move, and then all stays as it was. */
export function changeSlot(standing: SlotStanding, event: PromotionEvent): SlotChange | undefined {
  switch (event.name) {
    case 'ml.slot.defined':
      return define(standing, event)
    case 'ml.promotion.proposed':
      return propose(standing, event)
    case 'ml.promotion.decided':
      return decide(standing, event)
    case 'ml.promotion.withdrawn':
      return withdraw(standing, event)
    case 'ml.promotion.rolled_back':
      return rollBack(standing, event)
    default:
      return event satisfies never
  }
}

function define(
  { slot }: SlotStanding,
  { name, data, atMs }: ToldEvent<'ml.slot.defined'>,
): SlotChange | undefined {
  const state = nextState(SLOT_MACHINE, slot?.state, name)
  if (state === undefined || data.revision !== (slot?.revision ?? 0) + 1) return undefined
  const { by, ...told } = data
  const before = slot ?? { sequence: 0, created_at_ms: atMs }
  return { slot: { ...before, ...told, state, defined_by: by, changed_at_ms: atMs } }
}

function propose(
  { slot, promotion }: SlotStanding,
  { name, data, atMs }: ToldEvent<'ml.promotion.proposed'>,
): SlotChange | undefined {
  const state = nextState(PROMOTION_MACHINE, promotion?.state, name)
  if (state === undefined || slot === undefined) return undefined
  const { by, ...told } = data
  const times = { created_at_ms: atMs, changed_at_ms: atMs }
  return { promotions: [{ ...told, state, proposed_by: by, ...times }] }
}

function decide(
  { slot, promotion, other: champion }: SlotStanding,
  { name, data, atMs }: ToldEvent<'ml.promotion.decided'>,
): SlotChange | undefined {
  const { verdict, sequence, revision, champion_id } = data
  const state = nextState(PROMOTION_MACHINE, promotion?.state, `${name}/${verdict}`)
  const isOfNow =
    slot?.slot === promotion?.slot &&
    slot?.revision === revision &&
    slot?.sequence === sequence - 1 &&
    slot?.champion_id === champion_id
  if (state === undefined || !isOfNow || slot === undefined) return undefined
  const decision = decisionOf(data)
  const decided = { decision, decided_by: data.by, decided_at_ms: atMs, changed_at_ms: atMs }
  const challenger: Promotion = { ...promotion!, state, ...decided }
  if (verdict === 'refused') return { promotions: [challenger] }
  const slotState = nextState(SLOT_MACHINE, slot.state, `${name}/${verdict}`)
  if (slotState === undefined) return undefined
  const retired = champion && move(champion, `${name}/replaced`, atMs)
  if (champion_id !== undefined && retired === undefined) return undefined
  return {
    slot: {
      ...{ ...slot, state: slotState, sequence, changed_at_ms: atMs },
      champion_id: data.promotion_id,
      champion: challenger.candidate,
    },
    promotions: retired === undefined ? [challenger] : [retired, challenger],
  }
}

function withdraw(
  { promotion }: SlotStanding,
  { name, data, atMs }: ToldEvent<'ml.promotion.withdrawn'>,
): SlotChange | undefined {
  const moved = promotion?.slot === data.slot ? move(promotion, name, atMs) : undefined
  return moved && { promotions: [{ ...moved, ended_by: data.by, reason: data.reason }] }
}

function rollBack(
  { slot, promotion, other }: SlotStanding,
  { name, data, atMs }: ToldEvent<'ml.promotion.rolled_back'>,
): SlotChange | undefined {
  const { promotion_id, restored_id, sequence, by, reason } = data
  const isOfNow =
    slot !== undefined &&
    promotion !== undefined &&
    slot.sequence === sequence - 1 &&
    slot.champion_id === promotion_id &&
    // None but the one whose place it took.
    promotion.decision?.champion_id === restored_id
  if (!isOfNow) return undefined
  const retired = move(promotion, name, atMs)
  const restored = other && move(other, `${name}/restored`, atMs)
  const isRestored = restored?.slot === slot.slot
  if (retired === undefined || isRestored !== (restored_id !== undefined)) return undefined
  const state = nextState(SLOT_MACHINE, slot.state, isRestored ? name : `${name}/emptied`)
  if (state === undefined) return undefined
  const { champion_id: _id, champion: _before, ...rest } = slot
  const held = isRestored
    ? { champion_id: restored.promotion_id, champion: restored.candidate }
    : {}
  return {
    slot: { ...rest, ...held, state, sequence, changed_at_ms: atMs },
    promotions: [{ ...retired, ended_by: by, reason }, ...(restored ? [restored] : [])],
  }
}

function move(promotion: Promotion, move: string, atMs: number): Promotion | undefined {
  const state = nextState(PROMOTION_MACHINE, promotion.state, move)
  return state && { ...promotion, state, changed_at_ms: atMs }
}

function decisionOf(
  data: ToldEvent<'ml.promotion.decided'>['data'],
): z.infer<typeof decisionSchema> {
  const { promotion_id: _id, slot: _slot, by: _by, verdict_id: _verdict, ...decision } = data
  return decision
}
