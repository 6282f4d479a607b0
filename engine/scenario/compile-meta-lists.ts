/** From the lists of meta-rules of a scenario to those of a run, and the rules that they need. */
import { PHYSICS_PARAMETERS } from '../bits/physics/physics-parameter.ts'
import { type ChannelSpec, fractionBitsOf } from '../fields/channel.ts'
import { facesOf } from '../fields/directions.ts'
import { withNeighborhood } from '../forge/lattice/rule-variants.ts'
import type { MetaRule, NumberKind } from '../forge/meta-rules/meta-rule.ts'
import type { ActionDocument, MetaRuleDocument } from '../forge/meta-rules/meta-rule-schema.ts'
import { validateMetaRules } from '../forge/meta-rules/validate-meta-rules.ts'
import { ZONE_METRICS_BY_NAME } from '../forge/meta-rules/zone-metrics.ts'
import { countNeighbors, NAMED_NEIGHBORHOODS } from '../lattice/neighborhood.ts'
import { fullNeighborhoodName, neighborhoodNames } from '../lattice/plain-neighborhood.ts'
import type { Dimensions } from '../lattice/size.ts'
import { INT32_MAX, INT32_MIN } from '../math/int32.ts'
import type { Rule } from '../rules/rule.ts'
import type { FaultList } from './fault-list.ts'
import type { NamedRule } from './living-run.ts'
import type { World } from './resolve-world.ts'

type MetaList = readonly [name: string, list: readonly MetaRuleDocument[]]

/** Lists of meta-rules as they are written, each neighborhood by its full name. */
export function nameNeighborhoods(
  lists: Readonly<Record<string, readonly MetaRuleDocument[]>>,
  dimensions: Dimensions,
): readonly MetaList[] {
  const withFullName = (action: ActionDocument): ActionDocument =>
    action.neighborhood === undefined
      ? action
      : { ...action, neighborhood: fullNeighborhoodName(action.neighborhood, dimensions) }
  return Object.entries(lists).map(([name, list]) => [
    name,
    list.map((document) => {
      const { then } = document
      return {
        ...document,
        then: Array.isArray(then) ? then.map(withFullName) : withFullName(then),
      }
    }),
  ])
}

/** Adds every rule in each neighborhood that meta-rules go over to, where it can have it. */
export function addVariants(
  rules: readonly NamedRule[],
  metaRules: readonly MetaRuleDocument[],
): readonly NamedRule[] {
  const wanted = new Set(
    metaRules.flatMap(({ then }) =>
      [then].flat().flatMap(({ neighborhood }) => neighborhood ?? []),
    ),
  )
  const variants = [...wanted].flatMap((neighborhood) =>
    rules.flatMap(({ name, rule }): NamedRule[] => {
      const variant = variantOf(rule, neighborhood)
      if (variant === undefined || variant === rule) return []
      return [{ name: `${name}@${neighborhood}`, rule: variant }]
    }),
  )
  return [...rules, ...variants]
}

function variantOf(rule: Rule, neighborhood: string): Rule | undefined {
  const name = NAMED_NEIGHBORHOODS.find((known) => known === neighborhood)
  return name && withNeighborhood(rule, { kind: 'named', name })
}

/** What lists of meta-rules are compiled for. */
interface MetaScope {
  readonly world: Pick<World, 'dimensions'>
  readonly faults: FaultList
  readonly rules: readonly NamedRule[]
  readonly channels: readonly ChannelSpec[]
  readonly parameters: readonly string[]
}

/** The lists of meta-rules in their order; what is at fault with them is on the list of faults. */
export function compileMetaLists(
  lists: readonly MetaList[],
  { rules, channels, parameters, world, faults }: MetaScope,
): readonly (readonly MetaRule[])[] {
  const any: NumberKind = { fractionBits: 0, low: INT32_MIN, high: INT32_MAX }
  const metaWorld = {
    states: Math.max(...rules.map(({ rule }) => rule.states)),
    rules: rules.map(({ name }) => name),
    channels: new Map(
      channels.map((channel): [string, NumberKind] => {
        const { name, low, high } = channel
        return [name, { fractionBits: fractionBitsOf(channel), low, high }]
      }),
    ),
    parameters: new Map<string, NumberKind>([
      ...parameters.map((name): [string, NumberKind] => [name, any]),
      ...PHYSICS_PARAMETERS.map((parameter): [string, NumberKind] => [parameter.name, parameter]),
    ]),
    metrics: ZONE_METRICS_BY_NAME,
    neighbors: countNeighbors(facesOf(world.dimensions)),
    neighborhoods: neighborhoodNames(world.dimensions),
    variantOf(rule: number, neighborhood: string) {
      const [base] = rules[rule]!.name.split('@')
      const from = rules.find(({ name }) => name === base)!
      const variant = variantOf(from.rule, neighborhood)
      if (variant === undefined) return undefined
      const name = variant === from.rule ? base : `${base}@${neighborhood}`
      return rules.findIndex((each) => each.name === name)
    },
  }
  return lists.map(
    ([name, list]) =>
      faults.try(['metaRules', name], () => validateMetaRules(list, metaWorld)) ?? [],
  )
}
