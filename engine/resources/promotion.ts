/**
 * Promotions: one candidate, an artifact or a rule, that challenges the champion of a slot. It is in the champion's
 * shadow until it is decided; then it is active, or refused for good. A champion that another takes the place of is
 * retired, and active again where that one is rolled back.
 */
import { z } from 'zod'
import { id, list, maybe, message, oneOf, wholeNumber } from '../telemetry/event-fields.ts'
import {
  CANDIDATE_SCHEMA,
  COMPARISON_SCHEMA,
  EVIDENCE_SCHEMA,
  PROMOTION_GROUNDS,
} from '../telemetry/types/promotion-types.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine } from './state-machine.ts'

export const PROMOTION_STATES = ['shadow', 'active', 'retired', 'refused', 'withdrawn'] as const

export type PromotionState = (typeof PROMOTION_STATES)[number]

type PromotionMove =
  | 'ml.promotion.proposed'
  | 'ml.promotion.decided/promoted'
  | 'ml.promotion.decided/refused'
  | 'ml.promotion.decided/replaced'
  | 'ml.promotion.withdrawn'
  | 'ml.promotion.rolled_back'
  | 'ml.promotion.rolled_back/restored'

/** The same event makes one active and retires the one whose place it takes. */
export const PROMOTION_MACHINE = defineStateMachine<PromotionState, PromotionMove>({
  resource: 'Promotion',
  begins: { 'ml.promotion.proposed': 'shadow' },
  moves: {
    shadow: {
      'ml.promotion.decided/promoted': 'active',
      'ml.promotion.decided/refused': 'refused',
      'ml.promotion.withdrawn': 'withdrawn',
    },
    active: {
      'ml.promotion.decided/replaced': 'retired',
      'ml.promotion.rolled_back': 'retired',
    },
    retired: { 'ml.promotion.rolled_back/restored': 'active' },
    refused: {},
    withdrawn: {},
  },
})

/** What may be promoted. */
export const candidateSchema = CANDIDATE_SCHEMA.meta({
  id: 'PromotionCandidate',
  description: 'What may be promoted: an artifact or a rule.',
})

const evidenceSchema = EVIDENCE_SCHEMA.meta({
  id: 'PromotionEvidence',
  description: 'A trial or a run that measured a candidate.',
})

const comparisonSchema = COMPARISON_SCHEMA.meta({
  id: 'PromotionComparison',
  description: 'How a challenger does by one metric.',
})

/** What was decided about one. */
export const decisionSchema = z
  .strictObject({
    verdict: oneOf(['promoted', 'refused'], 'What comes of it.'),
    ground: oneOf(PROMOTION_GROUNDS, 'In a word, why.'),
    explanation: message('The same for people, with the numbers that decide it.'),
    revision: wholeNumber('Which rule of the slot decides it.'),
    sequence: wholeNumber('Which change of champion it is, or would be.'),
    champion_id: maybe(id('The promotion of the champion; absent where there is none.')),
    comparisons: list(comparisonSchema, 'Each comparison with its numbers.'),
    challenger_score: maybe(z.number().meta({ description: 'Of weights: the score, 0 to 1.' })),
    champion_score: maybe(z.number().meta({ description: 'Of weights: that of the champion.' })),
  })
  .meta({ id: 'PromotionDecision', description: 'What a rule makes of metrics on record.' })

/** A promotion. */
export const promotionSchema = z
  .strictObject({
    promotion_id: id('What it is known by.'),
    slot: id('The slot.'),
    state: oneOf(
      PROMOTION_STATES,
      '`shadow` until it is decided, `active` while it is the champion, `retired` after that.',
    ),
    candidate: candidateSchema,
    evidence: list(evidenceSchema, 'The trials and runs that measured it.'),
    decision: decisionSchema.optional().meta({ description: 'Absent until it is decided.' }),
    proposed_by: hidden(id('Who proposed it.')),
    reason: hidden(message('Why: of the proposal, then of what ended it.')),
    decided_by: hidden(maybe(id('Who had it decided.'))),
    ended_by: hidden(maybe(id('Who withdrew it, or rolled it back.'))),
    created_at_ms: moment('When it was proposed.'),
    decided_at_ms: maybe(moment('When it was decided.')),
    changed_at_ms: moment('When its state changed last.'),
  })
  .meta({ id: 'Promotion', description: 'A candidate that challenges the champion of a slot.' })

export type Promotion = z.infer<typeof promotionSchema>
