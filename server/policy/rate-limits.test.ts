import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { ANONYMOUS } from './gate.ts'
import { RateLimiter, rateKeyOf } from './rate-limits.ts'

/** A bucket as everybody draws it: it fills by one each interval, and each request takes one. */
class Bucket {
  readonly #burst: number
  readonly #intervalMs: number
  /** In parts of a request, so that all numbers are whole. */
  #parts: number
  #atMs = 0

  constructor(burst: number, intervalMs: number) {
    this.#burst = burst
    this.#intervalMs = intervalMs
    this.#parts = burst * intervalMs
  }

  take(nowMs: number): boolean {
    const full = this.#burst * this.#intervalMs
    this.#parts = Math.min(full, this.#parts + nowMs - this.#atMs)
    this.#atMs = nowMs
    if (this.#parts < this.#intervalMs) return false
    this.#parts -= this.#intervalMs
    return true
  }

  /** How long until the next is taken. */
  waitMs(): number {
    return this.#intervalMs - this.#parts
  }
}

test('requests are admitted just as a bucket of tokens admits them, and waits are as long', () => {
  // Intervals of whole milliseconds.
  const anyRate = fc.constantFrom(1, 2, 5, 8, 10, 20, 50, 100, 200, 1000)
  const anyPauses = fc.array(fc.oneof(fc.nat(5), fc.nat(3000)), { maxLength: 200 })
  fc.assert(
    fc.property(anyRate, fc.integer({ min: 1, max: 30 }), anyPauses, (perSecond, burst, pauses) => {
      let nowMs = 0
      const rate = { perSecond, burst }
      const limiter = new RateLimiter({ rate, maxKeys: 10, nowMs: () => nowMs })
      const bucket = new Bucket(burst, 1000 / perSecond)
      for (const pause of pauses) {
        nowMs += pause
        const wanted = bucket.take(nowMs)
        const retryAfterMs = wanted ? 0 : bucket.waitMs()
        expect(limiter.admit('ada')).toEqual({ isAdmitted: wanted, retryAfterMs })
      }
    }),
    { numRuns: tries(1000) },
  )
})

test('whoever waits as long as they are told is admitted then, and not a moment before', () => {
  let nowMs = 0
  const rate = { perSecond: 20, burst: 3 }
  const limiter = new RateLimiter({ rate, maxKeys: 10, nowMs: () => nowMs })
  for (let i = 0; i < 3; i++) expect(limiter.admit('ada').isAdmitted).toBe(true)
  const { retryAfterMs } = limiter.admit('ada')
  nowMs += retryAfterMs - 1
  expect(limiter.admit('ada').isAdmitted).toBe(false)
  nowMs += 1
  expect(limiter.admit('ada').isAdmitted).toBe(true)
})

test('what is charged is as so many requests that came before, and may be more than there are', () => {
  const anyCharges = fc.array(fc.tuple(fc.nat(300), fc.nat(9)), { maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), anyCharges, (burst, charges) => {
      let nowMs = 0
      const rate = { perSecond: 10, burst }
      const limiter = new RateLimiter({ rate, maxKeys: 10, nowMs: () => nowMs })
      // In milliseconds' worth of requests; less than nothing is a debt.
      let left = burst * 100
      for (const [pauseMs, requests] of charges) {
        nowMs += pauseMs
        left = Math.min(burst * 100, left + pauseMs)
        limiter.charge('ada', requests)
        left -= requests * 100
        const isAdmitted = left >= 100
        const retryAfterMs = isAdmitted ? 0 : 100 - left
        expect(limiter.admit('ada')).toEqual({ isAdmitted, retryAfterMs })
        if (isAdmitted) left -= 100
      }
    }),
    { numRuns: tries(300) },
  )
})

test('callers do not count for each other, and no more are known than the limit', () => {
  const rate = { perSecond: 1, burst: 1 }
  const limiter = new RateLimiter({ rate, maxKeys: 100, nowMs: () => 0 })
  for (let i = 0; i < 10_000; i++) expect(limiter.admit(`caller ${i}`).isAdmitted).toBe(true)
  expect(limiter.size).toBe(100)
  expect(limiter.admit('caller 9999').isAdmitted).toBe(false)
  expect(limiter.admit('caller 9900').isAdmitted).toBe(false)
  // Forgotten, so they begin anew.
  expect(limiter.admit('caller 9899').isAdmitted).toBe(true)
})

test.each([
  ['192.0.2.7', 'address 192.0.2.7'],
  ['::ffff:192.0.2.7', 'address 192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', 'address 2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', 'address 2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'address fe80:0:0:0::/64'],
  ['::1', 'address 0:0:0:0::/64'],
])('without a token, %s is counted as %s', (address, key) => {
  expect(rateKeyOf(ANONYMOUS, address)).toBe(key)
  expect(rateKeyOf({ id: '0123456789abcdef', scopes: [] }, address)).toBe('token 0123456789abcdef')
})
