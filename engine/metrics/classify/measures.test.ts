import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRule } from '../../rules/parse-rule.ts'
import { measureDamage } from './damage-measures.ts'
import { findDrift } from './find-drift.ts'
import { langtonLambda } from './langton-lambda.ts'
import { lempelZivRate } from './lempel-ziv.ts'
import { LookupMeter } from './lookup-entropy.ts'
import { spreadOf } from './spread.ts'
import { StateTrace } from './state-trace.ts'

const bits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length })

/** Shannon's formula as it is written, with the engine's own logarithm. */
function entropyOf(codes: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts.values()].reduce(
    (sum, n) => sum - (n / codes.length) * Math.log2(n / codes.length),
    0,
  )
}

test('the lookup entropy of a line is that of its triples, of a plane that of its corners', () => {
  fc.assert(
    fc.property(bits(60), (cells) => {
      const state = Uint8Array.from(cells)
      const at = (i: number) => cells[i % 60]!
      const triples = cells.map((_, i) => `${at(i)}${at(i + 1)}${at(i + 2)}`)
      const line = new LookupMeter({ x: 60, y: 1, z: 1 }, 2)
      expect(line.measure(state)).toBeCloseTo(entropyOf(triples) / 3, 10)
      const corners = cells.map((each, i) => {
        const [x, y] = [i % 10, Math.floor(i / 10)]
        return `${each}${cells[((x + 1) % 10) + 10 * y]}${cells[x + 10 * ((y + 1) % 6)]}`
      })
      expect(new LookupMeter({ x: 10, y: 6, z: 1 }, 2).measure(state)).toBeCloseTo(
        entropyOf(corners) / 3,
        10,
      )
    }),
  )
})

test('what is moved is found moved, and nothing else is', () => {
  fc.assert(
    fc.property(
      bits(48),
      fc.integer({ min: -1, max: 1 }),
      fc.integer({ min: -1, max: 1 }),
      (cells, dx, dy) => {
        const size = { x: 8, y: 6, z: 1 }
        const from = Uint8Array.from(cells)
        const to = new Uint8Array(48)
        for (const [i, each] of cells.entries()) {
          const [x, y] = [i % 8, Math.floor(i / 8)]
          to[((x + dx + 8) % 8) + 8 * ((y + dy + 6) % 6)] = each
        }
        const drift = findDrift(size, to, [from])
        expect(drift?.period).toBe(1)
        const other = Uint8Array.from(to, (each, i) => (i === 0 ? 1 - each : each))
        expect(findDrift(size, other, [from])).toBeUndefined()
      },
    ),
  )
})

test("Langton's lambda of elementary rules is the share of ones in their number", () => {
  for (let number = 0; number < 256; number++) {
    const ones = number.toString(2).replaceAll('0', '').length
    expect(langtonLambda(parseRule(`W${number}`).rule.program)).toBeCloseTo(ones / 8, 12)
  }
})

test("Langton's lambda of Life is (84 + 56 + 28) / 512, however it is written", () => {
  // Born with 3 of 8 neighbors: 56 ways; surviving with 2 or 3: 28 + 56.
  for (const notation of ['B3/S23', 'R1,C0,M0,S2..3,B3..3,NM']) {
    expect(langtonLambda(parseRule(notation).rule.program)).toBeCloseTo((56 + 28 + 56) / 512, 12)
  }
})

test('noise cannot be compressed, repetition can', () => {
  let seed = 1
  const noise = new Uint8Array(2 ** 14).map(() => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return (seed >>> 16) & 1
  })
  expect(lempelZivRate(noise, 2)).toBeGreaterThan(0.9)
  expect(
    lempelZivRate(
      noise.map((_, i) => i & 1),
      2,
    ),
  ).toBeLessThan(0.15)
})

test('damage that grows as a power has that exponent, and is seen to spread', () => {
  for (const power of [1, 2, 3]) {
    const curve = Array.from({ length: 101 }, (_, t) => Math.max(1, t ** power))
    const measured = measureDamage([curve, curve], [100, 100])!
    expect(measured.exponent).toBeCloseTo(power, 6)
    expect(measured).toMatchObject({ spreads: 1, heals: 0, speed: 1, scatter: 0 })
  }
  const still = Array.from({ length: 101 }, () => 3)
  expect(measureDamage([still], [1])).toMatchObject({ spreads: 0, heals: 0, exponent: 0 })
})

test('activity that falls as a power of the time has that exponent', () => {
  const trace = new StateTrace({ x: 4096, y: 1, z: 1 }, 2, 512)
  const cells = new Uint8Array(4096)
  trace.note(cells)
  for (let tick = 1; tick <= 512; tick++) {
    const turned = Math.round(4096 / tick)
    for (let i = 0; i < turned; i++) cells[i]! ^= 1
    trace.note(cells)
  }
  expect(trace.activityDecay()).toBeCloseTo(1, 1)
})

test('a spread has the quartiles of its numbers', () => {
  expect(spreadOf([4, 1, 3, 2, 5])).toMatchObject({
    min: 1,
    lowerQuartile: 2,
    median: 3,
    upperQuartile: 4,
    max: 5,
  })
  expect(spreadOf([])).toBeUndefined()
})
