import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WaitingRoom } from './waiting-room.ts'

const anyArrivals = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean()), {
  maxLength: 80,
})

test('no more wait than there are places, nobody goes while there are, and of the fullest address the first', () => {
  fc.assert(
    fc.property(anyArrivals, (arrivals) => {
      /** In the order in which they came. */
      let waiting: { readonly id: number; readonly address: string }[] = []
      const gone: number[] = []
      const room = new WaitingRoom<number>({
        ...{ places: 8, placesOfAddress: 5, letGo: (id) => gone.push(id) },
      })
      for (const [id, [address, isKnown]] of arrivals.entries()) {
        waiting.push({ id, address })
        room.enter(id, address)
        const countOf = (each: string) => waiting.filter((it) => it.address === each).length
        const most = Math.max(...waiting.map((it) => countOf(it.address)))
        const isTooMany = countOf(address) > 5 || waiting.length > 8
        expect(gone).toHaveLength(isTooMany ? 1 : 0)
        const [left] = gone.splice(0)
        if (left !== undefined) {
          const of = waiting.find((it) => it.id === left)!.address
          expect(countOf(of)).toBe(most)
          expect(waiting.find((it) => it.address === of)!.id).toBe(left)
        }
        waiting = waiting.filter((it) => it.id !== left && !(isKnown && it.id === id))
        if (isKnown) room.leave(id)
        expect(room.size).toBe(waiting.length)
      }
    }),
  )
})

test('whoever alone comes from an address stays, however many come from another', () => {
  const gone: string[] = []
  const room = new WaitingRoom<string>({
    ...{ places: 64, placesOfAddress: 64, letGo: (each) => gone.push(each) },
  })
  room.enter('one', 'here')
  for (let i = 0; i < 10_000; i++) room.enter(`many ${i}`, 'there')
  expect(gone).not.toContain('one')
  expect(room.size).toBe(64)
})
