import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DIFFERENCE_STATES, markDifferences } from './mark-differences.ts'

test('each cell is marked by what it is in both states, and the counts are those of the marks', () => {
  const anyStates = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 100 })
  const isTrue = fc.property(anyStates, (pairs) => {
    const here = Uint8Array.from(pairs, ([a]) => a)
    const there = Uint8Array.from(pairs, ([, b]) => b)
    const marks = new Uint8Array(pairs.length).fill(9)
    const counts = markDifferences(here, there, marks)
    const wanted = pairs.map(([a, b]) => {
      if (a === b) return a === 0 ? DIFFERENCE_STATES.none : DIFFERENCE_STATES.same
      if (a !== 0 && b !== 0) return DIFFERENCE_STATES.otherwise
      return a === 0 ? DIFFERENCE_STATES.onlyThere : DIFFERENCE_STATES.onlyHere
    })
    expect([...marks]).toEqual(wanted)
    const count = (mark: number) => wanted.filter((each) => each === mark).length
    expect(counts).toEqual({
      onlyHere: count(DIFFERENCE_STATES.onlyHere),
      onlyThere: count(DIFFERENCE_STATES.onlyThere),
      otherwise: count(DIFFERENCE_STATES.otherwise),
    })
  })
  fc.assert(isTrue)
})
