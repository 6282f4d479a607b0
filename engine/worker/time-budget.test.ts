import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type TimeAccount, TimeBudget } from './time-budget.ts'

/** A clock that stands still until somebody works. */
function startClock() {
  let nowMs = 1000
  return {
    now: () => nowMs,
    pass(ms: number) {
      nowMs += ms
    },
  }
}

interface Looker {
  readonly costMs: number
  /** Looks in no more than each so many rounds. */
  readonly every: number
}

/** Rounds of work, after each of which all look who want to and may; gives how long each has looked. */
function live(lookers: readonly Looker[], rounds: readonly number[], oneIn: number) {
  const clock = startClock()
  const budget = new TimeBudget(clock.now, oneIn)
  const accounts = lookers.map(() => budget.open())
  const lookedMs = lookers.map(() => 0)
  const startedAtMs = clock.now()
  rounds.forEach((workMs, round) => {
    clock.pass(workMs)
    lookers.forEach(({ costMs, every }, i) => {
      const account = accounts[i] as TimeAccount
      if (round % every !== 0 || account.owedMs() > 0) return
      clock.pass(costMs)
      account.charge(costMs)
      lookedMs[i]! += costMs
    })
  })
  return { lookedMs, allMs: clock.now() - startedAtMs }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
const anyLooker = fc.record({
  costMs: fc.double({ min: 0.01, max: 50, noNaN: true }),
  every: fc.integer({ min: 1, max: 20 }),
})
const anyRounds = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), {
  minLength: 200,
  maxLength: 600,
})

test('all who look take no more than their part of the time together, whatever each look costs', () => {
  fc.assert(
    fc.property(
      fc.array(anyLooker, { minLength: 1, maxLength: 4 }),
      anyRounds,
      fc.integer({ min: 2, max: 25 }),
      (lookers, rounds, oneIn) => {
        const { lookedMs, allMs } = live(lookers, rounds, oneIn)
        // The last look of each may not be paid for yet.
        const unpaidMs = sum(lookers.map(({ costMs }) => costMs))
        expect(sum(lookedMs)).toBeLessThanOrEqual(allMs / oneIn + unpaidMs + 1e-6)
      },
    ),
  )
})

const steady = Array.from({ length: 5000 }, () => 2)

test('who looks alone has all of it', () => {
  const { lookedMs, allMs } = live([{ costMs: 3, every: 1 }], steady, 5)
  expect(sum(lookedMs) / allMs).toBeCloseTo(1 / 5, 1)
})

test('two who want all of it have half of it each, however long their looks are', () => {
  const { lookedMs, allMs } = live(
    [
      { costMs: 1, every: 1 },
      { costMs: 60, every: 1 },
    ],
    steady,
    5,
  )
  for (const ms of lookedMs) expect(ms / allMs).toBeCloseTo(1 / 10, 1)
})

test('what one does not need the other has', () => {
  const lookers = [
    { costMs: 1, every: 50 },
    { costMs: 10, every: 1 },
  ]
  const { lookedMs, allMs } = live(lookers, steady, 5)
  expect(lookedMs[0]! / allMs).toBeLessThan(0.02)
  expect(sum(lookedMs) / allMs).toBeGreaterThan(0.18)
})

test('who was let off what they owe may look at once', () => {
  const clock = startClock()
  const budget = new TimeBudget(clock.now, 5)
  const [first, second] = [budget.open(), budget.open()]
  first.charge(100)
  second.charge(100)
  first.clear()
  expect([first.owedMs(), second.owedMs()]).toEqual([0, 100])
  budget.clear()
  expect(second.owedMs()).toBe(0)
})
