import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { threadTimeMs } from '../testing/thread-time.ts'
import { MAX_EXPRESSION_DEPTH, MAX_POLICIES, splitPolicies } from './split-policies.ts'

const ANY = 'permit(principal, action, resource);'

const when = (expression: string) => `permit(principal, action, resource) when { ${expression} };`

/** How often an expression can be made deeper by one step. */
function deepestOf(build: (depth: number) => string): number {
  for (let depth = 1; ; depth++) {
    try {
      splitPolicies(when(build(depth)))
    } catch {
      return depth - 1
    }
  }
}

test('each policy is cut where it ends, whatever stands around it', () => {
  const text = `// a comment; with (brackets\n${ANY}  ${when('"; // \\" {" == "("')}\r\n// end`
  const pieces = splitPolicies(text)
  expect(pieces.map((piece) => piece.text)).toEqual([ANY, when('"; // \\" {" == "("')])
  for (const { start, text: piece } of pieces) expect(text.startsWith(piece, start)).toBe(true)
})

test('a carriage return ends a comment', () => {
  expect(splitPolicies(`// a comment\r${ANY}`)).toHaveLength(1)
})

test.each(['', '  \n', '// nothing', '\ufeff'])('a text without policies has none: %j', (text) => {
  expect(splitPolicies(text)).toEqual([])
})

test('what comes after the last semicolon is a policy too, which Cedar then refuses', () => {
  expect(splitPolicies(`${ANY} permit`).map(({ text }) => text)).toEqual([ANY, 'permit'])
})

test.each([
  ['a text without an end', `${ANY}\npermit("abc`, 2, 8, 'this text in quotes has no end'],
  ['a bracket without an end', `${ANY}\npermit(`, 2, 8, 'a bracket is still open'],
  ['a bracket without a beginning', `${ANY}\r\n ];`, 2, 2, 'this ] closes nothing'],
  ['half a letter', `${ANY}\n"\udc00"`, 2, 2, 'half a surrogate pair is no letter'],
])('%s is refused at its place', (_, text, line, column, problem) => {
  const faults = [{ policy: undefined, line, column, problem }]
  expect(() => splitPolicies(text)).toThrow(
    expect.objectContaining({ code: 'policy/invalid', details: { faults } }),
  )
})

describe('the depth of an expression', () => {
  test.each<[string, (depth: number) => string, number]>([
    ['operators', (n) => `a${' && a'.repeat(n)}`, MAX_EXPRESSION_DEPTH - 5],
    ['steps', (n) => `a${'.a'.repeat(n)}`, MAX_EXPRESSION_DEPTH - 4],
    ['brackets', (n) => '('.repeat(n) + ')'.repeat(n), MAX_EXPRESSION_DEPTH / 4 - 1],
  ])('counts %s that wait for each other', (_, build, limit) => {
    expect(Math.abs(deepestOf(build) - limit)).toBeLessThanOrEqual(2)
  })

  test('does not count what stands side by side', () => {
    const list = when(`[${'a == (1), '.repeat(2000)} b].contains(1)`)
    expect(splitPolicies(list)).toHaveLength(1)
  })

  test('adds up what follows a bracket to what was in it', () => {
    const chain = ' && a'.repeat(100)
    expect(() => splitPolicies(when(`a${chain}`))).not.toThrow()
    expect(() => splitPolicies(when(`((a${chain})${chain})${chain}`))).toThrow('too deep')
  })
})

test('more bytes or policies than the limits are refused', () => {
  expect(splitPolicies(ANY.repeat(MAX_POLICIES))).toHaveLength(MAX_POLICIES)
  expect(() => splitPolicies(ANY.repeat(MAX_POLICIES + 1))).toThrow(
    expect.objectContaining({ details: { what: 'policies', found: 257, limit: 256 } }),
  )
  expect(splitPolicies(`//${' '.repeat(65_534)}`)).toEqual([])
  expect(() => splitPolicies(`//${' '.repeat(65_533)}é`)).toThrow(
    expect.objectContaining({ details: { what: 'bytes', found: 65_537, limit: 65_536 } }),
  )
})

test('any text is cut or refused by name, and in no long time', () => {
  const token = fc.constantFrom(...'()[]{};,.!"\\/@&|<=+\n\ra1 '.split(''), '//', '&&', '\ud800')
  const anyParts = fc.tuple(fc.array(token, { maxLength: 30 }), fc.constantFrom(1, 2, 2000, 20_000))
  fc.assert(
    fc.property(anyParts, ([tokens, times]) => {
      const text = tokens.join('').repeat(times)
      const start = threadTimeMs()
      try {
        for (const piece of splitPolicies(text)) {
          expect(text.startsWith(piece.text, piece.start)).toBe(true)
        }
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^policy\/(invalid|limit)$/) })
      }
      expect(threadTimeMs() - start).toBeLessThan(2000)
    }),
    { numRuns: 300 },
  )
})
