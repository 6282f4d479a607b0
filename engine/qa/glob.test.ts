import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesGlob } from './glob.ts'

/** The obvious way, which may take very long. */
function matchesSlowly(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return name === ''
  if (first === '*') {
    return [...name, ''].some((_, i) => matchesSlowly(rest.join(''), name.slice(i)))
  }
  return (
    name !== '' &&
    (first === '?' || first === name[0]) &&
    matchesSlowly(rest.join(''), name.slice(1))
  )
}

test('a pattern matches what the obvious way says', () => {
  const letters = (from: string) => fc.string({ unit: fc.constantFrom(...from), maxLength: 7 })
  fc.assert(
    fc.property(letters('ab*?'), letters('ab'), (pattern, name) => {
      expect(matchesGlob(pattern, name)).toBe(matchesSlowly(pattern, name))
    }),
    { numRuns: 1000 },
  )
})

test('many stars take no time', () => {
  expect(matchesGlob('*a'.repeat(200), 'a'.repeat(199).padEnd(5000, 'b'))).toBe(false)
})
