import { expect, test } from 'vitest'
import type { NamedNeighborhood } from '../../lattice/neighborhood.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { hashProgram } from '../../rules/program/serialize-program.ts'
import { withNeighborhood } from './rule-variants.ts'

const named = (name: NamedNeighborhood) => ({ kind: 'named', name }) as const

test.each([
  ['B2/S34', 'hexagonal-2d', 'B2/S34H'],
  ['B2/S34H', 'moore-2d', 'B2/S34'],
  ['B1/S1', 'von-neumann-2d', 'B1/S1V'],
  ['4/4/5/M', 'von-neumann-3d', '4/4/5/N'],
] as const)('%s with the neighborhood %s is %s', async (from, name, to) => {
  const variant = withNeighborhood(parseRule(from).rule, named(name))!
  const wanted = parseRule(to).rule
  expect(variant.program.nodes.length).toBeGreaterThan(0)
  const tables = [variant, wanted].map(({ program }) =>
    program.nodes.filter(({ op }) => op === 'partition'),
  )
  expect(tables[0]).toEqual(tables[1])
  expect(await hashProgram(variant.program)).not.toBe(
    await hashProgram(parseRule(from).rule.program),
  )
})

test('a rule that has the neighborhood already is itself', () => {
  const { rule } = parseRule('B3/S23')
  expect(withNeighborhood(rule, named('moore-2d'))).toBe(rule)
})

test.each([
  ['W30', 'moore-2d'],
  ['B2-a/S12', 'hexagonal-2d'],
  ['B3/S23', 'moore-3d'],
  ['M0,8,4,3,2,5,9,7,1,6,10,11,12,13,14,15', 'von-neumann-2d'],
] as const)('%s has no variant in %s', (from, name) => {
  expect(withNeighborhood(parseRule(from).rule, named(name))).toBeUndefined()
})
