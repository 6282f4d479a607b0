import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDraws } from '../draws.ts'
import type { Params } from '../parameter.ts'
import { buildSpace } from '../space.ts'
import { addCounts, countPlace, lnEvidence, placeOf, predict } from './group.ts'
import { groupsOf, lnDensityAt } from './rose-density.ts'
import { growRoseTree, type RoseTree } from './rose-tree.ts'

const NUMBER = buildSpace([{ name: 'x', type: 'float', low: 0, high: 1 }])
const CHOICE = buildSpace([{ name: 'c', type: 'categorical', choices: ['a', 'b', 'c'] }])
const BOTH = buildSpace([...NUMBER.parameters, ...CHOICE.parameters])

const anyConfigurations = fc.array(
  fc.record({
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    c: fc.constantFrom('a', 'b', 'c'),
  }),
  { minLength: 1, maxLength: 25 },
)

const countAll = (space: typeof NUMBER, all: readonly Params[]) =>
  all.map((params) => countPlace(space, placeOf(space, params))).reduce(addCounts)

/** Students density with location, squared scale and degrees, its gammas of whole numbers and halves multiplied out. */
function student(x: number, degrees: number, location: number, square: number): number {
  const z = (x - location) ** 2 / (square * degrees)
  return (
    (gammaHalf(degrees + 1) / gammaHalf(degrees) / Math.sqrt(Math.PI * degrees * square)) *
    (1 + z) ** (-(degrees + 1) / 2)
  )
}

/** Gamma of n / 2. */
const gammaHalf = (n: number): number =>
  n === 1 ? Math.sqrt(Math.PI) : n === 2 ? 1 : (n / 2 - 1) * gammaHalf(n - 2)

describe('the evidence of a group', () => {
  test('of numbers is the product of Student densities, each after those before it', () => {
    fc.assert(
      fc.property(anyConfigurations, (all) => {
        let [mean, strength, shape, scale, expected] = [0.5, 0.2, 1, 1 / 72, 0]
        for (const { x } of all) {
          const square = (scale * (strength + 1)) / (shape * strength)
          expected += Math.log(student(x, 2 * shape, mean, square))
          scale += (strength * (x - mean) ** 2) / (2 * (strength + 1))
          mean = (strength * mean + x) / (strength + 1)
          strength += 1
          shape += 0.5
        }
        expect(lnEvidence(NUMBER, countAll(NUMBER, all))).toBeCloseTo(expected, 8)
      }),
    )
  })

  test('of categories is the product of shares, each after those before it', () => {
    fc.assert(
      fc.property(anyConfigurations, (all) => {
        const seen: Record<string, number> = { a: 0.5, b: 0.5, c: 0.5 }
        let expected = 0
        for (const [i, { c }] of all.entries()) {
          expected += Math.log(seen[c]! / (i + 1.5))
          seen[c]! += 1
        }
        expect(lnEvidence(CHOICE, countAll(CHOICE, all))).toBeCloseTo(expected, 9)
      }),
    )
  })

  test('grows by what the group predicts of one more', () => {
    fc.assert(
      fc.property(anyConfigurations, (all) => {
        const counts = countAll(BOTH, all)
        const place = placeOf(BOTH, all[0]!)
        const more = addCounts(counts, countPlace(BOTH, place))
        const gain = lnEvidence(BOTH, more) - lnEvidence(BOTH, counts)
        expect(predict(BOTH, counts)(place)).toBeCloseTo(gain, 8)
      }),
    )
  })
})

/** Three groups far from each other, ten of each, in an order that mixes them. */
function drawGroups(): readonly Params[] {
  const draws = createDraws(5n, 0, 6)
  return Array.from({ length: 30 }, (_, i) => ({
    x: [0.1, 0.5, 0.9][i % 3]! + 0.01 * draws.uniform(),
    c: ['a', 'b', 'c'][i % 3]!,
  }))
}

const grow = (all: readonly Params[], onStep?: (gain: number) => void) =>
  growRoseTree(
    BOTH,
    all.map((params) => placeOf(BOTH, params)),
    onStep,
  )

const leavesOf = (tree: RoseTree): number =>
  tree.children.length === 0 ? 1 : tree.children.reduce((sum, child) => sum + leavesOf(child), 0)

describe('a rose tree', () => {
  test('has groups that are far from each other as branches', () => {
    const { children, unity } = grow(drawGroups())
    const groups = children.flatMap((child) => (child.size === 10 ? [child] : child.children))
    expect(groups.map(({ size }) => size)).toEqual([10, 10, 10])
    for (const { counts } of groups) expect([...counts[1]!].toSorted()).toEqual([0, 0, 10])
    expect(unity).toBeLessThan(1e-6)
  })

  test('takes no step that halves the likelihood, and its own is that of the leaves times all steps', () => {
    fc.assert(
      fc.property(anyConfigurations, (all) => {
        let sum = all.reduce((total, each) => total + lnEvidence(BOTH, countAll(BOTH, [each])), 0)
        const tree = grow(all, (gain) => {
          expect(gain).toBeGreaterThan(-Math.LN2 - 1e-9)
          sum += gain
        })
        expect(tree.lnLikelihood).toBeCloseTo(sum, 7)
        expect(leavesOf(tree)).toBe(all.length)
        expect(tree.size).toBe(all.length)
      }),
    )
  })

  test('raises the likelihood at every step that merges what is alike', () => {
    const gains: number[] = []
    grow(drawGroups(), (gain) => gains.push(gain))
    // Three groups of ten are made in 27 steps.
    for (const gain of gains.slice(0, 27)) expect(gain).toBeGreaterThan(0)
  })

  test('predicts a density whose integral is 1', () => {
    const groups = groupsOf(BOTH, grow(drawGroups()))
    let sum = 0
    const steps = 40_000
    for (let i = 0; i < steps; i++) {
      const x = -19.5 + (40 * (i + 0.5)) / steps
      for (let c = 0; c < 3; c++) sum += Math.exp(lnDensityAt(groups, Float64Array.of(x, c)))
    }
    expect((sum * 40) / steps).toBeCloseTo(1, 2)
  })

  test('has no more leaves than can be waited for', () => {
    const places = Array.from({ length: 401 }, () => Float64Array.of(0.5, 0))
    expect(() => growRoseTree(BOTH, places)).toThrow(RangeError)
    expect(() => growRoseTree(BOTH, [])).toThrow(RangeError)
  })
})
