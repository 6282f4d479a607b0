/** Has candidates challenge champions, and decides about them by what is on record. */
import { hash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { nameEvaluation } from '../../../engine/lineage/describe-promotions.ts'
import { decidePromotion } from '../../../engine/resources/decide-promotion.ts'
import type { InputOf, OutputOf } from '../../../engine/resources/operation.ts'
import {
  PROMOTIONS_COMPARE,
  PROMOTIONS_DECIDE,
  PROMOTIONS_EVALUATE,
  PROMOTIONS_GET,
  PROMOTIONS_LIST,
  PROMOTIONS_PROPOSE,
  PROMOTIONS_ROLL_BACK,
  PROMOTIONS_WITHDRAW,
} from '../../../engine/resources/operations/promotion-operations.ts'
import { PROMOTION_MACHINE, type Promotion } from '../../../engine/resources/promotion.ts'
import { nextState } from '../../../engine/resources/state-machine.ts'
import type { PromotionEvaluator } from '../../cerebros/promotion-evaluator.ts'
import { IdempotencyConflictError } from '../../events/errors.ts'
import type { Published } from '../../events/record-bus.ts'
import { selectKeptHashes } from '../../storage/artifact-tables.ts'
import type { Database } from '../../storage/database.ts'
import { PROMOTION_TABLE } from '../../storage/promotion-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { InputRefusedError, NotFoundError, StateConflictError } from '../errors.ts'
import { type CallContext, type Handler, handle } from '../handler.ts'
import { confirmMove, type Move, readCursor, toPage } from './confirm-move.ts'
import {
  checkEvidence,
  type RulesOfTrials,
  readEvaluation,
  readMeasurements,
} from './promotion-evidence.ts'
import { readRule } from './read-rule.ts'
import { findSlot } from './slot-handlers.ts'

export interface PromotionDependencies {
  readonly database: Database
  readonly rules: RulesOfTrials
  readonly evaluator: Pick<PromotionEvaluator, 'evaluate'>
  newId(): string
}

/** To measure two rules or two models takes as much as so many more requests. */
const EVALUATION_REQUESTS = 9

/** So long tables are waited for to hear of what another has published. */
const HEARING_MS = 10_000
const LOOK_MS = 50

type Decision = OutputOf<typeof PROMOTIONS_COMPARE>

export function buildPromotionHandlers(deps: PromotionDependencies): readonly Handler[] {
  const { database } = deps
  const promotions = new Promotions(deps)
  const findOwner = async ({ promotion_id: id }: { readonly promotion_id?: string | undefined }) =>
    id === undefined
      ? undefined
      : (await selectResource(database, PROMOTION_TABLE, id))?.proposed_by
  return [
    handle(PROMOTIONS_LIST, async ({ slot, state, sha256, limit, after }) => {
      const range = { beforeSeq: readCursor(PROMOTIONS_LIST.name, after), count: limit }
      const where = { slot, state, sha256 }
      return toPage(await selectResources(database, PROMOTION_TABLE, where, range))
    }),
    handle(PROMOTIONS_GET, ({ promotion_id }) => promotions.find(promotion_id), findOwner),
    handle(PROMOTIONS_COMPARE, ({ promotion_id }) => promotions.compare(promotion_id), findOwner),
    handle(PROMOTIONS_PROPOSE, (input, context) => promotions.propose(input, context), findOwner),
    handle(PROMOTIONS_EVALUATE, (input, context) => promotions.evaluate(input, context), findOwner),
    handle(PROMOTIONS_DECIDE, (input, context) => promotions.decide(input, context), findOwner),
    handle(PROMOTIONS_WITHDRAW, (input, context) => promotions.withdraw(input, context), findOwner),
    handle(
      PROMOTIONS_ROLL_BACK,
      (input, context) => promotions.rollBack(input, context),
      findOwner,
    ),
  ]
}

class Promotions {
  readonly #database: Database
  readonly #rules: RulesOfTrials
  readonly #evaluator: PromotionDependencies['evaluator']
  readonly #newId: () => string

  constructor({ database, rules, evaluator, newId }: PromotionDependencies) {
    this.#database = database
    this.#rules = rules
    this.#evaluator = evaluator
    this.#newId = newId
  }

  /** @throws {NotFoundError} where there is none. */
  async find(id: string): Promise<Promotion> {
    const found = await selectResource(this.#database, PROMOTION_TABLE, id)
    if (found === undefined) throw new NotFoundError({ resource: 'Promotion', id })
    return found
  }

  async propose(
    input: InputOf<typeof PROMOTIONS_PROPOSE>,
    context: CallContext,
  ): Promise<Promotion> {
    const { promotion_id: id = this.#newId(), slot, evidence, reason } = input
    const candidate = readCandidate(input)
    const said = await selectResource(this.#database, PROMOTION_TABLE, id)
    if (said === undefined) {
      await findSlot(this.#database, slot)
      await this.#checkKept(candidate)
      const sources = { database: this.#database, rules: this.#rules }
      await checkEvidence(sources, id, candidate, evidence)
    }
    const data = { promotion_id: id, slot, candidate, evidence, by: context.principal.id, reason }
    const idempotencyKey = `ml.promotion/${id}/proposed`
    const event = { kind: 'record', name: 'ml.promotion.proposed', data, idempotencyKey } as const
    const move = { operation: PROMOTIONS_PROPOSE.name, id, wanted: 'shadow' }
    return await this.#confirm(move, context.publishEvent(event))
  }

  /** What would be decided now. */
  async compare(id: string): Promise<Decision> {
    return await this.#weigh(await this.#findChallenger(id, 'compared'))
  }

  /** Puts on record what both come to in worlds or on data that neither was chosen by, once for each change of champion. */
  async evaluate(
    { promotion_id: id }: InputOf<typeof PROMOTIONS_EVALUATE>,
    context: CallContext,
  ): Promise<Decision> {
    context.charge(EVALUATION_REQUESTS)
    const promotion = await this.#findChallenger(id, 'evaluated')
    const { sequence: last, champion_id } = await findSlot(this.#database, promotion.slot)
    const champion = champion_id === undefined ? undefined : await this.find(champion_id)
    const sequence = last + 1
    // What is on record stays: a clock would tell something else the next time.
    const isKnown = async () => {
      const told = nameEvaluation(id, sequence, 'challenger')
      return (await readEvaluation(this.#database, told)).size > 0
    }
    if (await isKnown()) return await this.compare(id)
    // What could not be decided afterwards is not measured.
    await readMeasurements(this.#database, promotion)
    if (champion !== undefined) await readMeasurements(this.#database, champion)
    const { principal, signal } = context
    const asked = { promotion, champion, sequence }
    const measured = await this.#evaluator.evaluate(asked, { id: principal.id, signal })
    const said = { promotion_id: id, slot: promotion.slot, sequence, by: principal.id }
    const by = { ...said, ...(champion_id !== undefined && { champion_id }) }
    const idempotencyKey = `ml.promotion/${id}/evaluated/${sequence}`
    const kept = { kind: 'record', idempotencyKey } as const
    const event =
      measured.name === 'ml.promotion.evaluated'
        ? { ...kept, name: 'ml.promotion.evaluated' as const, data: { ...measured.data, ...by } }
        : {
            ...{ ...kept, name: 'ml.promotion.models_evaluated' as const },
            data: { ...measured.data, ...by },
          }
    const move = { operation: PROMOTIONS_EVALUATE.name, id, wanted: 'evaluated' }
    let isOthers = false
    const published = context.publishEvent(event).catch((error: unknown) => {
      isOthers = error instanceof IdempotencyConflictError
      throw error
    })
    try {
      await this.#confirm(move, published)
    } catch (error) {
      // Somebody else has put theirs on record meanwhile, which the tables may not have heard yet.
      if (!isOthers || !(await comesTrue(isKnown))) throw error
    }
    return await this.compare(id)
  }

  async decide(
    { promotion_id: id }: InputOf<typeof PROMOTIONS_DECIDE>,
    context: CallContext,
  ): Promise<Promotion> {
    const promotion = await this.#findChallenger(id, 'decided')
    const { slot } = promotion
    const decision = await this.#weigh(promotion)
    const isPromoted = decision.verdict === 'promoted'
    if (isPromoted) await this.#checkKept(promotion.candidate)
    const { principal, verdict } = context
    const said = { promotion_id: id, slot, by: principal.id, verdict_id: verdict.id }
    const data = { ...decision, ...said }
    // What another has changed meanwhile gives it another key, so that it can be asked again.
    const idempotencyKey = `ml.promotion/${id}/decided/${decision.sequence}/${decision.revision}`
    const event = { kind: 'record', name: 'ml.promotion.decided', data, idempotencyKey } as const
    const move = { operation: PROMOTIONS_DECIDE.name, id, wanted: decision.verdict }
    return await this.#confirm(move, context.publishEvent(event))
  }

  async withdraw(
    { promotion_id: id, reason }: InputOf<typeof PROMOTIONS_WITHDRAW>,
    context: CallContext,
  ): Promise<Promotion> {
    const { slot } = await this.#findChallenger(id, 'withdrawn')
    const data = { promotion_id: id, slot, by: context.principal.id, reason }
    const idempotencyKey = `ml.promotion/${id}/withdrawn`
    const event = { kind: 'record', name: 'ml.promotion.withdrawn', data, idempotencyKey } as const
    const move = { operation: PROMOTIONS_WITHDRAW.name, id, wanted: 'withdrawn' }
    return await this.#confirm(move, context.publishEvent(event))
  }

  async rollBack(
    { promotion_id: id, reason }: InputOf<typeof PROMOTIONS_ROLL_BACK>,
    context: CallContext,
  ): Promise<Promotion> {
    const { state, slot: name, decision } = await this.find(id)
    if (nextState(PROMOTION_MACHINE, state, 'ml.promotion.rolled_back') === undefined) {
      throw new StateConflictError({ resource: 'Promotion', id, state, wanted: 'rolled back' })
    }
    const { sequence } = await findSlot(this.#database, name)
    const restored = decision?.champion_id
    if (restored !== undefined) await this.#checkKept((await this.find(restored)).candidate)
    const { principal, verdict } = context
    const data = {
      ...{ promotion_id: id, slot: name, sequence: sequence + 1, by: principal.id, reason },
      ...(restored === undefined ? {} : { restored_id: restored }),
      verdict_id: verdict.id,
    }
    const idempotencyKey = `ml.promotion/${id}/back/${data.sequence}`
    const event = {
      kind: 'record',
      name: 'ml.promotion.rolled_back',
      data,
      idempotencyKey,
    } as const
    const move = { operation: PROMOTIONS_ROLL_BACK.name, id, wanted: 'retired' }
    return await this.#confirm(move, context.publishEvent(event))
  }

  /** @throws {StateConflictError} where it is decided or withdrawn already. */
  async #findChallenger(id: string, wanted: string): Promise<Promotion> {
    const promotion = await this.find(id)
    if (promotion.state === 'shadow') return promotion
    throw new StateConflictError({ resource: 'Promotion', id, state: promotion.state, wanted })
  }

  async #weigh(promotion: Promotion): Promise<Decision> {
    const { rule, revision, sequence, champion_id } = await findSlot(this.#database, promotion.slot)
    const beside = (side: 'challenger' | 'champion') =>
      readEvaluation(this.#database, nameEvaluation(promotion.promotion_id, sequence + 1, side))
    const read = async (of: Promotion, side: 'challenger' | 'champion') =>
      new Map([...(await readMeasurements(this.#database, of)), ...(await beside(side))])
    const challenger = await read(promotion, 'challenger')
    const champion =
      champion_id === undefined ? undefined : await read(await this.find(champion_id), 'champion')
    const decided = decidePromotion(rule, challenger, champion)
    return {
      ...{ ...decided, comparisons: [...decided.comparisons], revision, sequence: sequence + 1 },
      ...(champion_id === undefined ? {} : { champion_id }),
    }
  }

  /** What is in use must be there, or nobody could use it. */
  async #checkKept({ kind, sha256 }: Promotion['candidate']): Promise<void> {
    if (kind !== 'artifact') return
    const kept = await selectKeptHashes(this.#database, [sha256])
    if (!kept.has(sha256)) throw new NotFoundError({ resource: 'Artifact', id: sha256 })
  }

  /** Waits until a move is on record, and gives the promotion as it is then. */
  async #confirm(move: Omit<Move, 'resource'>, published: Promise<Published>): Promise<Promotion> {
    await confirmMove(this.#database, { ...move, resource: 'Promotion' }, published)
    return await this.find(move.id)
  }
}

async function comesTrue(look: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < HEARING_MS; waited += LOOK_MS) {
    if (await look()) return true
    await setTimeout(LOOK_MS)
  }
  return false
}

function readCandidate({
  sha256,
  rule,
}: InputOf<typeof PROMOTIONS_PROPOSE>): Promotion['candidate'] {
  if (sha256 !== undefined && rule === undefined) return { kind: 'artifact', sha256 }
  if (rule === undefined || sha256 !== undefined) {
    const faults = ['sha256, rule: one of them is the candidate, and only one']
    throw new InputRefusedError({ operation: PROMOTIONS_PROPOSE.name, faults })
  }
  const notation = readRule(rule, (problem) => {
    const faults = [`rule: ${problem}`]
    return new InputRefusedError({ operation: PROMOTIONS_PROPOSE.name, faults })
  })
  return { kind: 'rule', sha256: hash('sha256', notation, 'hex'), rule: notation }
}
