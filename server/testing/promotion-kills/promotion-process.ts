/**
 * A server's record with its promotions in a process of its own, which is there to be killed. Its first argument says
 * where, in JSON; it does what its parent asks, and says what came of it.
 */
import { flushCompileCache } from 'node:module'
import { isNamedError } from '../../../engine/named-error.ts'
import type { Promotion } from '../../../engine/resources/promotion.ts'
import type { Slot } from '../../../engine/resources/promotion-slot.ts'
import { OperationDesk } from '../../api/operation-desk.ts'
import { buildResourceHandlers } from '../../app/build-resource-handlers.ts'
import { openServerRecord } from '../../app/server-record.ts'
import { OPEN_GATE, type RunPlace } from '../run-place.ts'
import { SLOT } from './judge-promotions.ts'

export interface PromotionProcessOrder {
  readonly config: RunPlace['config']
  /** Planted on purpose: it answers before the decision is on record. */
  readonly answersEarly: boolean
}

export type PromotionWish =
  | { readonly kind: 'challenge'; readonly id: string; readonly score: number }
  | { readonly kind: 'decide'; readonly id: string }
  | { readonly kind: 'look'; readonly id: string }
  /** Of whoever is champion then. */
  | { readonly kind: 'roll back' }

export interface AskedPromotion {
  readonly turn: number
  readonly wish: PromotionWish
}

export type PromotionNews =
  /** How the slot stands at the start. */
  | { readonly kind: 'open'; readonly sequence: number; readonly champions: readonly string[] }
  | { readonly kind: 'done'; readonly turn: number; readonly told: Told }
  | { readonly kind: 'refused'; readonly turn: number; readonly code: string }

export interface Told {
  readonly id: string
  readonly state: string
  /** Which change of its slot the decision or the rollback is; absent where there is none. */
  readonly sequence?: number | undefined
}

// Otherwise written at an exit, which this process has none of: the next one starts sooner.
flushCompileCache()
process.once('disconnect', () => process.exit())
const { config, answersEarly } = JSON.parse(process.argv[2]!) as PromotionProcessOrder
const tell = (news: PromotionNews) => process.send!(news, () => {})
const record = await openServerRecord(config, (line) => console.error(line), {
  ...{ threads: 0, isAuditing: false, isLeading: false },
})
const { bus } = record
const desk = new OperationDesk({
  gate: OPEN_GATE,
  handlers: buildResourceHandlers(record),
  async publishEvent(event, request) {
    const published = await bus.publishEvent(event, request)
    await bus.waitUntilHeard(published.seq, 10_000)
    return published
  },
})

async function ask<T>(name: string, input: object): Promise<T> {
  const principal = { id: 'someone', scopes: ['admin'] }
  const caller = { principal, surface: 'rest', rateKey: 'k', correlationId: 'c' } as const
  return (await desk.call(name, input, caller)) as T
}

const reason = 'it is to be killed'
/** A rule of its own, by the digits of its number, for the first 511. */
const ruleOf = (id: string) => {
  const bits = (Number(id.split('-')[1]) % 511) + 1
  const digits = Array.from({ length: 9 }, (_, n) => n).filter((n) => (bits >> n) & 1)
  return `B3/S${digits.join('')}`
}

/** Has a rule challenge that a trial has measured; all of it is there once, however often it is asked for. */
async function challenge(id: string, score: number): Promise<Promotion> {
  const rule = ruleOf(id)
  const trial = { trial_id: `trial-${id}`, study_id: 'study', number: 0 }
  const proposed = { proposal_id: `proposal-${id}`, sampler: 'random@1', seed: '1', inputs: [] }
  const parameters = [{ name: 'rule', value: rule }]
  const metrics = [{ name: 'score', value: score }]
  for (const [name, data] of [
    ['ml.trial.proposed', { ...trial, ...proposed, parameters }],
    ['ml.trial.completed', { ...trial, metrics }],
  ] as const) {
    const event = { kind: 'record', name, data, idempotencyKey: `${name}:${id}` } as const
    const { seq } = await bus.publishEvent(event, { correlationId: 'c' })
    await bus.waitUntilHeard(seq, 10_000)
  }
  const evidence = [{ kind: 'trial', id: trial.trial_id }]
  return await ask('promotions.propose', { promotion_id: id, slot: SLOT, rule, evidence, reason })
}

async function act(wish: PromotionWish): Promise<Told> {
  if (wish.kind === 'challenge') {
    const { promotion_id: id, state } = await challenge(wish.id, wish.score)
    return { id, state }
  }
  if (wish.kind === 'look') {
    const { state } = await ask<Promotion>('promotions.get', { promotion_id: wish.id })
    return { id: wish.id, state }
  }
  if (wish.kind === 'decide') {
    if (answersEarly) {
      const { verdict, sequence } = await ask<{ verdict: string; sequence: number }>(
        'promotions.compare',
        { promotion_id: wish.id },
      )
      // On its way, and said to be there.
      setTimeout(() => void ask('promotions.decide', { promotion_id: wish.id }).catch(() => {}), 50)
      return { id: wish.id, state: verdict === 'promoted' ? 'active' : verdict, sequence }
    }
    const { decision } = await ask<Promotion>('promotions.decide', { promotion_id: wish.id })
    const { verdict, sequence } = decision!
    // By now another may have taken its place.
    return { id: wish.id, state: verdict === 'promoted' ? 'active' : verdict, sequence }
  }
  const { champion_id: id, sequence } = await ask<Slot>('slots.get', { slot: SLOT })
  if (id === undefined) return { id: '', state: 'none' }
  await ask('promotions.roll_back', { promotion_id: id, reason })
  return { id, state: 'rolled back', sequence: sequence + 1 }
}

process.on('message', ({ turn, wish }: AskedPromotion) => {
  act(wish).then(
    (told) => tell({ kind: 'done', turn, told }),
    (error) => {
      if (!isNamedError(error)) console.error(error)
      tell({ kind: 'refused', turn, code: isNamedError(error) ? error.code : 'unknown' })
    },
  )
})
process.once('SIGTERM', async () => {
  await record.close()
  process.exit()
})
const objectives = [{ name: 'score', direction: 'maximize' }]
const standing = await ask<Slot>('slots.get', { slot: SLOT }).catch(() =>
  ask<Slot>('slots.define', { slot: SLOT, rule: { kind: 'front', objectives }, reason }).catch(() =>
    // Another process was faster.
    ask<Slot>('slots.get', { slot: SLOT }),
  ),
)
const { items } = await ask<{ items: Promotion[] }>('promotions.list', {
  slot: SLOT,
  state: 'active',
})
tell({
  ...{ kind: 'open', sequence: standing.sequence },
  champions: items.map(({ promotion_id }) => promotion_id),
})
