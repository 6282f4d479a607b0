/** Wide and weighted neighborhoods: their cells, their sums, and that equal rules are one. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildNeighborhood } from '../lattice/neighborhood.ts'
import { parseRule } from './parse-rule.ts'
import { type CellView, evaluateProgram } from './program/evaluate-program.ts'
import type { RuleProgram } from './program/program.ts'
import { neighborhoodsOf } from './program/program-topology.ts'
import { recognizeForm } from './program/recognize-form.ts'

const canonicalOf = (text: string) => parseRule(text).rule.canonical

/** The neighbors of a rule, as the rows of its square from the top left; `x` is the cell. */
function drawNeighbors(text: string): string[] {
  const [spec] = neighborhoodsOf(parseRule(text).rule.program)
  const { offsets, count, reach } = buildNeighborhood(spec!)
  const rows = Array.from({ length: 2 * reach.y + 1 }, () =>
    new Array<string>(2 * reach.x + 1).fill('.'),
  )
  rows[reach.y]![reach.x] = 'x'
  for (let i = 0; i < count; i++) {
    rows[offsets[3 * i + 1]! + reach.y]![offsets[3 * i]! + reach.x] = 'o'
  }
  return rows.map((row) => row.join(''))
}

describe('shapes', () => {
  test.each([
    ['+', ['..o..', '..o..', 'ooxoo', '..o..', '..o..']],
    ['X', ['o...o', '.o.o.', '..x..', '.o.o.', 'o...o']],
    ['*', ['o.o.o', '.ooo.', 'ooxoo', '.ooo.', 'o.o.o']],
    ['#', ['.o.o.', 'ooooo', '.oxo.', 'ooooo', '.o.o.']],
    ['B', ['.o.o.', 'o.o.o', '.oxo.', 'o.o.o', '.o.o.']],
    ['D', ['o.o.o', '.o.o.', 'o.x.o', '.o.o.', 'o.o.o']],
    ['H', ['ooo..', 'oooo.', 'ooxoo', '.oooo', '..ooo']],
    ['A', ['o.o..', '.oo..', 'ooxoo', '..oo.', '..o.o']],
    ['3', ['..o..', '..o..', 'oox..', '...o.', '....o']],
    ['FC2E1', ['o...o', '..o..', '.oxo.', '..o..', 'o...o']],
    ['@891891', ['o...o', '..o..', '.oxo.', '..o..', 'o...o']],
  ])('N%s', (letter, rows) => {
    expect(drawNeighbors(`R2,C2,S2-3,5,B3,N${letter}`)).toEqual(rows)
  })

  test('N2 has the lattice points of a circle', () => {
    // Gauss's circle problem, OEIS A000328, less the center.
    for (const [radius, points] of [
      [3, 28],
      [4, 48],
      [5, 80],
      [6, 112],
      [10, 316],
    ] as const) {
      const [spec] = neighborhoodsOf(parseRule(`R${radius},C2,S1,3,B2,N2`).rule.program)
      expect(buildNeighborhood(spec!).count).toBe(points)
    }
  })
})

describe('one rule, one string', () => {
  const counts = fc.uniqueArray(fc.integer({ min: 0, max: 24 }), { maxLength: 8 })
  const list = (values: readonly number[]) => values.join(',')

  test('lists are sorted and merged, and read as themselves', () => {
    fc.assert(
      fc.property(counts, counts, fc.integer({ min: 2, max: 256 }), (survival, birth, states) => {
        const canonical = canonicalOf(`R2,C${states},S${list(survival)},B${list(birth)}`)
        expect(canonicalOf(canonical)).toBe(canonical)
        const turned = `R2,C${states},S${list(survival.toReversed())},B${list(birth)},NM`
        expect(canonicalOf(turned)).toBe(canonical)
      }),
      { numRuns: 60 },
    )
  })

  test('a map of a square is the shape it shows', () => {
    const mapped = (rows: readonly string[]) =>
      BigInt(`0b${rows.join('').replace('x', '').replaceAll('o', '1').replaceAll('.', '0')}`)
        .toString(16)
        .padStart(6, '0')
    for (const letter of 'MNCX+*#BDHA3') {
      const named = `R2,C2,S2-3,5,B3,N${letter}`
      expect(canonicalOf(`R2,C2,S2-3,5,B3,N@${mapped(drawNeighbors(named))}`)).toBe(
        canonicalOf(named),
      )
    }
  })

  const weights = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 25, maxLength: 25 })
  const sums = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 })
  const hex = (values: readonly number[], digits: number) =>
    values
      .map((value) => (value < 0 ? 8 * 16 ** (digits - 1) - value : value))
      .map((value) => value.toString(16).padStart(digits, '0'))
      .join('')

  test('a common factor and the weight of the center are taken out of the sums', () => {
    fc.assert(
      fc.property(
        weights,
        sums,
        sums,
        fc.integer({ min: 0, max: 7 }),
        (around, survive, born, c) => {
          const highest = around.reduce((sum, weight) => sum + Math.max(0, weight), 0)
          const [survival, birth] = [survive, born].map((all) =>
            all.filter((sum) => sum <= highest),
          )
          const centered = around.with(12, c)
          const without = around.with(12, 0)
          const plain = `R2,C2,S${list(survival!)},B${list(birth!)},NW${hex(without, 1)}`
          const shifted = survival!.map((sum) => sum + c)
          const other = `R2,C2,S${list(shifted)},B${list(birth!)},NW${hex(centered, 1)}`
          const doubled = [survival!, birth!].map((all) => list(all.map((sum) => 2 * sum)))
          const twice = without.map((weight) => 2 * weight)
          const third = `R2,C2,S${doubled[0]},B${doubled[1]},NW${hex(twice, 2)}`
          // The reader refuses sums that are out of reach, which the shifts can bring about.
          const highestOther = highest - Math.max(0, around[12]!) + c
          fc.pre([...shifted, ...birth!].every((sum) => sum <= highestOther))
          fc.pre(
            [...survival!, ...birth!].every((sum) => sum <= highest - Math.max(0, around[12]!)),
          )
          expect(canonicalOf(other)).toBe(canonicalOf(plain))
          expect(canonicalOf(third)).toBe(canonicalOf(plain))
          expect(canonicalOf(canonicalOf(plain))).toBe(canonicalOf(plain))
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('sums', () => {
  /** What a program makes of a cell that sees these states; the center is in the middle. */
  function nextOf(program: RuleProgram, square: readonly number[], radius: number): number {
    const side = 2 * radius + 1
    const [spec] = neighborhoodsOf(program)
    const { offsets, count } = buildNeighborhood(spec!)
    const center = radius * side + radius
    const gathered = Array.from({ length: count }, (_, i) => {
      return square[center + offsets[3 * i]! + side * offsets[3 * i + 1]!]!
    })
    const view = { own: () => square[center]!, gather: () => gathered } as unknown as CellView
    return evaluateProgram(program, view)[program.next[0]!]!
  }

  const radius = 2
  const cells = (2 * radius + 1) ** 2
  const anyRule = fc.record({
    weights: fc.array(fc.integer({ min: -7, max: 7 }), { minLength: cells, maxLength: cells }),
    stateWeights: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 3, maxLength: 3 }),
    hasStateWeights: fc.boolean(),
    square: fc.array(fc.nat(2), { minLength: cells, maxLength: cells }),
    pick: fc.nat(),
  })

  test('are those of the notation, by its definition', () => {
    fc.assert(
      fc.property(anyRule, ({ weights, stateWeights, hasStateWeights, square, pick }) => {
        const ofState = hasStateWeights ? stateWeights : [0, 1, 0]
        const sum = square.reduce((total, state, i) => total + weights[i]! * ofState[state]!, 0)
        const [least, most] = [Math.min(...ofState), Math.max(...ofState)]
        const highest = weights.reduce(
          (all, weight) => all + weight * (weight > 0 ? most : least),
          0,
        )
        // About half of the rules list the very sum of the cell.
        const listed = pick % 2 === 0 && sum >= 0 ? sum : pick % (Math.max(0, highest) + 1)
        const digits = weights.map((w) => (w < 0 ? 8 - w : w).toString(16)).join('')
        const suffix = hasStateWeights ? `,${stateWeights.map((w) => w.toString(16)).join('')}` : ''
        const text = `R${radius},C3,S${listed},B${listed},NW${digits}${suffix}`
        const isListed = sum === listed
        const expected = [isListed ? 1 : 0, isListed ? 1 : 2, 0][square[cells >> 1]!]
        const { rule } = parseRule(text)
        expect(nextOf(rule.program, square, radius)).toBe(expected)
        const again = parseRule(rule.canonical).rule
        expect(again.canonical).toBe(rule.canonical)
        expect(nextOf(again.program, square, radius)).toBe(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('under NG are those of a pyramid, the center among them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1), { minLength: 49, maxLength: 49 }), (square) => {
        const height = (i: number) => 4 - Math.abs(i - 3)
        const sum = square.reduce((all, state, i) => {
          return all + state * height(i % 7) * height(Math.floor(i / 7))
        }, 0)
        const { program } = parseRule(`R3,C2,S${sum},B${sum},NG`).rule
        expect(nextOf(program, square, 3)).toBe(1)
      }),
      { numRuns: 50 },
    )
  })
})

describe("MCell's Weighted Life", () => {
  const life = 'NW1,NN1,NE1,WW1,ME0,EE1,SW1,SS1,SE1,HI0,RS2,RS3,RB3'
  test('is Life where all weights are 1, and hexagonal where two corners are 0', () => {
    expect(canonicalOf(life)).toBe('B3/S23')
    expect(canonicalOf(life.replace('NE1', 'NE0').replace('SW1', 'SW0'))).toBe('B3/S23H')
    expect(canonicalOf(life.replace('HI0', 'HI4'))).toBe('23/3/4')
  })
  test('counts the cell itself by its own weight, and has its keywords in any order', () => {
    expect(canonicalOf(life.replace('ME0', 'ME9').replace('RS2,RS3', 'RS11,RS12'))).toBe('B3/S23')
    expect(canonicalOf(life.split(',').reverse().join(', '))).toBe('B3/S23')
    expect(canonicalOf('NN-1,EE-1,SS-1,WW-1,RB-2,RS-1')).toBe('B2/S1V')
  })
})

test('a rule by weights that tells shapes apart is the rule of those shapes', () => {
  // Orthogonal neighbors count 1 and diagonal ones 5, so that a sum of 6 is one of each.
  const text = 'NW5,NN1,NE5,WW1,ME0,EE1,SW5,SS1,SE5,HI0,RB6'
  expect(canonicalOf(text)).toBe('B2ak/S')
})

test('a rule of counts alone is recognized as one', () => {
  for (const text of ['R3,C2,S3-4,B4,N*', 'R2,C2,S2-3,5,B3,NM', 'R2,C2,S2,B3,N@891891']) {
    expect(recognizeForm(parseRule(text).rule.program).kind).toBe('counting')
  }
})
