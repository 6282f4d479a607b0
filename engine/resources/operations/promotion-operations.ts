/** What can be asked of slots and promotions. */
import { z } from 'zod'
import { sha256 } from '../../telemetry/event-fields.ts'
import { EVIDENCE_SCHEMA, PROMOTION_RULE_SCHEMA } from '../../telemetry/types/promotion-types.ts'
import { afterInput, limitInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { decisionSchema, PROMOTION_STATES, promotionSchema } from '../promotion.ts'
import { SLOT_STATES, slotSchema } from '../promotion-slot.ts'
import { idInput, nameInput, pageOf, reasonInput } from '../resource-fields.ts'

const MAX_RULE_CHARS = 1000
const MAX_EVIDENCE = 8

const query = { scope: 'read', kind: 'query', method: 'GET', isTool: true } as const
const ofSlot = { resource: 'Slot', subject: 'slot', output: slotSchema } as const
const ofPromotion = {
  resource: 'Promotion',
  subject: 'promotion_id',
  output: promotionSchema,
} as const
const command = { scope: 'write', kind: 'command', method: 'POST' } as const

const slot = idInput('The slot: a named role, such as `model.next-state`.')
const promotion = idInput('The promotion.')

export const SLOTS_LIST = defineOperation({
  ...query,
  name: 'slots.list',
  about: 'Slots with their champions, the newest first.',
  resource: 'Slot',
  path: '/slots',
  input: z.strictObject({
    state: z.enum(SLOT_STATES).optional().meta({ description: 'Those in a state alone.' }),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(slotSchema).meta({ id: 'SlotList', description: 'Slots.' }),
})

export const SLOTS_GET = defineOperation({
  ...query,
  ...ofSlot,
  name: 'slots.get',
  about: 'A slot, with its rule of promotion and its champion.',
  path: '/slots/:slot',
  input: z.strictObject({ slot }),
})

export const SLOTS_DEFINE = defineOperation({
  ...command,
  ...ofSlot,
  name: 'slots.define',
  about: 'Makes a slot, or gives it another rule of promotion; its champion stays.',
  scope: 'admin',
  method: 'PUT',
  path: '/slots/:slot',
  input: z.strictObject({
    slot,
    rule: PROMOTION_RULE_SCHEMA.meta({ description: 'By what challengers are promoted.' }),
    reason: reasonInput('Why.'),
  }),
})

export const PROMOTIONS_LIST = defineOperation({
  ...query,
  name: 'promotions.list',
  about: 'Promotions, the newest first: champions, challengers, and those that were.',
  resource: 'Promotion',
  path: '/promotions',
  input: z.strictObject({
    slot: slot.optional(),
    state: z.enum(PROMOTION_STATES).optional().meta({ description: 'Those in a state alone.' }),
    sha256: sha256('Those of a candidate alone.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(promotionSchema).meta({ id: 'PromotionList', description: 'Promotions.' }),
})

export const PROMOTIONS_GET = defineOperation({
  ...query,
  ...ofPromotion,
  name: 'promotions.get',
  about: 'A promotion, with each comparison that decided it.',
  path: '/promotions/:promotion_id',
  input: z.strictObject({ promotion_id: promotion }),
})

export const PROMOTIONS_COMPARE = defineOperation({
  ...query,
  ...ofPromotion,
  name: 'promotions.compare',
  about: 'What would be decided about a challenger now; nothing is.',
  path: '/promotions/:promotion_id/comparison',
  input: z.strictObject({ promotion_id: promotion }),
  output: decisionSchema,
})

export const PROMOTIONS_PROPOSE = defineOperation({
  ...command,
  ...ofPromotion,
  name: 'promotions.propose',
  about: 'Has an artifact or a rule challenge the champion of a slot, in its shadow.',
  path: '/promotions',
  input: z.strictObject({
    promotion_id: idInput(
      'An id that whoever asks has chosen; one is made where it is absent.',
    ).optional(),
    slot,
    sha256: sha256('The hash of the artifact; this or a rule is the candidate.').optional(),
    rule: z
      .string()
      .min(1)
      .max(MAX_RULE_CHARS)
      .optional()
      .meta({ description: 'A rule in any notation that is known, or its name.' }),
    evidence: z
      .array(
        EVIDENCE_SCHEMA.extend({ id: nameInput('What it is known by.') }).meta({
          description: 'A trial or a run.',
        }),
      )
      .min(1)
      .max(MAX_EVIDENCE)
      .meta({ description: 'The trials and runs that measure it, one of which it came out of.' }),
    reason: reasonInput('Why.'),
  }),
})

export const PROMOTIONS_DECIDE = defineOperation({
  ...command,
  ...ofPromotion,
  name: 'promotions.decide',
  about: 'Promotes a challenger or refuses it, by the rule of its slot and metrics on record.',
  path: '/promotions/:promotion_id/decide',
  input: z.strictObject({ promotion_id: promotion }),
})

export const PROMOTIONS_EVALUATE = defineOperation({
  ...command,
  ...ofPromotion,
  name: 'promotions.evaluate',
  about:
    'Measures challenger and champion beside one another: rules in the same worlds, models on the same data, by seeds that nobody has chosen; by these numbers it is decided then.',
  path: '/promotions/:promotion_id/evaluate',
  input: z.strictObject({ promotion_id: promotion }),
  output: decisionSchema,
})

export const PROMOTIONS_WITHDRAW = defineOperation({
  ...command,
  ...ofPromotion,
  name: 'promotions.withdraw',
  about: 'Takes a challenger back before it is decided.',
  path: '/promotions/:promotion_id/withdraw',
  input: z.strictObject({ promotion_id: promotion, reason: reasonInput('Why.') }),
})

export const PROMOTIONS_ROLL_BACK = defineOperation({
  ...command,
  ...ofPromotion,
  name: 'promotions.roll_back',
  about: 'Retires a champion; the one whose place it took is champion again.',
  path: '/promotions/:promotion_id/roll-back',
  input: z.strictObject({ promotion_id: promotion, reason: reasonInput('Why.') }),
})

export const PROMOTION_OPERATIONS = Object.freeze([
  ...([SLOTS_LIST, SLOTS_GET, SLOTS_DEFINE] as const),
  ...([PROMOTIONS_LIST, PROMOTIONS_GET, PROMOTIONS_COMPARE] as const),
  ...([PROMOTIONS_PROPOSE, PROMOTIONS_EVALUATE, PROMOTIONS_DECIDE] as const),
  ...([PROMOTIONS_WITHDRAW, PROMOTIONS_ROLL_BACK] as const),
] as const)
