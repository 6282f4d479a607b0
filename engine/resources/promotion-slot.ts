/**
 * Slots: named roles, such as `model.next-state` or `rule.demo`, in each of which one champion at most is in use. What
 * a challenger has to be good at is a rule of the slot, on record before anybody is held to it.
 */
import { z } from 'zod'
import { id, maybe, message, oneOf, wholeNumber } from '../telemetry/event-fields.ts'
import { PROMOTION_RULE_SCHEMA, type PromotionRule } from '../telemetry/types/promotion-types.ts'
import { candidateSchema } from './promotion.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine } from './state-machine.ts'

export const SLOT_STATES = ['vacant', 'held'] as const

export type SlotState = (typeof SLOT_STATES)[number]

type SlotMove =
  | 'ml.slot.defined'
  | 'ml.promotion.decided/promoted'
  | 'ml.promotion.rolled_back'
  | 'ml.promotion.rolled_back/emptied'

/** Each change of champion has the next number of the slot; one that has another is refused too. */
export const SLOT_MACHINE = defineStateMachine<SlotState, SlotMove>({
  resource: 'Slot',
  begins: { 'ml.slot.defined': 'vacant' },
  moves: {
    vacant: { 'ml.slot.defined': 'vacant', 'ml.promotion.decided/promoted': 'held' },
    held: {
      'ml.slot.defined': 'held',
      'ml.promotion.decided/promoted': 'held',
      'ml.promotion.rolled_back': 'held',
      'ml.promotion.rolled_back/emptied': 'vacant',
    },
  },
})

const ruleSchema = PROMOTION_RULE_SCHEMA.meta({
  id: 'PromotionRule',
  description: 'By what a challenger is promoted.',
})

/** A slot. */
export const slotSchema = z
  .strictObject({
    slot: id('Its name, by which it is known.'),
    state: oneOf(SLOT_STATES, '`held` where it has a champion.'),
    rule: ruleSchema,
    revision: wholeNumber('Which rule of the slot that is, from 1.'),
    sequence: wholeNumber('How often its champion has changed.'),
    champion_id: maybe(id('The promotion of its champion; absent where it has none.')),
    champion: candidateSchema.optional().meta({
      description: 'What the champion is: an artifact or a rule; absent where there is none.',
    }),
    defined_by: hidden(id('Who made its rule what it is.')),
    reason: hidden(message('Why.')),
    created_at_ms: moment('When it was defined first.'),
    changed_at_ms: moment('When its rule or its champion changed last.'),
  })
  .meta({ id: 'Slot', description: 'A named role that one champion at most has.' })

export type Slot = z.infer<typeof slotSchema>

/** So many objectives, and so many constraints. */
export const MAX_PROMOTION_METRICS = 32

/** What is wrong with a rule that its fields alone do not tell; nothing where it can decide. */
export function findRuleFaults({ kind, objectives, constraints = [], gain }: PromotionRule) {
  const faults: string[] = []
  const names = [...objectives, ...constraints].map(({ name }) => name)
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (objectives.length === 0) faults.push('rule.objectives: there is none')
  if (Math.max(objectives.length, constraints.length) > MAX_PROMOTION_METRICS) {
    faults.push(`rule: it has more than ${MAX_PROMOTION_METRICS} objectives or constraints`)
  }
  if (twice !== undefined) faults.push(`rule: ${twice} is there twice`)
  if (kind === 'front' && gain !== undefined) faults.push('rule.gain: it is of weights alone')
  for (const objective of objectives) {
    const problem = kind === 'front' ? findFrontFault(objective) : findWeightFault(objective)
    if (problem !== undefined) faults.push(`rule.objectives: ${objective.name} ${problem}`)
  }
  return faults
}

type Objective = PromotionRule['objectives'][number]

function findFrontFault({ weight, worst, best }: Objective): string | undefined {
  const isWeighed = weight !== undefined || worst !== undefined || best !== undefined
  return isWeighed ? 'has weight, worst or best, which are of weights' : undefined
}

function findWeightFault({ direction, margin, gain, weight, worst, best }: Objective) {
  if (margin !== undefined || gain !== undefined) return 'has margin or gain, which are of a front'
  if (weight === undefined || worst === undefined || best === undefined) {
    return 'needs weight, worst and best'
  }
  const isInOrder = direction === 'maximize' ? worst < best : worst > best
  return isInOrder ? undefined : `is to ${direction}, so that its best value is not ${best}`
}
