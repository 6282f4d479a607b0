/** Random lists of meta-rules, with every kind of condition and action, that never go in circles. */
import fc from 'fast-check'
import type {
  ConditionDocument,
  MetaRuleDocument,
} from '../../forge/meta-rules/meta-rule-schema.ts'
import type { Dimensions } from '../../lattice/size.ts'
import { isIn, type PlainRule } from './plain-rule.ts'

/** What meta-rules may name. */
export interface MetaWorld {
  readonly dimensions: Dimensions
  readonly states: number
  /** Names of the rules after the scenario's own, which is number 0. */
  readonly rules: readonly string[]
  readonly all: readonly PlainRule[]
  readonly channels: readonly string[]
  /** Parameters that rules read; users' own may be among them. */
  readonly parameters: readonly string[]
}

const NEIGHBORHOODS: Readonly<Record<Dimensions, readonly string[]>> = {
  1: ['elementary'],
  2: ['moore-2d', 'von-neumann-2d', 'hexagonal-2d'],
  3: ['moore-3d', 'von-neumann-3d', 'hex12-3d'],
}

const SHARES = ['lambda_sensitivity', 'trust'] as const

function anyLeaf(world: MetaWorld): fc.Arbitrary<ConditionDocument> {
  const { dimensions, states, channels, parameters } = world
  const most = 2 * dimensions
  const count = fc.integer({ min: 1, max: most - 1 })
  const leaves: fc.Arbitrary<ConditionDocument>[] = [
    fc.record({ of: fc.constant('state' as const), eq: fc.nat(states - 1) }),
    fc.record({ of: fc.constant('state' as const), ne: fc.nat(states - 1) }),
    fc.record({ of: fc.constant('neighbors' as const), ge: count }),
    fc.record({ of: fc.constant('neighbors' as const), lt: count }),
    fc.record({
      of: fc.constant('neighbors' as const),
      between: count.map((n): [number, number] => [n - 1, n + 1]),
    }),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3))
      .map(([every, phase]) => ({ of: 'tick' as const, every, phase: phase % every })),
    fc.record({ of: fc.constant('tick' as const), gt: fc.nat(4) }),
    fc.record({ parameter: fc.constantFrom(...SHARES), lt: fc.constantFrom(0.3, 0.5, 0.9) }),
    fc.record({ parameter: fc.constantFrom('phi_phase'), ge: fc.constantFrom(0.01, 0.25, 0.7) }),
    fc.record({ parameter: fc.constantFrom('sigma_flow'), le: fc.constantFrom(-0.05, 0, 0.2) }),
    fc.record({ metric: fc.constantFrom('density', 'activity'), gt: fc.constantFrom(0.1, 0.4) }),
    fc.record({ metric: fc.constantFrom('population', 'bits', 'active-bits'), le: fc.nat(20) }),
  ]
  for (const field of channels) {
    const value =
      field === 'intent' || field === 'way' ? fc.constantFrom(1, 3) : fc.constantFrom(0.01, 0.1)
    leaves.push(fc.record({ field: fc.constant(field), gt: value }))
    leaves.push(fc.record({ field: fc.constant(field), le: value }))
  }
  if (parameters.includes('zeal')) {
    leaves.push(fc.record({ parameter: fc.constant('zeal'), gt: fc.integer({ min: -3, max: 3 }) }))
  }
  return fc.oneof(...leaves)
}

function anyCondition(world: MetaWorld): fc.Arbitrary<ConditionDocument> {
  const leaf = anyLeaf(world)
  const joint = (inner: fc.Arbitrary<ConditionDocument>): fc.Arbitrary<ConditionDocument> =>
    fc.oneof(
      fc.record({ all: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(inner, { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: inner }),
    )
  const shallow = fc.oneof({ arbitrary: leaf, weight: 3 }, joint(leaf))
  return fc.oneof({ arbitrary: shallow, weight: 3 }, joint(shallow))
}

type Actions = Exclude<MetaRuleDocument['then'], readonly unknown[]>

function anyDrift(world: MetaWorld): fc.Arbitrary<Actions> {
  const share = fc.record({
    parameter: fc.constantFrom(...SHARES),
    by: fc.constantFrom(0.01, -0.3, 1),
  })
  const bounded = share.map((drift) => ({ ...drift, low: 0.2, high: 0.7 }))
  const phase = fc.record({
    parameter: fc.constant('phi_phase'),
    by: fc.constantFrom(0.3, -0.7, 0.00002),
  })
  const held = phase.map((drift) => ({ ...drift, low: 0.1, high: 0.8 }))
  const flow = fc.record({ parameter: fc.constant('sigma_flow'), by: fc.constantFrom(0.2, -0.6) })
  const zeal = fc.record({
    parameter: fc.constant('zeal'),
    by: fc.constantFrom(1, -2, 2_000_000_000),
  })
  const hasZeal = world.parameters.includes('zeal')
  return fc
    .oneof(share, bounded, phase, held, flow, ...(hasZeal ? [zeal, zeal] : []))
    .map((drift) => ({ drift }))
}

/**
 * One that goes to a rule later in the order of rules, so that none leads back; the target itself
 * is excluded by what it is for.
 */
function anySwitch(world: MetaWorld): fc.Arbitrary<MetaRuleDocument> {
  const { rules } = world
  return fc
    .tuple(
      fc.nat(rules.length - 1),
      fc.nat(rules.length - 1),
      fc.array(anyDrift(world), { maxLength: 1 }),
    )
    .map(([a, b, drifts]): MetaRuleDocument => {
      // Most go from the first rule, so that several of a list would decide for the same bit.
      const [from, to] = a > b ? [b, a] : [0, b]
      // Rule `from` in the list of all, where the scenario's own comes first.
      const wanted = from === 0 ? 0 : rules[from - 1]!
      return { for: wanted, then: [...drifts, { switch: rules[to]! }] }
    })
}

function anyMetaRule(
  world: MetaWorld,
  neighborhood: string | undefined,
): fc.Arbitrary<MetaRuleDocument> {
  const names = [0, ...world.rules]
  const drifts = fc
    .tuple(
      fc.option(fc.constantFrom(...names), { nil: undefined }),
      fc.array(anyDrift(world), { minLength: 1, maxLength: 3 }),
    )
    .map(
      ([only, then]): MetaRuleDocument => ({
        ...(only === undefined ? {} : { for: only }),
        then: then.length === 1 ? then[0]! : then,
      }),
    )
  const takers = names.filter(
    (_, i) => neighborhood !== undefined && isIn(world.all[i]!, neighborhood),
  )
  const around = fc.constantFrom(undefined, ...takers).map(
    (only): MetaRuleDocument => ({
      ...(only === undefined ? {} : { for: only }),
      then: { neighborhood },
    }),
  )
  const kinds = [
    drifts,
    ...(neighborhood === undefined ? [] : [around]),
    ...(world.rules.length > 0 ? [anySwitch(world), anySwitch(world)] : []),
  ]
  return fc
    .tuple(
      fc.oneof(...kinds),
      fc.option(anyCondition(world), { nil: undefined }),
      fc.option(fc.constantFrom(0.5, 0.3, 1, 0.8), { nil: undefined }),
    )
    .map(([base, when, chance]) => ({
      ...base,
      ...(when === undefined ? {} : { when }),
      ...(chance === undefined ? {} : { chance }),
    }))
}

/** Lists by name. */
export function anyMetaLists(world: MetaWorld): fc.Arbitrary<Record<string, MetaRuleDocument[]>> {
  // One that no rule can have is refused.
  const possible = NEIGHBORHOODS[world.dimensions].filter((name) =>
    world.all.some((rule) => isIn(rule, name)),
  )
  return fc.constantFrom(...possible, undefined).chain((neighborhood) => {
    const list = fc.array(anyMetaRule(world, neighborhood), { minLength: 1, maxLength: 4 })
    return fc.oneof(fc.record({ learn: list }), fc.record({ learn: list, drift: list }))
  })
}
