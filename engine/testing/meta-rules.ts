/** A small world for meta-rules, and random meta-rules as they would stand in its scenario. */
import fc from 'fast-check'
import { PHYSICS_PARAMETERS } from '../bits/physics/physics-parameter.ts'
import type { MetaRuleWorld } from '../forge/meta-rules/meta-rule.ts'
import type { ConditionDocument, MetaRuleDocument } from '../forge/meta-rules/meta-rule-schema.ts'
import { ZONE_METRICS_BY_NAME } from '../forge/meta-rules/zone-metrics.ts'

/** Four rules, two of which are the same with two neighborhoods. */
export const SMALL_WORLD: MetaRuleWorld = {
  states: 4,
  rules: ['cold', 'warm', 'hot', 'cold-moore'],
  channels: new Map([
    ['heat', { fractionBits: 14, low: -131_071, high: 131_071 }],
    ['intent', { fractionBits: 0, low: 0, high: 26 }],
  ]),
  parameters: new Map(PHYSICS_PARAMETERS.map((parameter) => [parameter.name, parameter])),
  metrics: ZONE_METRICS_BY_NAME,
  neighbors: 26,
  neighborhoods: ['moore', 'von-neumann'],
  variantOf(rule, neighborhood) {
    if (neighborhood === 'moore') return rule === 0 || rule === 3 ? 3 : undefined
    return neighborhood === 'von-neumann' && (rule === 0 || rule === 3) ? 0 : undefined
  },
}

const anyDecimal = fc.constantFrom(0.1, 0.25, 0.3, 0.5, 0.6, 0.75)
const anyCount = fc.integer({ min: 1, max: 2 })
const anyComparison = fc.constantFrom('eq', 'ne', 'lt', 'le', 'gt', 'ge')

const compared = (head: object, number: fc.Arbitrary<number>): fc.Arbitrary<ConditionDocument> =>
  fc.oneof(
    fc.tuple(anyComparison, number).map(([key, value]) => ({ ...head, [key]: value })),
    fc.tuple(number, number).map(([a, b]): ConditionDocument => {
      return { ...head, between: [Math.min(a, b), Math.max(a, b)] }
    }),
  )

const anyEvery: fc.Arbitrary<ConditionDocument> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.nat(5))
  .map(([every, phase]) => ({ of: 'tick', every, phase: phase % every }))

const anyLeaf: fc.Arbitrary<ConditionDocument> = fc.oneof(
  compared({ field: 'heat' }, anyDecimal),
  compared({ field: 'intent' }, anyCount),
  compared({ parameter: 'trust' }, anyDecimal),
  compared({ parameter: 'phi_phase' }, anyDecimal),
  compared({ metric: 'density' }, anyDecimal),
  compared({ metric: 'population' }, anyCount),
  compared({ of: 'state' }, anyCount),
  compared({ of: 'neighbors' }, anyCount),
  compared({ of: 'tick' }, anyCount),
  anyEvery,
)

/** Any condition over these leaves, some levels deep. */
export function anyConditionOf(
  leaf: fc.Arbitrary<ConditionDocument>,
): fc.Arbitrary<ConditionDocument> {
  const { condition } = fc.letrec<{ condition: ConditionDocument }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      leaf,
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('condition').map((not) => ({ not })),
    ),
  }))
  return condition
}

const anyRule = fc.constantFrom('cold', 'warm', 'hot', 3)

const anySwitch = fc.oneof(
  anyRule.map((rule) => ({ switch: rule })),
  fc.constantFrom({ neighborhood: 'moore' }, { neighborhood: 'von-neumann' }),
)

const anyDrift = fc
  .record({
    parameter: fc.constantFrom(...PHYSICS_PARAMETERS.map(({ name }) => name)),
    by: fc.constantFrom(0.25, -0.25, 0.9, -1),
    bounds: fc.constantFrom({}, { low: 0.25 }, { high: 0.75 }, { low: 0.1, high: 0.3 }),
  })
  .map(({ parameter, by, bounds }) => ({ drift: { parameter, by, ...bounds } }))

/** Any meta-rule whose condition is over these leaves. */
export function anyMetaRuleOf(
  leaf: fc.Arbitrary<ConditionDocument>,
): fc.Arbitrary<MetaRuleDocument> {
  return fc
    .record({
      when: fc.option(anyConditionOf(leaf), { nil: undefined }),
      only: fc.option(fc.constantFrom('cold', 'cold-moore'), { nil: undefined }),
      chance: fc.option(fc.constantFrom(0.5, 1, 0.0001), { nil: undefined }),
      turn: fc.array(anySwitch, { maxLength: 1 }),
      drifts: fc.array(anyDrift, { maxLength: 2 }),
    })
    .filter(({ turn, drifts }) => turn.length + drifts.length > 0)
    .map(({ when, only, chance, turn, drifts }) => {
      return { when, for: only, chance, then: [...drifts, ...turn] }
    })
}

/** Any meta-rule of the small world. */
export const anyMetaRule: fc.Arbitrary<MetaRuleDocument> = anyMetaRuleOf(anyLeaf)
