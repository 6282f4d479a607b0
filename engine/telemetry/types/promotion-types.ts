/**
 * What comes to be in use, and why: slots, which are named roles with a rule of promotion, and the challengers that
 * are promoted to them. A slot has one champion at most. Each change of champion says which one of its slot it is, so that
 * of two who change it at once the one counts that is first in the ledger.
 */
import { z } from 'zod'
import { decimal, id, list, maybe, message, oneOf, sha256, wholeNumber } from '../event-fields.ts'
import type { RecordType } from '../event-type.ts'
import { metric } from './made-of.ts'

/** As the names of things of lineage. */
const MAX_SOURCE_CHARS = 400
const MAX_RULE_CHARS = 1000

const number = (description: string) => z.number().meta({ description })
const amount = (description: string) => z.number().min(0).meta({ description })

const metricFields = {
  name: id('The name of a metric.'),
  direction: oneOf(['maximize', 'minimize'], 'Which values are better.'),
}

/** A bound on a metric that is not compared. */
const constraint = z.strictObject({
  ...metricFields,
  threshold: number('The value that is just good enough.'),
})

const objectiveFields = {
  ...metricFields,
  threshold: maybe(number('The value that is just good enough; absent where any is.')),
  margin: maybe(
    amount('Of a front: how much worse than the champion it may be; absent for not at all.'),
  ),
  gain: maybe(
    amount('Of a front: it counts as better where it is so by more; absent for any bit more.'),
  ),
  weight: maybe(z.number().positive().meta({ description: 'Of weights: how much it counts.' })),
  worst: maybe(number('Of weights: the value that counts nothing.')),
  best: maybe(number('Of weights: the value that counts in full.')),
}

/** A metric by which challenger and champion are compared. */
const objective = z.strictObject(objectiveFields)

/** By what a challenger is promoted. */
export const PROMOTION_RULE_SCHEMA = z.strictObject({
  kind: oneOf(
    ['front', 'weights'],
    '`front`: not worse than the champion in any objective, and better in one; `weights`: a higher score.',
  ),
  objectives: list(objective, 'What challenger and champion are compared by.'),
  constraints: maybe(list(constraint, 'Other bounds that a challenger must keep.')),
  gain: maybe(amount('Of weights: by how much more its score has to be higher; absent for 0.')),
})

export type PromotionRule = z.infer<typeof PROMOTION_RULE_SCHEMA>

/** How a challenger does by a metric. */
export const COMPARISON_OUTCOMES = [
  'missing',
  'below',
  'kept',
  'unmatched',
  'better',
  'same',
  'within',
  'worse',
] as const

const source = (description: string) =>
  z.string().min(1).max(MAX_SOURCE_CHARS).meta({ description })

/** One line of what a decision is made of: numbers of the rule, numbers of the record, and what they come to. */
export const COMPARISON_SCHEMA = z.strictObject({
  ...objectiveFields,
  use: oneOf(['objective', 'constraint'], 'Whether it is compared, or a bound alone.'),
  challenger: maybe(number('The value of the challenger; absent where none is on record.')),
  challenger_source: maybe(source('What of lineage it was measured of: trial:ID, run:ID.')),
  champion: maybe(number('The value of the champion; absent where none is on record.')),
  champion_source: maybe(source('What of lineage it was measured of.')),
  challenger_share: maybe(number('Of weights: what it counts, 0 to 1.')),
  champion_share: maybe(number('Of weights: what the value of the champion counts.')),
  outcome: oneOf(
    COMPARISON_OUTCOMES,
    '`missing`: not measured; `below`: not good enough; `kept`: a bound that is kept; `unmatched`: nobody to compare with; `within`: worse by no more than the margin.',
  ),
})

export type Comparison = z.infer<typeof COMPARISON_SCHEMA>

/** What may be promoted. */
export const CANDIDATE_SCHEMA = z.strictObject({
  kind: oneOf(['artifact', 'rule'], 'What sort of thing it is.'),
  sha256: sha256('The hash of the content of the artifact, or of the notation of the rule.'),
  rule: maybe(
    z.string().min(1).max(MAX_RULE_CHARS).meta({ description: 'The canonical notation.' }),
  ),
})

/** What measured a candidate. */
export const EVIDENCE_SCHEMA = z.strictObject({
  kind: oneOf(['trial', 'run'], 'What sort of thing it is.'),
  id: id('What it is known by.'),
})

export const PROMOTION_GROUNDS = [
  'first',
  'better',
  'missing',
  'below',
  'worse',
  'not_better',
] as const

const slot = id('The slot: a named role, such as `model.next-state`.')
const promotionId = id('The promotion: one candidate for one slot.')
const sequence = wholeNumber('Which change of the champion of the slot it is, from 1.')
const by = id('Who decided it.')
const reason = message('Why.')

const ofPromotion = {
  kind: 'record',
  version: 1,
  publisher: 'server/api',
  subject: 'promotion_id',
} as const

/** Records of slots and promotions, in the order of their lives. */
export const PROMOTION_TYPES = [
  {
    ...ofPromotion,
    name: 'ml.slot.defined',
    about: 'A slot is there, or has another rule of promotion from now on.',
    subject: 'slot',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      slot,
      revision: wholeNumber('Which rule of the slot it is, from 1.'),
      rule: PROMOTION_RULE_SCHEMA.meta({ description: 'By what challengers are promoted.' }),
      by,
      reason,
    }),
  },
  {
    ...ofPromotion,
    name: 'ml.promotion.proposed',
    about:
      'A candidate challenges the champion of a slot; it is in its shadow until it is decided.',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      promotion_id: promotionId,
      slot,
      candidate: CANDIDATE_SCHEMA.meta({ description: 'What may be promoted.' }),
      evidence: list(EVIDENCE_SCHEMA, 'The trials and runs that measured it.'),
      by: id('Who proposed it.'),
      reason,
    }),
  },
  {
    ...ofPromotion,
    name: 'ml.promotion.decided',
    about: 'A challenger is promoted, or refused, by the rule of its slot and metrics on record.',
    masked: { by: 'people' },
    data: z.strictObject({
      promotion_id: promotionId,
      slot,
      verdict: oneOf(['promoted', 'refused'], 'What came of it.'),
      ground: oneOf(PROMOTION_GROUNDS, 'In a word, why.'),
      explanation: message('The same for people, with the numbers that decided it.'),
      revision: wholeNumber('Which rule of the slot decided it.'),
      sequence: wholeNumber('Which change of champion it is, or would have been.'),
      champion_id: maybe(id('The promotion of the champion then; absent where there was none.')),
      comparisons: list(COMPARISON_SCHEMA, 'Each comparison with its numbers.'),
      challenger_score: maybe(number('Of weights: the score of the challenger, 0 to 1.')),
      champion_score: maybe(number('Of weights: the score of the champion.')),
      by,
      verdict_id: id('The verdict of the policies that allowed it.'),
    }),
  },
  {
    ...ofPromotion,
    name: 'ml.promotion.evaluated',
    about:
      'Challenger and champion were run by the server in the same worlds, with seeds that nobody has chosen.',
    masked: { by: 'people' },
    data: z.strictObject({
      promotion_id: promotionId,
      slot,
      sequence: wholeNumber('Which change of champion would be the next then.'),
      champion_id: maybe(id('The promotion of the champion then; absent where there was none.')),
      trial_id: id('The trial of the challenger whose scenario they were run in.'),
      document_sha256: sha256('The hash of the document of its study.'),
      seeds: list(decimal('A seed, in decimal digits.'), 'The seeds, of the one and the other.'),
      challenger_rule: z.string().min(1).max(MAX_RULE_CHARS).meta({ description: 'Its rule.' }),
      challenger: list(metric, 'What was measured of the challenger.'),
      champion_rule: maybe(
        z.string().min(1).max(MAX_RULE_CHARS).meta({ description: 'The rule of the champion.' }),
      ),
      champion: maybe(list(metric, 'What was measured of the champion.')),
      engine: id('The version of Thunderline.'),
      by: id('Who asked for it.'),
    }),
  },
  {
    ...ofPromotion,
    name: 'ml.promotion.models_evaluated',
    about:
      'Challenger and champion, which are models, were evaluated by the server on the same data of their task, drawn from a seed that nobody has chosen.',
    masked: { by: 'people' },
    data: z.strictObject({
      promotion_id: promotionId,
      slot,
      sequence: wholeNumber('Which change of champion would be the next then.'),
      champion_id: maybe(id('The promotion of the champion then; absent where there was none.')),
      trial_id: id('The trial that made the challenger, whose task the data are of.'),
      document_sha256: sha256('The hash of the document of its study.'),
      seed: decimal('What the data were drawn from, in decimal digits.'),
      challenger_sha256: sha256('The hash of the challenger.'),
      challenger: list(metric, 'What was measured of the challenger.'),
      champion_sha256: maybe(sha256('The hash of the champion.')),
      champion: maybe(list(metric, 'What was measured of the champion.')),
      engine: id('The version of Thunderline.'),
      by: id('Who asked for it.'),
    }),
  },
  {
    ...ofPromotion,
    name: 'ml.promotion.withdrawn',
    about: 'A challenger is no longer one, before it was decided.',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({ promotion_id: promotionId, slot, by: id('Who withdrew it.'), reason }),
  },
  {
    ...ofPromotion,
    name: 'ml.promotion.rolled_back',
    about: 'A champion is retired, and the one before it is champion again.',
    masked: { by: 'people', reason: 'reasons' },
    data: z.strictObject({
      promotion_id: id('The promotion of the champion that is retired.'),
      slot,
      sequence,
      restored_id: maybe(id('The promotion that is active again; absent where there was none.')),
      by,
      reason,
      verdict_id: id('The verdict of the policies that allowed it.'),
    }),
  },
] as const satisfies readonly RecordType[]
