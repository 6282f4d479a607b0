import { describe, expect, test } from 'vitest'
import { countNeighbors, type NeighborhoodSpec } from '../../../lattice/neighborhood.ts'
import type { Measure } from '../../../rules/program/program.ts'
import { simplifyMeasure } from './measures.ts'
import { planComponentSum, planStateSum } from './sum-plan.ts'

const VALUE: Measure = { kind: 'value' }
const LIVE: Measure = { kind: 'is', value: 1 }
const MOORE: NeighborhoodSpec = { kind: 'named', name: 'moore-3d' }
const CORNERS: NeighborhoodSpec = { kind: 'named', name: 'corners-3d' }
const CIRCLE: NeighborhoodSpec = { kind: 'circle', radiusCells: 13 }

const gather = (neighborhood: NeighborhoodSpec) =>
  ({ kind: 'neighborhood', neighborhood, withCenter: false }) as const

/** Weights that differ from site to site. */
const listWeights = (neighborhood: NeighborhoodSpec, factor = 1) =>
  Array.from({ length: countNeighbors(neighborhood) }, (_, i) => factor * (i + 1))

const stateKind = (
  neighborhood: NeighborhoodSpec,
  measure: Measure,
  weights: readonly number[] | undefined,
  states: number,
) => planStateSum(gather(neighborhood), simplifyMeasure(measure, states), weights, states).kind

describe('the sum over the state', () => {
  test.each([
    ['a few sites', MOORE, LIVE, undefined, 2, 'sites'],
    ['a few values', MOORE, VALUE, undefined, 256, 'sites'],
    ['a wide disk', CIRCLE, LIVE, undefined, 2, 'runs'],
    ['a wide disk of values', CIRCLE, VALUE, undefined, 256, 'runs'],
    ['weights that differ from site to site', CIRCLE, VALUE, listWeights(CIRCLE), 256, 'dots'],
    ['weights beyond 16 bits', CIRCLE, VALUE, listWeights(CIRCLE, 70_000), 256, 'products'],
  ] as const)('of %s is made as it is best', (_, neighborhood, measure, weights, states, kind) => {
    expect(stateKind(neighborhood, measure, weights, states)).toBe(kind)
  })

  test('of numbers from a long table is made from a plane of them', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i * 31) % 199)
    expect(stateKind(CORNERS, { kind: 'table', values }, undefined, 200)).toBe('measured')
  })
})

describe('the sum over another component', () => {
  const kindOf = (neighborhood: NeighborhoodSpec) =>
    planComponentSum(1, gather(neighborhood), { kind: 'value' }, undefined).kind

  test('takes a few sites one by one', () => expect(kindOf(MOORE)).toBe('sites'))
  test('takes many by a function of its own', () => expect(kindOf(CIRCLE)).toBe('products'))
})
