import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDamage, anyDamagedText } from '../testing/hostile-bytes.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { tries } from '../testing/tries.ts'
import { canonicalJson } from './canonical-json.ts'
import { StrictJsonError } from './errors.ts'
import { decodeUtf8, parseStrictJson } from './strict-json.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** What is read, or the named error; anything else that is thrown fails the test. */
function readOrName<T>(read: () => T): T | StrictJsonError {
  try {
    return read()
  } catch (error) {
    if (error instanceof StrictJsonError) return error
    throw error
  }
}

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('__proto__'))
const anyNumber = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1, noNaN: true }),
)
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 6 }),
  ),
}))

/** A string as JSON with some of its characters escaped that need not be. */
const anyQuoted = fc.tuple(anyText, fc.infiniteStream(fc.boolean())).map(([text, choices]) => {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
  const written = units.map((unit) =>
    choices.next().value
      ? `\\u${unit.toString(16).padStart(4, '0')}`
      : JSON.stringify(String.fromCharCode(unit)).slice(1, -1),
  )
  // Halves of pairs of which one is escaped are written as JSON.stringify has them alone: escaped.
  return { text, quoted: `"${written.join('')}"` }
})

describe('what it takes', () => {
  test('it takes as JSON.parse does', () => {
    const anyJson = fc
      .tuple(anyValue, fc.constantFrom('', ' ', '\t', 3))
      .map(([value, space]) => JSON.stringify(value, undefined, space))
    fc.assert(
      fc.property(anyJson, (text) => {
        expect(isDeepStrictEqual(parseStrictJson(text), JSON.parse(text))).toBe(true)
      }),
      { numRuns: tries(1000) },
    )
  })

  test('what was written canonically is read as it was, and is the same when written again', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(parseStrictJson(text))).toBe(text)
      }),
    )
  })

  test('strings are read whatever is escaped in them', () => {
    fc.assert(
      fc.property(anyQuoted, ({ text, quoted }) => {
        expect(parseStrictJson(quoted)).toBe(text)
      }),
      { numRuns: tries(1000) },
    )
  })

  test('everything that it takes of damaged texts, JSON.parse takes too, and as the same', () => {
    const whole = fc
      .tuple(anyValue, fc.constantFrom('', 1))
      .map(([value, space]) => JSON.stringify({ a: [value, -0.5e-3, true], b: null }, null, space))
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(anyDamagedText(whole), anyTypo(whole)), (text) => {
        const value = readOrName(() => parseStrictJson(text))
        if (value instanceof StrictJsonError) return
        taken++
        expect(isDeepStrictEqual(value, JSON.parse(text))).toBe(true)
      }),
      { numRuns: tries(3000) },
    )
    expect(taken).toBeGreaterThan(tries(300) * 0.7)
  })

  test('what JSON.parse takes of damaged texts and it refuses, it refuses for one of its reasons', () => {
    const whole = anyValue.map((value) => JSON.stringify({ a: [value, 12.5, 'é'], b: { a: 1 } }))
    const reasons = /comes twice|another when written|other half|deeper than/
    fc.assert(
      fc.property(fc.oneof(anyDamagedText(whole), anyTypo(whole)), (text) => {
        if (thrownBy(() => JSON.parse(text)) !== undefined) return
        const value = readOrName(() => parseStrictJson(text))
        if (value instanceof StrictJsonError) expect(value.message).toMatch(reasons)
      }),
      { numRuns: tries(3000) },
    )
  })

  test('__proto__ is a key like any other', () => {
    const value = parseStrictJson('{"__proto__":{"a":1},"b":2}')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'b'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { a?: unknown }).a).toBeUndefined()
  })

  test.each([
    '0',
    '-0',
    '1.0',
    '1e2',
    '1E+2',
    '100e-2',
    '0.1',
    '5e-324',
    '9007199254740991',
    '0e999',
  ])('the number %s', (literal) => expect(parseStrictJson(literal)).toBe(Number(literal)))
})

/** A text with one character of JSON put in, taken out or put in the place of another. */
function anyTypo(whole: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const anyPiece = fc.constantFrom(
    '',
    '"',
    '\\',
    ',',
    ':',
    '[',
    ']',
    '{',
    '}',
    ' ',
    '\n',
    '0',
    '-',
    '.',
    'e',
    'a',
  )
  return fc.tuple(whole, fc.nat(), fc.nat(1), anyPiece).map(([text, at, removed, piece]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + piece + text.slice(place + removed)
  })
}

/** A decimal number as a fraction, worked out with whole numbers of any size. */
function toFraction(literal: string): { readonly over: bigint; readonly under: bigint } {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const power = BigInt(exponent) - BigInt(fraction.length)
  const digits = BigInt(whole + fraction)
  return power >= 0n
    ? { over: digits * 10n ** power, under: 1n }
    : { over: digits, under: 10n ** -power }
}

test('a number is taken if and only if it is safe and, written again, the same fraction', () => {
  const anyDigits = fc.string({
    unit: fc.constantFrom(...'0123456789'),
    minLength: 1,
    maxLength: 20,
  })
  const anyLiteral = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('', '-'),
        anyDigits.map((digits) => digits.replace(/^0+(?=.)/, '')),
        fc.oneof(
          fc.constant(''),
          anyDigits.map((digits) => `.${digits}`),
        ),
        fc.oneof(
          fc.constant(''),
          fc.integer({ min: -340, max: 340 }).map((e) => `e${e}`),
        ),
      )
      .map((parts) => parts.join('')),
    anyNumber.map((value) => value.toExponential(16)),
    anyNumber.map((value) => value.toPrecision(17)),
    anyNumber.map(String),
  )
  fc.assert(
    fc.property(anyLiteral, (literal) => {
      const value = Number(literal)
      const [read, again] = [
        toFraction(literal),
        toFraction(String(value).replace('Infinity', '0')),
      ]
      const isKept = read.over * again.under === again.over * read.under
      const isSafe = Math.abs(value) <= Number.MAX_SAFE_INTEGER
      const found = readOrName(() => parseStrictJson(literal))
      expect(found instanceof StrictJsonError).toBe(!(isKept && isSafe))
      if (isKept && isSafe) expect(found).toBe(value)
    }),
    { numRuns: tries(5000) },
  )
})

describe('what it refuses, and where', () => {
  test.each([
    ['', 0],
    [' ', 1],
    ['\ufeff{}', 0],
    ['nul', 0],
    ['nulll', 4],
    ['True', 0],
    ['NaN', 0],
    ['-Infinity', 0],
    ['undefined', 0],
    ["'a'", 0],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['{,}', 1],
    ['{"a":1 "b":2}', 7],
    ['[1,]', 3],
    ['[,1]', 1],
    ['[1 2]', 3],
    ['[', 1],
    ['[1', 2],
    ['{"a":1', 6],
    [']', 0],
    ['[1}', 2],
    ['1 2', 2],
    ['[] []', 3],
    ['01', 1],
    ['-01', 2],
    ['+1', 0],
    ['.5', 0],
    ['1.', 1],
    ['1.e2', 1],
    ['1e', 1],
    ['-', 0],
    ['0x10', 1],
    ['1_000', 1],
    ['١', 0],
    ['// a\n1', 0],
    ['1 /* a */', 2],
    ['\u00a01', 0],
    ['\u20281', 0],
    ['\f1', 0],
    ['"a', 0],
    ['"a\\"', 0],
    ['"a\nb"', 2],
    ['"a\tb"', 2],
    ['"a\u0000b"', 2],
    ['"\\x41"', 1],
    ['"\\a"', 1],
    ['"\\u12"', 1],
    ['"\\u12g4"', 1],
    ['"\\u+123"', 1],
    ['"\\U0041"', 1],
    ['"\\', 1],
    // JSON.parse takes those that follow.
    ['{"a":1,"a":1}', 7],
    ['{"a":1,"\\u0061":2}', 7],
    ['{"\\u00e9":1,"é":2}', 12],
    ['[{"b":{"a":1},"a":1, "b":0}]', 21],
    ['{"__proto__":1,"__proto__":1}', 15],
    ['{"":1,"":2}', 6],
    ['"\\ud800"', 0],
    ['"\\udc00\\ud800"', 0],
    ['"\\ud800\\u0041"', 0],
    ['{"\\udfff":1}', 1],
    ['"x\ud800"', 2],
    ['"\ude00"', 1],
    ['9007199254740992', 0],
    ['[-9007199254740993]', 1],
    ['1e400', 0],
    ['-1e400', 0],
    ['1e21', 0],
    ['1e-400', 0],
    ['3e-324', 0],
    ['0.1000000000000000055', 0],
    ['[0, 333333333.33333329]', 4],
  ])('%j at %i', (text, offset) => {
    expect(thrownBy(() => parseStrictJson(text))).toMatchObject({
      name: 'StrictJsonError',
      code: 'json/strict',
      details: { offset, line: text.slice(0, offset).split('\n').length },
    })
  })

  test('lines and columns count from 1', () => {
    expect(thrownBy(() => parseStrictJson('{\n  "a": 1,\n  "b": x\n}'))).toMatchObject({
      message: expect.stringContaining('line 3:8'),
      details: { offset: 19, line: 3, column: 8 },
    })
  })

  test('a key that is escaped where it comes again', () => {
    fc.assert(
      fc.property(anyQuoted, anyQuoted, ({ text, quoted }, { text: other, quoted: between }) => {
        fc.pre(text !== other)
        const twice = `{${quoted}:1,${between}:2,${JSON.stringify(text)}:3}`
        expect(thrownBy(() => parseStrictJson(twice))).toMatchObject({
          details: { problem: 'the key comes twice in its object' },
        })
      }),
    )
  })
})

describe('limits', () => {
  test('are exact', () => {
    expect(parseStrictJson('[[1]]', { maxDepth: 2, maxChars: 5 })).toEqual([[1]])
    expect(() => parseStrictJson('[[1]]', { maxDepth: 1 })).toThrow(StrictJsonError)
    expect(() => parseStrictJson('[[1]]', { maxChars: 4 })).toThrow(StrictJsonError)
    expect(parseStrictJson(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array)
    expect(() => parseStrictJson(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow(/deeper than 64/)
  })

  test.each(['[', '{"a":', '"', '1', '-', '\\u0061', ' ', '[1,', '{"a":1},', '\ud83d\ude00', '\n'])(
    'a long text of %j is refused or read in little time and stack',
    (piece) => {
      const text = piece.repeat(2 ** 20 / piece.length)
      readOrName(() => parseStrictJson(text))
      readOrName(() => parseStrictJson(text, { maxDepth: 1e9 }))
      readOrName(() => parseStrictJson(`"${text}`, { maxChars: 2 ** 21 }))
    },
    10_000,
  )

  test('numbers with a million digits are read in little time', () => {
    const zeros = '0'.repeat(1_000_000)
    expect(parseStrictJson(`0.${zeros}1e1000001`)).toBe(1)
    expect(parseStrictJson(`1${zeros}e-1000000`)).toBe(1)
    expect(() => parseStrictJson(`0.${zeros}1`)).toThrow(StrictJsonError)
    expect(() => parseStrictJson(`1e${zeros}1`)).not.toThrow()
    expect(() => parseStrictJson(`1e1${zeros}`)).toThrow(StrictJsonError)
  }, 10_000)
})

describe('bytes', () => {
  test('are decoded as Node does, or refused', () => {
    const whole = anyValue.map((value) => encode(JSON.stringify(value)))
    const anyBytes = fc.oneof(fc.uint8Array(), anyDamage(whole), whole)
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = readOrName(() => decodeUtf8(bytes))
        // Node puts a mark for whatever is not UTF-8, and then the bytes are not the same again.
        const isUtf8 = Buffer.from(bytes).equals(Buffer.from(Buffer.from(bytes).toString('utf8')))
        const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
        expect(text instanceof StrictJsonError).toBe(!isUtf8 || hasMark)
        if (isUtf8 && !hasMark) expect(text).toBe(Buffer.from(bytes).toString('utf8'))
      }),
      { numRuns: tries(2000) },
    )
  })

  test.each([
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x31], 0],
    ['an overlong slash', [0x31, 0xc0, 0xaf], 1],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80], 0],
    ['a character that is cut off', [0x22, 0xc3, 0xa9, 0xe2, 0x82], 2],
    ['a byte that never occurs', [0xff], 0],
  ])('with %s are refused', (_, bytes, offset) => {
    expect(thrownBy(() => decodeUtf8(Uint8Array.from(bytes)))).toMatchObject({
      name: 'StrictJsonError',
      details: { offset },
    })
  })

  test('are text or a named error whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readOrName(() => parseStrictJson(decodeUtf8(bytes)))
      }),
      { numRuns: tries(2000) },
    )
  })
})
