import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCycle } from './find-cycle.ts'

/** The first `length` values of x, f(x), f(f(x)), ... */
function iterate(map: readonly number[], start: number, length: number): number[] {
  const values: number[] = []
  for (let x = start; values.length < length; x = map[x]!) values.push(x)
  return values
}

describe('findCycle', () => {
  test('finds transient and period of every map of up to four values', () => {
    for (const size of [1, 2, 3, 4]) {
      for (let code = 0; code < size ** size; code++) {
        const map = Array.from({ length: size }, (_, i) => Math.floor(code / size ** i) % size)
        // The obvious way: the first value that comes again, and where it came first.
        const values = iterate(map, 0, size + 1)
        const again = values.findIndex((value, i) => values.indexOf(value) < i)
        const transient = values.indexOf(values[again]!)
        expect(findCycle(values.slice(0, again))).toBeUndefined()
        expect(findCycle(values.slice(0, again + 1))).toEqual({
          transient,
          period: again - transient,
        })
      }
    }
  })

  test('does not change its mind when more is seen', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(19), { minLength: 20, maxLength: 20 }),
        fc.integer({ min: 21, max: 90 }),
        (map, length) => {
          expect(findCycle(iterate(map, 0, length))).toEqual(findCycle(iterate(map, 0, 21)))
        },
      ),
    ))

  test('finds nothing in lists of none or one, or where nothing comes again', () => {
    expect(findCycle([])).toBeUndefined()
    expect(findCycle([1])).toBeUndefined()
    expect(findCycle([3, 1, 2])).toBeUndefined()
  })

  test('compares as it is told to', () => {
    const states = [[1], [2], [3], [2]]
    expect(findCycle(states)).toBeUndefined()
    expect(findCycle(states, (a, b) => a[0] === b[0])).toEqual({ transient: 1, period: 2 })
  })
})
