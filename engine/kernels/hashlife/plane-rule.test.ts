import { expect, test } from 'vitest'
import { parseRule } from '../../rules/parse-rule.ts'
import { nextBackground, type PlaneRule, planeRuleOf, relativeTo } from './plane-rule.ts'

const CENTER = 1 << 4
const NORTH = 1 << 1
const NORTHEAST = 1 << 2
const EAST = 1 << 5
const SOUTHWEST = 1 << 6
const SOUTH = 1 << 7
const ALL = 511

function planeRule(notation: string): PlaneRule {
  const result = planeRuleOf(parseRule(notation).rule.program)
  if (!result.ok) throw new Error(result.reason)
  return result.rule
}

test('Life is a rule of 3x3 cells: births on three, survival on two or three', () => {
  const life = planeRule('B3/S23')
  expect(life[NORTH | EAST]).toBe(0)
  expect(life[NORTH | EAST | CENTER]).toBe(1)
  expect(life[NORTH | EAST | SOUTH]).toBe(1)
  expect(life[NORTH | EAST | SOUTH | NORTHEAST | CENTER]).toBe(0)
})

test('a hexagonal rule does not see the northeast and the southwest', () => {
  const rule = planeRule('B1/SH')
  expect(rule[NORTH]).toBe(1)
  expect(rule[NORTH | NORTHEAST | SOUTHWEST]).toBe(1)
  expect(rule[NORTHEAST]).toBe(0)
})

test('an isotropic rule tells a corner from an edge', () => {
  const rule = planeRule('B1c/S')
  expect(rule[NORTHEAST]).toBe(1)
  expect(rule[NORTH]).toBe(0)
})

test('a rule of one dimension is one of the plane, row by row', () => {
  const rule = planeRule('W90')
  expect(rule[EAST]).toBe(1)
  expect(rule[NORTH | SOUTH | NORTHEAST]).toBe(0)
})

test.each([
  ['B3/S23', 0, 0],
  ['B03/S23', 1, 0],
  ['B03/S238', 1, 1],
  ['B3/S238', 0, 1],
])('the backgrounds 0 and 1 become, under %s, %i and %i', (notation, after0, after1) => {
  const rule = planeRule(notation)
  expect([nextBackground(rule, 0), nextBackground(rule, 1)]).toEqual([after0, after1])
})

test('nothing comes of nothing in a rule as seen from a background', () => {
  const rule = planeRule('B03/S23')
  expect(relativeTo(rule, 0)[0]).toBe(0)
  expect(relativeTo(rule, 1)[0]).toBe(0)
  // Nine live cells all die, as the background does; with a neighbor missing, so does the cell.
  expect(relativeTo(rule, 1)[NORTH]).toBe(rule[ALL & ~NORTH])
})

test.each([
  ['345/2/4', 'it has 4 states'],
  ['R2,C0,M0,S3..8,B5..9,NM', 'further than the eight cells around'],
  ['4555', 'further than the eight cells around'],
])('%s is refused, since %s', (notation, reason) => {
  const result = planeRuleOf(parseRule(notation).rule.program)
  expect(result.ok ? '' : result.reason).toContain(reason)
})
