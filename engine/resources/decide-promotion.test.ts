import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  COMPARISON_SCHEMA,
  PROMOTION_RULE_SCHEMA,
  type PromotionRule,
} from '../telemetry/types/promotion-types.ts'
import { tries } from '../testing/tries.ts'
import { decidePromotion, type Measurements } from './decide-promotion.ts'
import { findRuleFaults } from './promotion-slot.ts'

type Values = Readonly<Record<string, number>>

const measure = (values: Values, source = 'trial:t'): Measurements =>
  new Map(Object.entries(values).map(([name, value]) => [name, { value, source }]))

const decide = (rule: PromotionRule, challenger: Values, champion?: Values) =>
  decidePromotion(rule, measure(challenger), champion && measure(champion, 'trial:c'))

const FRONT: PromotionRule = {
  kind: 'front',
  objectives: [
    { name: 'accuracy', direction: 'maximize', threshold: 0.8 },
    { name: 'latency', direction: 'minimize', margin: 1 },
  ],
  constraints: [{ name: 'memory', direction: 'minimize', threshold: 100 }],
}
const FIT = { accuracy: 0.9, latency: 10, memory: 50 }

test.each([
  ['nobody is there', FIT, undefined, 'first'],
  ['it is better in one and equal in the other', { ...FIT, accuracy: 0.91 }, FIT, 'better'],
  ['it is worse within the margin', { ...FIT, accuracy: 0.91, latency: 11 }, FIT, 'better'],
  ['it is worse by more', { ...FIT, accuracy: 0.99, latency: 11.5 }, FIT, 'worse'],
  ['it is the same', FIT, FIT, 'not_better'],
  ['it is worse within the margin alone', { ...FIT, latency: 11 }, FIT, 'not_better'],
  ['it is not good enough', { ...FIT, accuracy: 0.79 }, undefined, 'below'],
  ['a bound is broken', { ...FIT, accuracy: 0.95, memory: 101 }, FIT, 'below'],
  ['a bound was not measured', { accuracy: 0.95, latency: 10 }, FIT, 'missing'],
  ['the champion was not measured by one', FIT, { latency: 10 }, 'better'],
] as const)('by a front, where %s', (_, challenger, champion, ground) => {
  const { verdict, ground: found, comparisons } = decide(FRONT, challenger, champion)
  expect(found).toBe(ground)
  expect(verdict).toBe(ground === 'first' || ground === 'better' ? 'promoted' : 'refused')
  expect(comparisons.map(({ name }) => name)).toEqual(['accuracy', 'latency', 'memory'])
})

test('a refusal says which metric decided it, with its numbers', () => {
  const { explanation } = decide(FRONT, { ...FIT, latency: 11.5 }, FIT)
  expect(explanation).toBe('latency is 11.5, worse than 10 by more than 1')
})

test('by weights, the shares between worst and best are weighed', () => {
  const rule: PromotionRule = {
    kind: 'weights',
    gain: 0.05,
    objectives: [
      { name: 'accuracy', direction: 'maximize', weight: 3, worst: 0.5, best: 1 },
      { name: 'latency', direction: 'minimize', weight: 1, worst: 20, best: 0 },
    ],
  }
  // (3 * 0.8 + 1 * 0.5) / 4 against (3 * 0.6 + 1 * 0.75) / 4
  const better = decide(rule, { accuracy: 0.9, latency: 10 }, { accuracy: 0.8, latency: 5 })
  expect(better).toMatchObject({ verdict: 'promoted', ground: 'better' })
  expect(better.challenger_score).toBeCloseTo(0.725, 12)
  expect(better.champion_score).toBeCloseTo(0.6375, 12)
  // Beyond the best value nothing more is won.
  const beyond = decide(rule, { accuracy: 3, latency: -5 }, { accuracy: 1, latency: 0 })
  expect(beyond).toMatchObject({ verdict: 'refused', challenger_score: 1, champion_score: 1 })
  const close = decide(rule, { accuracy: 0.83, latency: 5 }, { accuracy: 0.8, latency: 5 })
  expect(close).toMatchObject({ verdict: 'refused', ground: 'not_better' })
})

const NAMES = ['a', 'b', 'c', 'd'] as const

/** Values that are often equal, and now and then tiny or large. */
const anyValue = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
)
const anyAmount = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true }))
const anyDirection = fc.constantFrom('maximize', 'minimize')
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })

const anyThreshold = fc.option(anyValue, { nil: undefined, freq: 1 })

const anyFrontObjective = fc.record({
  ...{ direction: anyDirection, threshold: anyThreshold },
  ...{ margin: maybe(anyAmount), gain: maybe(anyAmount) },
})
const anyWeightedObjective = fc
  .record({
    ...{ direction: anyDirection, threshold: anyThreshold, worst: anyValue },
    ...{ span: fc.double({ min: 0.01, max: 1e6, noNaN: true }) },
    weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
  })
  .map(({ span, ...rest }) => ({
    ...rest,
    best: rest.direction === 'maximize' ? rest.worst + span : rest.worst - span,
  }))
const anyConstraint = fc.record({
  ...{ direction: anyDirection, threshold: fc.oneof(anyValue, fc.constantFrom(-2, 2)) },
})

/** Rules over the four metrics; those without an objective are bounds or are not looked at. */
const anyRule: fc.Arbitrary<PromotionRule> = fc
  .record({
    kind: fc.constantFrom('front', 'weights'),
    fronts: fc.tuple(...NAMES.map(() => anyFrontObjective)),
    weighted: fc.tuple(...NAMES.map(() => anyWeightedObjective)),
    bounds: fc.tuple(...NAMES.map(() => anyConstraint)),
    uses: fc.tuple(
      ...NAMES.map(() => fc.constantFrom('objective', 'objective', 'constraint', 'none')),
    ),
    gain: maybe(anyAmount),
  })
  .map(({ kind, fronts, weighted, bounds, uses, gain }) => {
    const ofUse = (use: string) => NAMES.filter((_, i) => i === 0 || uses[i] === use)
    const at = (name: string) => NAMES.indexOf(name as 'a')
    const objectives = ofUse('objective').map((name) => ({
      ...(kind === 'front' ? fronts : weighted)[at(name)]!,
      name,
    }))
    const constraints = ofUse('constraint').slice(1)
    return {
      ...{ kind, objectives, ...(kind === 'weights' && gain !== undefined ? { gain } : {}) },
      constraints: constraints.map((name) => ({ ...bounds[at(name)]!, name })),
    } as PromotionRule
  })

const anyValues = (isWhole: boolean): fc.Arbitrary<Values> =>
  fc.record(
    { a: anyValue, b: anyValue, c: anyValue, d: anyValue },
    isWhole ? {} : { requiredKeys: [] },
  )
const anyCase = fc.record({
  rule: anyRule,
  challenger: anyValues(true),
  champion: fc.option(anyValues(false), { nil: undefined }),
})

test('rules that are drawn here are rules', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      expect(PROMOTION_RULE_SCHEMA.safeParse(JSON.parse(JSON.stringify(rule))).success).toBe(true)
      expect(findRuleFaults(rule)).toEqual([])
    }),
    { numRuns: tries(200) },
  )
})

const directionOf = ({ objectives, constraints = [] }: PromotionRule, name: string) =>
  [...objectives, ...constraints].find((each) => each.name === name)?.direction

test('a challenger that gets better is promoted where it was before', () => {
  let promotions = 0
  fc.assert(
    fc.property(
      ...[anyCase, fc.subarray([...NAMES]), fc.double({ min: 0, max: 1e6, noNaN: true })],
      ({ rule, challenger, champion }, names, much) => {
        if (decide(rule, challenger, champion).verdict === 'refused') return
        promotions++
        const improved = { ...challenger }
        for (const name of names as readonly string[]) {
          const more = directionOf(rule, name) === 'minimize' ? -much : much
          improved[name] = challenger[name]! + more
        }
        expect(decide(rule, improved, champion).verdict).toBe('promoted')
      },
    ),
    { numRuns: tries(2000) },
  )
  expect(promotions).toBeGreaterThan(10)
})

test('by a front no challenger is promoted that its champion dominates, or equals', () => {
  fc.assert(
    fc.property(anyCase, fc.array(anyAmount, { minLength: 4, maxLength: 4 }), (drawn, lags) => {
      const { rule, challenger: champion } = drawn
      if (rule.kind !== 'front') return
      // In each objective as good as the champion, or worse.
      const challenger = { ...champion }
      for (const [i, { name, direction }] of rule.objectives.entries()) {
        challenger[name] = champion[name]! + (direction === 'maximize' ? -lags[i]! : lags[i]!)
      }
      expect(decide(rule, challenger, champion).verdict).toBe('refused')
    }),
    { numRuns: tries(1000) },
  )
})

test('nobody takes the place of an equal, by whatever rule', () => {
  fc.assert(
    fc.property(anyRule, anyValues(true), (rule, values) => {
      expect(decide(rule, values, values).verdict).toBe('refused')
    }),
    { numRuns: tries(500) },
  )
})

test('the order in which metrics are written does not count, to the last bit', () => {
  const shuffled = <T>(items: readonly T[]) =>
    fc.shuffledSubarray([...items], { minLength: items.length })
  const anyOrder = anyCase.chain((drawn) =>
    fc.record({
      drawn: fc.constant(drawn),
      objectives: shuffled(drawn.rule.objectives),
      constraints: shuffled(drawn.rule.constraints ?? []),
      names: shuffled([...NAMES]),
    }),
  )
  fc.assert(
    fc.property(anyOrder, ({ drawn, objectives, constraints, names }) => {
      const { rule, challenger, champion } = drawn
      const reordered = Object.fromEntries(names.map((name) => [name, challenger[name]!]))
      expect(decide({ ...rule, objectives, constraints }, reordered, champion)).toEqual(
        decide(rule, challenger, champion),
      )
    }),
    { numRuns: tries(500) },
  )
})

/** The rule of the front once more, the obvious way: by counting, in whole numbers. */
function isPromotedPlainly(rule: PromotionRule, challenger: Values, champion: Values): boolean {
  const lead = (name: string, direction: string) =>
    (direction === 'maximize' ? 1 : -1) * (challenger[name]! - champion[name]!)
  const isGood = [...rule.objectives, ...(rule.constraints ?? [])].every(
    ({ name, direction, threshold }) => {
      if (threshold === undefined) return true
      return direction === 'maximize'
        ? challenger[name]! >= threshold
        : challenger[name]! <= threshold
    },
  )
  const isWorse = rule.objectives.some((o) => lead(o.name, o.direction) < -(o.margin ?? 0))
  const isBetter = rule.objectives.some((o) => lead(o.name, o.direction) > (o.gain ?? 0))
  return isGood && !isWorse && isBetter
}

test('by a front it is promoted that is good enough, worse in nothing and better in something', () => {
  const small = fc.integer({ min: -2, max: 2 })
  const anySmall = fc.record({ a: small, b: small, c: small, d: small })
  const tally = { promoted: 0, refused: 0 }
  fc.assert(
    fc.property(anyRule, anySmall, anySmall, (rule, challenger, champion) => {
      if (rule.kind !== 'front') return
      const expected = isPromotedPlainly(rule, challenger, champion) ? 'promoted' : 'refused'
      expect(decide(rule, challenger, champion).verdict).toBe(expected)
      tally[expected]++
    }),
    { numRuns: tries(2000) },
  )
  expect(Math.min(tally.promoted, tally.refused)).toBeGreaterThan(10)
})

test('what is decided fits into an event, and says who was measured by what', () => {
  fc.assert(
    fc.property(anyCase, ({ rule, challenger, champion }) => {
      const { comparisons, explanation } = decide(rule, challenger, champion)
      expect(explanation.length).toBeLessThanOrEqual(500)
      expect(explanation.length).toBeGreaterThan(0)
      for (const comparison of comparisons) {
        const kept = JSON.parse(JSON.stringify(comparison))
        expect(COMPARISON_SCHEMA.safeParse(kept).success).toBe(true)
        expect(kept.challenger_source).toBe('trial:t')
      }
    }),
    { numRuns: tries(300) },
  )
})
