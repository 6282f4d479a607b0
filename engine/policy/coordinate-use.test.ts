import { expect, test } from 'vitest'
import { loadCedar } from '../node/load-cedar.ts'
import { type AxisUse, partOf } from './coordinate-use.ts'
import { loadPolicies } from './load-policies.ts'

async function lookAt(...conditions: readonly string[]) {
  const cedar = conditions
    .map((condition) => `permit(principal, action, resource) when { ${condition} };`)
    .join('\n')
  return (await loadPolicies(await loadCedar(), { cedar })).coordinates
}

const compared = (...cuts: number[]): AxisUse => ({ kind: 'compared', cuts })
const calculated: AxisUse = { kind: 'calculated' }

test('policies that do not mention the coordinate do not look at it', async () => {
  const use = await lookAt('context.attributes.metaRules < 3', 'context has coord', 'true')
  expect(use).toEqual({ x: compared(), y: compared(), z: compared() })
})

test('numbers that axes are compared with are cuts, from all policies, rising', async () => {
  const use = await lookAt(
    'context.coord.x < 10 && 3 <= context.coord.x',
    'context["coord"]["x"] == -7 || context.coord.x != 10',
    'if context.coord.y >= 1 then true else !(context.coord.y > 0)',
  )
  expect(use).toEqual({ x: compared(-7, 3, 10), y: compared(0, 1), z: compared() })
})

test.each([
  ['context.coord.x + 1 < 10', 'x'],
  ['context.coord.y < context.attributes.metaRules', 'y'],
  ['[1, 2].contains(context.coord.z)', 'z'],
  ['{a: context.coord.z}.a == 1', 'z'],
  ['(if true then context.coord.x else 2) == 1', 'x'],
  ['context.coord.x < 9223372036854775807', 'x'],
  ['context.coord.x == context.coord.z', 'xz'],
  ['context.coord == {x: 1, y: 2, z: 3}', 'xyz'],
  ['{a: context.coord}.a.x == 1', 'xyz'],
  ['{a: context}.a.coord.x == 1', 'xyz'],
  ['(if true then context else context).coord.x == 1', 'xyz'],
  ['context == context', 'xyz'],
])('what calculates takes an axis as it is: %s', async (condition, axes) => {
  const use = await lookAt(condition)
  for (const axis of ['x', 'y', 'z'] as const) {
    expect(use[axis]).toEqual(axes.includes(axis) ? calculated : compared())
  }
})

test('a comparison beside a calculation leaves an axis calculated', async () => {
  expect((await lookAt('context.coord.x < 1', 'context.coord.x * 2 == 4')).x).toEqual(calculated)
})

test('a value lies in the part that its comparisons with the cuts make', () => {
  const cuts = [-7, 3, 10]
  const partOfValue = new Map<number, string>()
  for (let value = -20; value <= 20; value++) {
    const comparisons = cuts.map((cut) => Math.sign(value - cut)).join()
    const part = partOf(compared(...cuts), value)
    expect(partOfValue.get(part) ?? comparisons).toBe(comparisons)
    partOfValue.set(part, comparisons)
  }
  expect(partOfValue.size).toBe(2 * cuts.length + 1)
  expect(partOf(compared(), 5)).toBe(partOf(compared(), -5))
  expect(partOf(calculated, 5)).toBe(5)
})
