import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Band, EXACT, findBand, formatBand, isWithin } from './band.ts'

const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 })

test('every band holds the number that is expected, limits aside', () => {
  const bands: Band[] = [
    EXACT,
    { kind: 'relative', share: 0 },
    { kind: 'relative', share: 0.05 },
    { kind: 'absolute', distance: 0 },
  ]
  fc.assert(
    fc.property(number, fc.constantFrom(...bands), (value, band) => isWithin(band, value, value)),
  )
})

test('a share is one of the number that is expected, below 0 too', () => {
  const band: Band = { kind: 'relative', share: 0.05 }
  expect([0.95, 1.05, 0.9499, 1.0501].map((found) => isWithin(band, 1, found))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(isWithin(band, -20, -21)).toBe(true)
  expect(isWithin(band, -20, -21.1)).toBe(false)
  expect(isWithin(band, 0, 1e-300)).toBe(false)
})

test('limits ask nothing of the baseline', () => {
  fc.assert(
    fc.property(number, number, number, number, (a, b, expected, found) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)]
      const holds = isWithin({ kind: 'limits', min, max }, expected, found)
      expect(holds).toBe(min <= found && found <= max)
    }),
  )
})

test('nothing, 0 below 0 and 0 are told apart only where they are', () => {
  expect(isWithin(EXACT, 0, -0)).toBe(true)
  expect(isWithin(EXACT, 1, 1 + Number.EPSILON)).toBe(false)
})

test('the most that is said of a name decides, and all else is exact', () => {
  const fine: Band = { kind: 'absolute', distance: 1 }
  const bands = { 'entropy*': fine, 'field.*': fine, 'field.heat.mean': EXACT, 'field.h*': EXACT }
  expect(findBand(bands, 'entropy.normalized')).toBe(fine)
  expect(findBand(bands, 'field.reward.mean')).toBe(fine)
  expect(findBand(bands, 'field.heat.total')).toBe(EXACT)
  expect(findBand(bands, 'alive')).toBe(EXACT)
  expect(findBand(bands, 'constructor')).toBe(EXACT)
})

test.each<[Band, string]>([
  [EXACT, 'exact'],
  [{ kind: 'relative', share: 0.05 }, 'within 5 %'],
  [{ kind: 'absolute', distance: 2 }, 'within 2'],
  [{ kind: 'limits', min: 1, max: 2 }, '1 to 2'],
  [{ kind: 'limits', min: undefined, max: 2 }, 'at most 2'],
  [{ kind: 'limits', min: 1, max: undefined }, 'at least 1'],
])('%o is said as %s', (band, words) => {
  expect(formatBand(band)).toBe(words)
})
