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

/** Moves of one who looks at the tables, and tells one thing otherwise than it is. */
const WRONG: Readonly<Record<string, (standing: Standing) => PromotionEvent | undefined>> = {
  'no champion where there is one': ({ next: { champion_id, ...next } }) =>
    champion_id === undefined ? undefined : decide(next, 'promoted'),
  'another champion': ({ next, stack }) =>
    stack.length < 2 ? undefined : decide({ ...next, champion_id: stack.at(-2)! }, 'promoted'),
  'a champion of nobody': ({ next, stack }) =>
    stack.length > 0 ? undefined : decide({ ...next, champion_id: 'nobody' }, 'promoted'),
  'another slot': ({ next }) =>
    decide({ ...next, slot: 't', sequence: 2, champion_id: 'of t' }, 'refused'),
  'another slot to withdraw from': ({ next }) => withdraw('t', next.promotion_id),
  'a rollback that is late': ({ next, stack }) =>
    rollBack({ ...backOf(next, stack), sequence: next.sequence - 1 }),
  'a rollback of who is no champion': ({ next, stack }) =>
    stack.length < 2 ? undefined : rollBack(backOf(next, stack.slice(0, -1))),
  'a rollback of the champion of another slot': ({ next: { slot, sequence } }) =>
    rollBack({ slot, sequence, promotion_id: 'of t' }),
  'a rollback too far': ({ next, stack }) => {
    if (stack.length < 2) return undefined
    const { champion_id: _one, ...back } = backOf(next, stack)
    return rollBack({ ...back, ...(stack.length > 2 ? { champion_id: stack.at(-3)! } : {}) })
  },
}

interface Standing {
  /** The change that would be right. */
  readonly next: Change
  /** Champions, the last one in use. */
  readonly stack: readonly string[]
}

/** The rollback of the last of a stack: its `champion_id` is who is restored. */
function backOf({ slot, sequence }: Change, stack: readonly string[]): Change {
  const before = stack.at(-2)
  const back = { slot, sequence, promotion_id: stack.at(-1) ?? 'nobody' }
  return before === undefined ? back : { ...back, champion_id: before }
}

test.each(Object.entries(WRONG))('a move that tells of %s is refused', (_, build) => {
  let tried = 0
  for (let height = 0; height < 5; height++) {
    const tables = new Tables()
    for (const slot of ['s', 't']) tables.hear(define(slot, 1))
    tables.hear(propose('t', 'of t'))
    tables.hear(decide({ slot: 't', promotion_id: 'of t', sequence: 1 }, 'promoted'))
    const stack: string[] = []
    const nextOf = (id: string): Change => ({
      ...{ slot: 's', promotion_id: id, sequence: stack.length + 1 },
      ...(stack.length === 0 ? {} : { champion_id: stack.at(-1)! }),
    })
    for (let n = 0; n < height; n++) {
      tables.hear(propose('s', `p${n}`))
      expect(tables.hear(decide(nextOf(`p${n}`), 'promoted'))).toBe(true)
      stack.push(`p${n}`)
    }
    tables.hear(propose('s', 'next'))
    const event = build({ next: nextOf('next'), stack })
    if (event === undefined) continue
    tried++
    expect(tables.hear(event)).toBe(false)
    expect(tables.championOf('s')).toBe(stack.at(-1))
  }
  expect(tried).toBeGreaterThan(0)
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
