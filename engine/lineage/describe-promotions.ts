/** What events of slots and promotions tell of lineage. */
import type { z } from 'zod'
import type { PROMOTION_TYPES } from '../telemetry/types/promotion-types.ts'
import type { FactsBuilder } from './facts-builder.ts'
import { nameNamed, nameNode } from './node-id.ts'

type PromotionType = (typeof PROMOTION_TYPES)[number]
type DataOf<N extends PromotionType['name']> = z.infer<Extract<PromotionType, { name: N }>['data']>

const namePromotion = (id: string) => nameNamed('promotion', id)

/**
 * A time in which a slot has a champion. Ids of deployments have no slash, so that none has the name of another.
 */
const nameTurn = (slot: string, sequence: number) => nameNode('deployment', `${slot}/${sequence}`)

/** The run in which a side was measured before a change of champion. Ids of runs have no slash either. */
export const nameEvaluation = (
  promotion: string,
  sequence: number,
  side: 'challenger' | 'champion',
): string => nameNode('run', `${promotion}/${sequence}/${side}`)

/** A describer tells what an event with these data says; `atMs` is when it was published. */
export const PROMOTION_DESCRIBERS = {
  'ml.promotion.proposed': (
    facts: FactsBuilder,
    data: DataOf<'ml.promotion.proposed'>,
    atMs?: number,
  ) => {
    const { promotion_id, slot, candidate, evidence, by, reason } = data
    const { kind, sha256, rule } = candidate
    const promotion = facts.tell(namePromotion(promotion_id), {
      ...{ slot, state: 'created', created_at_ms: atMs, created_by: by, reason },
    })
    const what = nameNode(kind, sha256)
    // No event but this one need tell of a rule, which is known by its notation.
    if (kind === 'rule') facts.tell(what, { notation: rule })
    facts.make(what, promotion, kind)
    for (const { kind: by, id } of evidence) {
      const measured = nameNode(by, id)
      facts.make(measured, promotion, 'evidence')
      // A rule is what a trial has found; runs take rules that are there.
      if (kind === 'rule' && by === 'trial') facts.make(measured, what, 'found')
    }
  },
  'ml.promotion.decided': (
    facts: FactsBuilder,
    data: DataOf<'ml.promotion.decided'>,
    atMs?: number,
  ) => {
    const { promotion_id, slot, verdict, ground, explanation, champion_id, sequence, by } = data
    const promotion = facts.tell(namePromotion(promotion_id), {
      ...{ slot, verdict, ground, explanation, revision: data.revision },
      ...{ state: 'completed', ended_at_ms: atMs, decided_by: by },
    })
    for (const { name, ...compared } of data.comparisons) {
      const { challenger, challenger_source: of, champion, champion_source: other } = compared
      linkMetric(facts, { of, name, value: challenger }, promotion, 'metric')
      linkMetric(facts, { of: other, name, value: champion }, promotion, 'metric:champion')
    }
    if (champion_id !== undefined) {
      facts.make(namePromotion(champion_id), promotion, 'champion')
    }
    if (verdict === 'promoted') {
      const turn = { slot, sequence, state: 'deployed', at_ms: atMs, by }
      facts.make(promotion, facts.tell(nameTurn(slot, sequence), turn), 'promotion')
    }
  },
  'ml.promotion.evaluated': (
    facts: FactsBuilder,
    data: DataOf<'ml.promotion.evaluated'>,
    atMs?: number,
  ) => {
    const { promotion_id, slot, sequence, document_sha256, seeds, engine, by } = data
    for (const side of ['challenger', 'champion'] as const) {
      const [rule, metrics] = [data[`${side}_rule`], data[side]]
      if (rule === undefined || metrics === undefined) continue
      const run = facts.tell(nameEvaluation(promotion_id, sequence, side), {
        ...{ purpose: 'evaluation', state: 'completed', ended_at_ms: atMs, slot, sequence, by },
      })
      facts.makeFromRule(run, 'rule', rule)
      facts.makeFrom(run, 'scenario', nameNode('scenario', document_sha256))
      for (const seed of seeds) facts.makeFromSeed(run, seed)
      facts.makeFromCode(run, engine, undefined)
      facts.measure(run, metrics)
      facts.make(run, namePromotion(promotion_id), 'evaluation')
    }
  },
  'ml.promotion.models_evaluated': (
    facts: FactsBuilder,
    data: DataOf<'ml.promotion.models_evaluated'>,
    atMs?: number,
  ) => {
    const { promotion_id, slot, sequence, document_sha256, seed, engine, by } = data
    for (const side of ['challenger', 'champion'] as const) {
      const [sha256, metrics] = [data[`${side}_sha256`], data[side]]
      if (sha256 === undefined || metrics === undefined) continue
      const run = facts.tell(nameEvaluation(promotion_id, sequence, side), {
        ...{ purpose: 'evaluation', state: 'completed', ended_at_ms: atMs, slot, sequence, by },
      })
      facts.makeFrom(run, 'model', nameNode('artifact', sha256))
      facts.makeFrom(run, 'document', nameNode('scenario', document_sha256))
      facts.makeFromSeed(run, seed)
      facts.makeFromCode(run, engine, undefined)
      facts.measure(run, metrics)
      facts.make(run, namePromotion(promotion_id), 'evaluation')
    }
  },
  'ml.promotion.withdrawn': (
    facts: FactsBuilder,
    data: DataOf<'ml.promotion.withdrawn'>,
    atMs?: number,
  ) => {
    const { promotion_id, slot, by, reason } = data
    const told = { slot, state: 'cancelled', ended_at_ms: atMs, ended_by: by, ended_why: reason }
    facts.tell(namePromotion(promotion_id), told)
  },
  'ml.promotion.rolled_back': (
    facts: FactsBuilder,
    data: DataOf<'ml.promotion.rolled_back'>,
    atMs?: number,
  ) => {
    const { promotion_id, slot, sequence, restored_id, by, reason } = data
    const told = { slot, rolled_back_at_ms: atMs, ended_by: by, ended_why: reason }
    const promotion = facts.tell(namePromotion(promotion_id), told)
    if (restored_id === undefined) return
    const turn = facts.tell(nameTurn(slot, sequence), {
      ...{ slot, sequence, state: 'deployed', at_ms: atMs, by, reason },
    })
    facts.make(namePromotion(restored_id), turn, 'promotion')
    facts.make(promotion, turn, 'rolled_back')
  },
}

/** A metric is known by what it is of, its name and its value: whoever measured it has told of it. */
function linkMetric(
  facts: FactsBuilder,
  {
    of,
    name,
    value,
  }: {
    readonly of: string | undefined
    readonly name: string
    readonly value: number | undefined
  },
  promotion: string,
  role: string,
): void {
  if (of === undefined || value === undefined) return
  facts.make(facts.nameMetric({ of, name, value }), promotion, role)
}
