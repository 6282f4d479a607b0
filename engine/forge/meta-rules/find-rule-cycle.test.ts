import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMetaRuleOf, SMALL_WORLD } from '../../testing/meta-rules.ts'
import { evaluateMetaRules } from './evaluate-meta-rules.ts'
import { findRuleCycle } from './find-rule-cycle.ts'
import type { MetaRule, NumberKind } from './meta-rule.ts'
import {
  type ConditionDocument,
  type MetaRuleDocument,
  metaRulesSchema,
} from './meta-rule-schema.ts'
import { resolveMetaRule } from './resolve-meta-rule.ts'

const resolved = (documents: readonly MetaRuleDocument[], world = SMALL_WORLD) =>
  metaRulesSchema.parse(documents).map((document, i) => resolveMetaRule(document, i, world))

/** Which meta-rules are on the cycle that is found; undefined where none is. */
function cycleOf(...documents: MetaRuleDocument[]): readonly number[] | undefined {
  const found = findRuleCycle(resolved(documents), SMALL_WORLD.rules.length)
  expect(found?.isCertain).not.toBe(false)
  return found?.switches.map(({ metaRule }) => metaRule)
}

const heats = (when: ConditionDocument, then: MetaRuleDocument['then'] = { switch: 'hot' }) => {
  return { for: 'cold', when, then }
}
const cools = (when: ConditionDocument) => ({ for: 'hot', when, then: { switch: 'cold' } })
const heat = (comparison: object): ConditionDocument => ({ field: 'heat', ...comparison })
const state = (comparison: object): ConditionDocument => ({ of: 'state', ...comparison })
const every = (ticks: number, phase: number): ConditionDocument => {
  return { of: 'tick', every: ticks, phase }
}

describe('a cycle of meta-rules', () => {
  test.each([
    ['without conditions', {}, {}, true],
    ['a hysteresis', heat({ gt: 0.6 }), heat({ lt: 0.3 }), false],
    ['the other way round', heat({ gt: 0.3 }), heat({ lt: 0.6 }), true],
    ['that touch at one number', heat({ ge: 0.5 }), heat({ le: 0.5 }), true],
    ['that just miss each other', heat({ gt: 0.5 }), heat({ le: 0.5 }), false],
    ['that are the same', heat({ eq: 0.5 }), heat({ eq: 0.5 }), true],
    ['one number and all others', heat({ eq: 0.5 }), heat({ ne: 0.5 }), false],
    ['a condition and its opposite', heat({ gt: 0.5 }), { not: heat({ gt: 0.5 }) }, false],
    ['of different fields', heat({ gt: 0.6 }), { field: 'intent', lt: 3 }, true],
    ['of different states', state({ eq: 1 }), state({ eq: 2 }), false],
    ['of states that meet', state({ le: 2 }), state({ ge: 2 }), true],
    [
      'of choices that never meet',
      { any: [heat({ lt: 0.1 }), heat({ gt: 0.9 })] },
      heat({ between: [0.2, 0.8] }),
      false,
    ],
    [
      'of choices of which one meets',
      { any: [heat({ lt: 0.1 }), heat({ between: [0.7, 0.9] })] },
      heat({ between: [0.2, 0.8] }),
      true,
    ],
    [
      'that exclude each other in one of two fields',
      { all: [heat({ gt: 0.6 }), { field: 'intent', eq: 1 }] },
      { all: [heat({ gt: 0.6 }), { field: 'intent', eq: 2 }] },
      false,
    ],
    ['in every second tick by turns', every(2, 0), every(2, 1), true],
    ['at once', every(100, 7), every(50, 7), true],
    ['slowly, on purpose', every(100, 0), every(100, 50), false],
    ['of periods that meet some day', every(3, 0), every(5, 2), true],
    ['of periods that never come near', every(6, 0), every(9, 5), true],
    ['of periods that stay two ticks apart', every(8, 0), every(12, 2), false],
    ['in a tick and not', every(100, 0), { not: every(100, 0) }, true],
    ['before and after a tick', { of: 'tick', lt: 100 }, { of: 'tick', ge: 100 }, false],
  ] as const)('of two conditions %s', (_, up, down, isCycle) => {
    const when = (condition: ConditionDocument) =>
      Object.keys(condition).length === 0 ? undefined : condition
    const documents: MetaRuleDocument[] = [
      { for: 'cold', when: when(up as ConditionDocument), then: { switch: 'hot' } },
      { for: 'hot', when: when(down as ConditionDocument), then: { switch: 'cold' } },
    ]
    expect(cycleOf(...documents)).toEqual(isCycle ? [0, 1] : undefined)
  })

  test('may lead over several rules, and all of them have to hold at once', () => {
    const [up, on] = [heats(heat({ gt: 0.1 }), { switch: 'warm' }), heat({ lt: 0.5 })]
    const warms = { for: 'warm', when: on, then: { switch: 'hot' } }
    expect(cycleOf(up, warms, cools(heat({ gt: 0.4 })))).toEqual([0, 1, 2])
    expect(cycleOf(up, warms, cools(heat({ gt: 0.6 })))).toBeUndefined()
    // Each two of these meet, in different fields, but not all three.
    const both = (a: ConditionDocument, b: ConditionDocument) => ({ all: [a, b] })
    expect(
      cycleOf(
        heats(both(heat({ gt: 0.5 }), state({ le: 1 })), { switch: 'warm' }),
        { ...warms, when: heat({ between: [0.2, 0.6] }) },
        cools({ any: [heat({ lt: 0.3 }), both(heat({ gt: 0.55 }), state({ eq: 3 }))] }),
      ),
    ).toBeUndefined()
  })

  test('four rules that take turns in a cycle of four ticks are one', () => {
    const turn = (from: number, phase: number): MetaRuleDocument => {
      return { for: from, when: every(4, phase), then: { switch: (from + 1) % 4 } }
    }
    expect(cycleOf(turn(0, 0), turn(1, 1), turn(2, 2), turn(3, 3))).toHaveLength(4)
  })

  test('a window that grows narrower sets apart what was together', () => {
    // Among three rules ticks 2 apart may be of one cycle; once warm is out of the question, no more.
    expect(
      cycleOf(heats(every(20, 0)), cools(every(20, 2)), heats(every(20, 10), { switch: 'warm' }), {
        for: 'warm',
        when: every(20, 5),
        then: { switch: 'cold' },
      }),
    ).toBeUndefined()
  })

  test('is not broken by a chance', () => {
    expect(cycleOf({ ...heats(heat({ gt: 0 })), chance: 0.01 }, cools(heat({ gt: 0 })))).toEqual([
      0, 1,
    ])
  })

  test('can go by neighborhoods', () => {
    expect(
      cycleOf(
        { when: heat({ gt: 0.3 }), then: { neighborhood: 'moore' } },
        { when: heat({ lt: 0.6 }), then: { neighborhood: 'von-neumann' } },
      ),
    ).toEqual([0, 1])
  })

  test('is none where one leads to where a bit is already, or never back', () => {
    expect(cycleOf({ then: { switch: 'hot' } })).toBeUndefined()
    expect(cycleOf(heats({ field: 'heat', gt: 0 }), { then: { switch: 'hot' } })).toBeUndefined()
  })

  test('is seen in many pairs about many fields in a moment', () => {
    const names = Array.from({ length: 16 }, (_, i) => `field ${i}`)
    const kind: NumberKind = { fractionBits: 14, low: -131_071, high: 131_071 }
    const rules = Array.from({ length: 256 }, (_, i) => `rule ${i}`)
    const channels = new Map(names.map((name) => [name, kind]))
    const world = { ...SMALL_WORLD, rules, channels, variantOf: () => undefined }
    const pairs = Array.from({ length: 128 }, (_, i): MetaRuleDocument[] => {
      const field = names[i % 16]!
      return [
        { for: 2 * i, when: { field, gt: 0.6 }, then: { switch: 2 * i + 1 } },
        { for: 2 * i + 1, when: { field, lt: 0.3 }, then: { switch: 2 * i } },
      ]
    }).flat()
    expect(findRuleCycle(resolved(pairs, world), 256)).toBeUndefined()
  })

  test('the search ends in any case, and says so when it was given up', () => {
    const names = Array.from({ length: 16 }, (_, i) => `field ${i}`)
    const kind: NumberKind = { fractionBits: 14, low: -131_071, high: 131_071 }
    const rules = Array.from({ length: 256 }, (_, i) => `rule ${i}`)
    const channels = new Map(names.map((name) => [name, kind]))
    const world = { ...SMALL_WORLD, rules, channels, variantOf: () => undefined }
    // Each excludes the next in a field that is looked at last, from every rule to every rule.
    const hard = Array.from({ length: 256 }, (_, i): MetaRuleDocument => {
      const any = names.slice(0, 7).map((field, j) => ({ field, eq: ((i * (j + 3)) % 97) / 97 }))
      return { when: { not: { any } }, then: { switch: i } }
    })
    const impossible = (document: MetaRuleDocument, i: number): MetaRuleDocument => ({
      ...document,
      when: { all: [document.when!, { field: 'field 15', eq: i / 300 }] },
    })
    const budget = { left: 2 ** 23 }
    const found = findRuleCycle(resolved(hard.map(impossible), world), 256, budget)
    expect(found?.isCertain).toBe(false)
    // What goes beyond it is no more than a last look at all switches.
    expect(budget.left).toBeGreaterThan(-(2 ** 22))
  })
})

/** Each threshold of the random meta-rules below, and a number before, between and after them. */
const HEATS = [0, 0.25, 0.3, 0.5, 0.55, 0.6, 0.7].map((value) => Math.round(value * 2 ** 14))

const anyComparison = fc.constantFrom('eq', 'ne', 'lt', 'le', 'gt', 'ge')
const anyTimelessLeaf: fc.Arbitrary<ConditionDocument> = fc.oneof(
  fc
    .tuple(anyComparison, fc.constantFrom(0.25, 0.5, 0.6))
    .map(([key, value]) => ({ field: 'heat', [key]: value })),
  fc
    .tuple(anyComparison, fc.integer({ min: 1, max: 2 }))
    .map(([key, value]): ConditionDocument => ({ of: 'state', [key]: value })),
)
const anyTickLeaf: fc.Arbitrary<ConditionDocument> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3))
  .map(([period, phase]) => every(period, phase % period))

/** The next rule in a situation, by one meta-rule alone. */
function ruleAfter(metaRule: MetaRule, rule: number, heatNow: number, now: number, tick: number) {
  return evaluateMetaRules(
    { rule, parameters: new Map([...SMALL_WORLD.parameters.keys()].map((name) => [name, 0])) },
    [metaRule],
    { state: now, fields: new Map([['heat', heatNow]]), neighbors: 0 },
    { tick, metrics: new Map(), random: () => 0 },
  ).rule
}

/** Whether switches can lead from a rule back to it, when each takes a tick or, if `atOnce`, none. */
function canGoRound(metaRules: readonly MetaRule[], atOnce: boolean): boolean {
  const cases = HEATS.flatMap((heatNow) => [0, 1, 2, 3].map((now) => [heatNow, now] as const))
  return cases.some(([heatNow, now]) =>
    Array.from({ length: 12 }, (_, tick) => tick).some((tick) =>
      [0, 1, 2, 3].some((start) => {
        let here = new Set([start])
        // A circle of four rules has at most four switches.
        for (let steps = 0; steps < 4; steps++) {
          const at = atOnce ? tick : tick + steps
          here = new Set(
            [...here].flatMap((rule) =>
              metaRules
                .map((metaRule) => ruleAfter(metaRule, rule, heatNow, now, at))
                .filter((next) => next !== rule),
            ),
          )
          if (here.has(start)) return true
        }
        return false
      }),
    ),
  )
}

describe('compared with all there is', () => {
  test('a cycle is found where conditions can hold at once, and only there', () =>
    fc.assert(
      fc.property(fc.array(anyMetaRuleOf(anyTimelessLeaf), { maxLength: 4 }), (documents) => {
        const metaRules = resolved(documents)
        const found = findRuleCycle(metaRules, 4)
        expect(found !== undefined).toBe(canGoRound(metaRules, true))
        if (found === undefined) return
        for (const [i, { to }] of found.switches.entries()) {
          expect(to).toBe(found.switches[(i + 1) % found.switches.length]!.from)
        }
      }),
      { numRuns: 150 },
    ))

  test('with ticks, none is missed that can go round at once or tick by tick', () =>
    fc.assert(
      fc.property(
        fc.array(anyMetaRuleOf(fc.oneof(anyTickLeaf, anyTickLeaf, anyTimelessLeaf)), {
          maxLength: 4,
        }),
        (documents) => {
          const metaRules = resolved(documents)
          if (findRuleCycle(metaRules, 4) !== undefined) return
          expect(canGoRound(metaRules, true)).toBe(false)
          expect(canGoRound(metaRules, false)).toBe(false)
        },
      ),
      { numRuns: 150 },
    ))
})
