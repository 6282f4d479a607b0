/** Slots under any events, beside a plain account of who came after whom. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../testing/tries.ts'
import { changeSlot, namesOf, type PromotionEvent } from './change-champion.ts'
import type { Promotion } from './promotion.ts'
import type { Slot } from './promotion-slot.ts'

const HASH = 'a'.repeat(64)
const RULE = { kind: 'front', objectives: [{ name: 'x', direction: 'maximize' }] } as const

/** What tables would have. */
class Tables {
  readonly slots = new Map<string, Slot>()
  readonly promotions = new Map<string, Promotion>()

  /** Whether the event was a legal move. */
  hear(event: PromotionEvent): boolean {
    const names = namesOf(event)
    const slot = this.slots.get(names.slot)
    const promotion = this.promotions.get(names.promotion ?? '')
    const other = this.promotions.get(names.other ?? '')
    const change = changeSlot({ slot, promotion, other }, event)
    if (change?.slot !== undefined) this.slots.set(change.slot.slot, change.slot)
    for (const each of change?.promotions ?? []) {
      this.promotions.set(each.promotion_id, each)
      // As the index of the table would have it, after each row.
      const active = this.#listActive(each.slot)
      expect(active.length).toBeLessThanOrEqual(1)
    }
    return change !== undefined
  }

  #listActive(slot: string): readonly Promotion[] {
    return [...this.promotions.values()].filter(
      (each) => each.slot === slot && each.state === 'active',
    )
  }

  championOf(slot: string): string | undefined {
    return this.#listActive(slot)[0]?.promotion_id
  }
}

const atMs = 1
const told = { atMs, agent: undefined }
const said = { by: 'b', reason: 'r' }

const define = (slot: string, revision: number): PromotionEvent => ({
  ...{ name: 'ml.slot.defined', ...told },
  data: { slot, revision, rule: { ...RULE, objectives: [...RULE.objectives] }, ...said },
})
const propose = (slot: string, promotion_id: string): PromotionEvent => ({
  ...{ name: 'ml.promotion.proposed', ...told },
  data: {
    ...{ promotion_id, slot, candidate: { kind: 'artifact', sha256: HASH }, ...said },
    evidence: [{ kind: 'trial', id: 't' }],
  },
})

interface Change {
  readonly slot: string
  readonly promotion_id: string
  readonly sequence: number
  readonly champion_id?: string
}

const decide = (change: Change, verdict: 'promoted' | 'refused', revision = 1): PromotionEvent => ({
  ...{ name: 'ml.promotion.decided', ...told },
  data: {
    ...{ ...change, verdict, revision, ground: 'better', explanation: 'e', comparisons: [] },
    ...{ by: 'b', verdict_id: 'v' },
  },
})
const rollBack = ({ champion_id, ...change }: Change): PromotionEvent => ({
  ...{ name: 'ml.promotion.rolled_back', ...told },
  data: {
    ...{ ...change, ...said, verdict_id: 'v' },
    ...(champion_id === undefined ? {} : { restored_id: champion_id }),
  },
})
const withdraw = (slot: string, promotion_id: string): PromotionEvent => ({
  ...{ name: 'ml.promotion.withdrawn', ...told },
  data: { promotion_id, slot, ...said },
})

const anySlot = fc.constantFrom('s', 't')
const anyPromotion = fc.constantFrom('a', 'b', 'c', 'd')
const anyChange = fc.record(
  {
    ...{ slot: anySlot, promotion_id: anyPromotion, champion_id: anyPromotion },
    sequence: fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: ['slot', 'promotion_id', 'sequence'] },
) as fc.Arbitrary<Change>

const anyEvent: fc.Arbitrary<PromotionEvent> = fc.oneof(
  fc.tuple(anySlot, fc.integer({ min: 1, max: 3 })).map(([slot, n]) => define(slot, n)),
  fc.tuple(anySlot, anyPromotion).map(([slot, id]) => propose(slot, id)),
  fc
    .tuple(anyChange, fc.constantFrom('promoted', 'refused'))
    .map(([change, verdict]) => decide(change, verdict)),
  anyChange.map(rollBack),
  fc.tuple(anySlot, anyPromotion).map(([slot, id]) => withdraw(slot, id)),
)

test('whatever is put on record, a slot has one champion at most, and it is the one that its row names', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const tables = new Tables()
      for (const event of events) {
        tables.hear(event)
        for (const [name, { champion_id, state }] of tables.slots) {
          expect(tables.championOf(name)).toBe(champion_id)
          expect(state).toBe(champion_id === undefined ? 'vacant' : 'held')
        }
      }
    }),
    { numRuns: tries(500) },
  )
})

/** What is asked of one slot by somebody who reads the tables first. */
const anyWish = fc.constantFrom('promote', 'refuse', 'roll back', 'promote twice', 'promote late')

test('champions follow one another as on a stack: who is rolled back gives way to who was there before', () => {
  let changes = 0
  fc.assert(
    fc.property(fc.array(anyWish, { maxLength: 30 }), (wishes) => {
      const tables = new Tables()
      expect(tables.hear(define('s', 1))).toBe(true)
      const stack: string[] = []
      const fall = (id: string | undefined) => (id === undefined ? {} : { champion_id: id })
      for (const [n, wish] of wishes.entries()) {
        const { sequence, champion_id } = tables.slots.get('s')!
        expect(champion_id).toBe(stack.at(-1))
        const id = `p${n}`
        const next = { slot: 's', promotion_id: id, sequence: sequence + 1, ...fall(champion_id) }
        if (wish === 'roll back') {
          const gone = stack.pop()
          const back = { ...next, promotion_id: gone ?? 'none' }
          delete (back as { champion_id?: string }).champion_id
          const event = rollBack({ ...back, ...fall(stack.at(-1)) })
          expect(tables.hear(event)).toBe(gone !== undefined)
          if (gone !== undefined) changes++
          continue
        }
        expect(tables.hear(propose('s', id))).toBe(true)
        const verdict = wish === 'refuse' ? 'refused' : 'promoted'
        const change = wish === 'promote late' ? { ...next, sequence } : next
        expect(tables.hear(decide(change, verdict))).toBe(wish !== 'promote late')
        if (wish === 'promote twice') expect(tables.hear(decide(next, verdict))).toBe(false)
        if (verdict === 'promoted' && wish !== 'promote late') {
          stack.push(id)
          changes++
        }
      }
      expect(tables.championOf('s')).toBe(stack.at(-1))
    }),
    { numRuns: tries(300) },
  )
  expect(changes).toBeGreaterThan(tries(300))
})

test('a decision counts by the rule that is in force alone, and a rule only as the next one', () => {
  const tables = new Tables()
  tables.hear(define('s', 1))
  tables.hear(propose('s', 'a'))
  expect(tables.hear(define('s', 3))).toBe(false)
  expect(tables.hear(define('s', 2))).toBe(true)
  const change = { slot: 's', promotion_id: 'a', sequence: 1 }
  expect(tables.hear(decide(change, 'promoted', 1))).toBe(false)
  expect(tables.hear(decide(change, 'promoted', 2))).toBe(true)
  expect(tables.hear(withdraw('s', 'a'))).toBe(false)
  expect(tables.hear(propose('nowhere', 'b'))).toBe(false)
})
