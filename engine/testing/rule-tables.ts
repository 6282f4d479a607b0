/** Random rule tables, as Golly's rule files have them. */
import fc from 'fast-check'
import { tableNeighborhoods } from '../rules/rule-file/table-neighborhoods.ts'

const letters = ['a', 'b', 'c', 'd']

/** A table with variables that overlap, some of which are bound, and lines that contradict. */
export const anyTable = fc.constantFrom(...tableNeighborhoods).chain((neighborhood) =>
  fc.constantFrom(...neighborhood.symmetries).chain((symmetry) =>
    fc.integer({ min: 2, max: 5 }).chain((states) => {
      const state = fc.integer({ min: 0, max: states - 1 }).map(String)
      const someStates = fc.uniqueArray(state, { minLength: 1, maxLength: states })
      const entry = fc.oneof(state, fc.constantFrom(...letters))
      const line = fc
        .tuple(fc.array(entry, entriesOf(neighborhood.ring.length + 1)), fc.nat(), state)
        .map(([inputs, pick, fallback]) => {
          const twice = inputs.filter((name) => letters.includes(name))
          // A variable may be the outcome where it is among the inputs.
          const next = pick % 3 === 0 ? (twice[pick % (twice.length || 1)] ?? fallback) : fallback
          return [...inputs, next].join(',')
        })
      return fc
        .tuple(
          fc.array(someStates, entriesOf(letters.length)),
          fc.array(line, { minLength: 1, maxLength: 12 }),
        )
        .map(([sets, lines]) =>
          [
            `n_states:${states}`,
            `neighborhood:${neighborhood.name}`,
            `symmetries:${symmetry}`,
            ...sets.map((members, i) => `var ${letters[i]}={${members.join(',')}}`),
            ...lines,
          ].join('\n'),
        )
    }),
  ),
)

function entriesOf(length: number) {
  return { minLength: length, maxLength: length }
}
