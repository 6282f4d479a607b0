import fc from 'fast-check'
import { expect, test } from 'vitest'
import { workInOrder } from './in-order.ts'

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve()
}

test('results are taken in order, however long each takes, and never too many at a time', () => {
  const anyDelays = fc.array(fc.nat(40), { maxLength: 300 })
  return fc.assert(
    fc.asyncProperty(anyDelays, fc.integer({ min: 1, max: 5 }), async (delays, jobs) => {
      const places = delays.map((_, i) => i)
      const taken: number[] = []
      let running = 0
      let most = 0
      await workInOrder(places, {
        jobs,
        async work(place) {
          most = Math.max(most, ++running)
          await turns(delays[place]!)
          running--
          return 2 * place
        },
        take: (value, place) => {
          expect(value).toBe(2 * place)
          taken.push(place)
        },
      })
      expect(taken).toEqual(places)
      expect(most).toBe(Math.min(jobs, delays.length))
    }),
  )
})

test('the first that fails is thrown after those before it were taken, and no more is begun', () =>
  fc.assert(
    fc.asyncProperty(fc.nat(20), fc.boolean(), async (bad, failsTaken) => {
      const taken: number[] = []
      let begun = 0
      const fail = (place: number) => {
        if (place === bad) throw new Error(`${place} is bad`)
      }
      const working = workInOrder(
        Array.from({ length: 400 }, (_, i) => i),
        {
          jobs: 3,
          async work(place) {
            begun++
            await turns(place % 7)
            if (!failsTaken) fail(place)
            return place
          },
          take(place) {
            if (failsTaken) fail(place)
            taken.push(place)
          },
        },
      )
      await expect(working).rejects.toThrow(`${bad} is bad`)
      expect(taken).toEqual(Array.from({ length: bad }, (_, i) => i))
      const before = begun
      await turns(50)
      expect(begun).toBe(before)
      expect(begun).toBeLessThan(400)
    }),
  ))
