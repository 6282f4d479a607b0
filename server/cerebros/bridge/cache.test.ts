/** What is kept of answers, by a clock that the test turns. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerCache, type AnswerCacheOptions } from './cache.ts'

const never = new AbortController().signal

function open(options: Partial<AnswerCacheOptions> = {}) {
  let now = 0
  let asked = 0
  const cache = new AnswerCache<string>({
    ...{ ttlMs: 100, maxEntries: 3, maxBytes: 1000, nowMs: () => now },
    ...options,
  })
  const put = async (key: string, bytes = 1) =>
    await cache.share(key, never, async () => {
      asked++
      return { value: `${key}${asked}`, bytes }
    })
  return {
    ...{ cache, put },
    turn: (ms: number) => {
      now += ms
    },
    asked: () => asked,
  }
}

test('an answer counts until its time is over, to the millisecond, however often it is asked for', async () => {
  const { cache, put, turn } = open()
  await put('a')
  turn(99)
  expect(cache.get('a')).toBe('a1')
  turn(1)
  expect(cache.get('a')).toBeUndefined()
  expect([cache.size, cache.bytes]).toEqual([0, 0])
})

test('of more than are kept the one that was not asked for for the longest time goes', async () => {
  const { cache, put } = open()
  for (const key of ['a', 'b', 'c']) await put(key)
  expect(cache.get('a')).toBe('a1')
  await put('d')
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['a1', undefined, 'c3', 'd4'])
})

test('together they have no more bytes than they may, and one that is larger is not kept', async () => {
  const { cache, put } = open({ maxBytes: 10, maxEntries: 100 })
  await put('a', 6)
  await put('b', 6)
  expect([cache.get('a'), cache.get('b'), cache.bytes]).toEqual([undefined, 'b2', 6])
  await put('c', 11)
  expect([cache.get('b'), cache.get('c'), cache.bytes]).toEqual(['b2', undefined, 6])
})

test('whoever asks the same at once has one answer, and a failure is everybody’s and not kept', async () => {
  const { cache } = open()
  let calls = 0
  const { promise, reject } = Promise.withResolvers<never>()
  const ask = () => {
    calls++
    return promise
  }
  const all = [1, 2, 3].map(() => cache.share('a', never, ask))
  reject(new Error('no'))
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(
    Array(3).fill('rejected'),
  )
  expect([calls, cache.size, cache.underWay]).toEqual([1, 0, 0])
  await cache.share('a', never, async () => ({ value: 'b', bytes: 1 }))
  expect(cache.get('a')).toBe('b')
})

test('a call goes on while anybody waits for it, and the last to leave aborts it', async () => {
  const { cache } = open()
  let flight: AbortSignal | undefined
  const ask = async (signal: AbortSignal) => {
    flight = signal
    await new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)))
    return { value: 'never', bytes: 1 }
  }
  const [one, two] = [new AbortController(), new AbortController()]
  const waiting = [one, two].map(({ signal }) => cache.share('a', signal, ask))
  one.abort('first')
  await expect(waiting[0]).rejects.toBe('first')
  expect(flight!.aborted).toBe(false)
  two.abort('second')
  await expect(waiting[1]).rejects.toBe('second')
  expect(flight!.aborted).toBe(true)
  await new Promise(setImmediate)
  expect([cache.size, cache.underWay]).toEqual([0, 0])
})

test('any order of puts, looks and turns gives what a plain list of them gives', async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('put'), key: fc.constantFrom(...'abcde'), by: fc.nat(4) }),
    fc.record({ kind: fc.constant('get'), key: fc.constantFrom(...'abcde'), by: fc.nat(4) }),
    fc.record({ kind: fc.constant('turn'), key: fc.constant(''), by: fc.nat(60) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const { cache, put, turn } = open({ maxBytes: 8 })
      let now = 0
      /** The one that was asked for last is the last. */
      let list: { key: string; value: string; bytes: number; until: number }[] = []
      for (const { kind, key, by } of acts) {
        if (kind === 'turn') {
          turn(by)
          now += by
          continue
        }
        const found = list.find((each) => each.key === key)
        list = list.filter((each) => each !== found)
        if (kind === 'get') {
          const counts = found !== undefined && found.until > now
          expect(cache.get(key)).toBe(counts ? found.value : undefined)
          if (counts) list.push(found)
          continue
        }
        const value = await put(key, by)
        list.push({ key, value, bytes: by, until: now + 100 })
        while (list.length > 3 || list.reduce((sum, { bytes }) => sum + bytes, 0) > 8) list.shift()
        expect([cache.size, cache.bytes]).toEqual([
          list.length,
          list.reduce((sum, { bytes }) => sum + bytes, 0),
        ])
      }
    }),
  )
})
