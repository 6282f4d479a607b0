/** Programs of rules by weighted sums. */
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'
import type { Measure, RuleProgram } from './program/program.ts'
import { createProgramBuilder } from './program/program-builder.ts'
import { listSquare, radiusOf, type WeightedSite } from './range-shapes.ts'
import { rangeOfSums, type Sums, type WeightedRule } from './weighted-sums.ts'

/**
 * The program: the sum over the neighbors decides, by a table for birth and one for survival. What
 * the cell itself counts is no part of these sums.
 */
export function buildSumProgram(rule: Omit<WeightedRule, 'center'>): RuleProgram {
  const { states, sites, stateWeights, birth, survival } = rule
  const builder = createProgramBuilder({ dimensions: 2, states })
  const { neighborhood, weights } = placeWeights(sites)
  const withCenter = false
  const partition = builder.partition({ kind: 'neighborhood', neighborhood, withCenter })
  const isLiveOnly = stateWeights.every((weight, state) => weight === (state === 1 ? 1 : 0))
  const measure: Measure = isLiveOnly
    ? { kind: 'is', value: 1 }
    : { kind: 'table', values: stateWeights }
  const sum = builder.sum(partition, measure, weights)
  const { low, high } = rangeOfSums(rule)
  const inputs = [{ node: sum, low, count: high - low + 1 }]
  const afterLife = states > 2 ? 2 : 0
  const tableOf = (sums: Sums, otherwise: number) =>
    builder.table(
      inputs,
      Int32Array.from({ length: high - low + 1 }, (_, i) => (sums.has(i + low) ? 1 : otherwise)),
    )
  const own = builder.own()
  const isOwn = (state: number) => builder.binary('eq', own, builder.constant(state))
  const aging = Array.from({ length: states }, (_, state) => (state + 1) % states)
  const others = builder.table([{ node: own, low: 0, count: states }], aging)
  const survives = builder.select(isOwn(1), tableOf(survival, afterLife), others)
  return builder.finish(builder.select(isOwn(0), tableOf(birth, 0), survives))
}

/** The neighborhood of the sites: their list, or the whole square where they nearly fill it. */
function placeWeights(sites: readonly WeightedSite[]): {
  readonly neighborhood: NeighborhoodSpec
  readonly weights: readonly number[]
} {
  const radiusCells = Math.max(1, radiusOf(sites))
  const square = listSquare(radiusCells, () => 1)
  if (sites.length > 0 && 2 * sites.length < square.length) {
    const offsets = sites.map(({ dx, dy }) => [dx, dy, 0] as const)
    const neighborhood = { kind: 'offsets', dimensions: 2, offsets } as const
    return { neighborhood, weights: sites.map(({ weight }) => weight) }
  }
  const known = new Map(sites.map(({ dx, dy, weight }) => [`${dx},${dy}`, weight]))
  return {
    neighborhood:
      radiusCells === 1 ? { kind: 'named', name: 'moore-2d' } : { kind: 'square', radiusCells },
    weights: square.map(({ dx, dy }) => known.get(`${dx},${dy}`) ?? 0),
  }
}
