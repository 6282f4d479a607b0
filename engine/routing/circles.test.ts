import { expect, test } from 'vitest'
import { findCircles } from './circles.ts'

/** All ways in which each of so many places can want one, or none. */
function* everyWish(count: number): Generator<number[]> {
  for (let code = 0; code < (count + 1) ** count; code++) {
    yield Array.from({ length: count }, (_, place) => {
      return (Math.floor(code / (count + 1) ** place) % (count + 1)) - 1
    })
  }
}

/** Tells whether one comes back to a place by going on from it, by trying. */
function comesBack(wanted: readonly number[], start: number): boolean {
  let place = wanted[start]!
  for (let step = 0; step < wanted.length && place !== -1; step++) {
    if (place === start) return true
    place = wanted[place]!
  }
  return false
}

test.each([0, 1, 2, 3, 4, 5])('all circles of %i places are found, each place once', (count) => {
  for (const wanted of everyWish(count)) {
    const circles = findCircles(Int32Array.from(wanted))
    const found = circles.flat().sort((a, b) => a - b)
    expect(found).toEqual([...wanted.keys()].filter((place) => comesBack(wanted, place)))
    for (const circle of circles) {
      for (const [index, place] of circle.entries()) {
        expect(wanted[place]).toBe(circle[(index + 1) % circle.length])
      }
    }
  }
})
