import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StateKinds } from './state-kinds.ts'
import { StateSets } from './state-sets.ts'

const STATES = 9

test('states are of one kind exactly where the same sets have them, time after time', () => {
  const kinds = new StateKinds(STATES)
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(STATES - 1))), (lists) => {
      const sets = new StateSets(STATES)
      const distinct = [...new Set(lists.map((states) => sets.of(states)))]
      const { count, ofState, inSet } = kinds.tellApart(distinct)
      const keys = Array.from(ofState, (_, state) => distinct.map(({ has }) => has[state]).join())
      for (let a = 0; a < STATES; a++) {
        for (let b = 0; b < STATES; b++) {
          expect(ofState[a] === ofState[b]).toBe(keys[a] === keys[b])
        }
      }
      expect(new Set(ofState).size).toBe(count)
      for (const { id, members } of distinct) {
        const expected = new Set(members.map((state) => ofState[state]!))
        expect(inSet[id]!.toSorted()).toEqual([...expected].sort())
      }
    }),
  )
})
