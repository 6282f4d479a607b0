/** What the tables of a rule hold, checked against the neighborhood they are for. */
import { describe, expect, test } from 'vitest'
import { lettersOfCount } from './hensel-letters.ts'
import { encodeMap } from './map-code.ts'
import { namedRules } from './named-rule-list.ts'
import { CENTER_BIT, countBits, MOORE_SHAPES } from './neighbor-classes.ts'
import { parseRule } from './parse-rule.ts'
import { recognizeForm } from './program/recognize-form.ts'
import { validateProgram } from './program/validate-program.ts'

const examples = [
  ...namedRules.map(([canonical]) => canonical),
  ...['W110', 'code777k3r1', 'code20k2r2', 'B2/S34H', 'B1/S012V', 'MAPAP8A/w', 'B2-a/S12'],
  ...['2/3/2/C', '2/3/2/E', '2/3/2/H', '2/3/2/HEX12', '2/2/2/T', 'R3,C0,M0,S2..9,B4..6,NC'],
  ...['R6,C4,M1,S3..84,B5..85,NN', 'MAPAP8A/w/3', '12/3/4V'],
]

test.each(examples)('the tables of %s fit its neighborhood', (text) => {
  const { program, family } = parseRule(text).rule
  expect(() => validateProgram(program)).not.toThrow()
  expect(recognizeForm(program).kind === 'general').toBe(family === 'blocks')
})

describe("Hensel's letters", () => {
  test('tell 51 shapes apart', () => {
    expect(MOORE_SHAPES.classes.length).toBe(51)
    expect([1, 2, 3, 4].map((count) => lettersOfCount(count).length)).toEqual([2, 6, 10, 13])
  })
  test('name every configuration, each with its own number of live neighbors', () => {
    for (let index = 0; index < 512; index++) {
      const { count, letter } = MOORE_SHAPES.classes[MOORE_SHAPES.classOf[index]!]!
      expect(count).toBe(countBits(index & ~CENTER_BIT))
      expect(lettersOfCount(count)).toContain(letter)
    }
  })
  test('fill each class: a shape has one, two, four or eight positions', () => {
    const positions = MOORE_SHAPES.classes.map(
      (_, id) => MOORE_SHAPES.classOf.filter((found) => found === id).length / 2,
    )
    expect(positions.reduce((sum, n) => sum + n, 0)).toBe(256)
    for (const n of positions) expect([1, 2, 4, 8]).toContain(n)
  })
})

test('a Larger than Life rule of radius one is the rule on 3 x 3 cells', () => {
  // Counting itself, a live cell with three neighbors counts four.
  expect(parseRule('R1,C0,M1,S3..4,B3..3,NM').rule).toEqual(parseRule('B3/S23').rule)
  expect(parseRule('R1,C4,M0,S3..5,B2..2,NC').rule).toEqual(parseRule('345/2/4').rule)
  expect(parseRule('R1,C0,M0,S0..2,B1..1,NN').rule).toEqual(parseRule('B1/S012V').rule)
})

test('the first cell of a configuration is the most significant', () => {
  // Of N, W, C, E, S the second: every cell takes the state of the one on its left.
  const takesLeft = Uint8Array.from({ length: 16 }, (_, neighbors) => (neighbors >> 2) & 1)
  expect(recognizeForm(parseRule('MAPAP8A/w').rule.program)).toMatchObject({
    kind: 'configuration',
    rows: [takesLeft, takesLeft],
  })
})

test('a map over fewer cells is the same rule as over more', () => {
  const byWest = new Uint8Array(512).map((_, index) => (index >> 5) & 1)
  expect(parseRule(`MAP${encodeMap(byWest)}`).rule).toEqual(parseRule('MAPAP8A/w').rule)
  // A rule that looks at no neighbor is written with the Moore neighborhood, whatever it was.
  expect(parseRule('B/S01234V').rule).toEqual(parseRule('B/S012345678').rule)
})
