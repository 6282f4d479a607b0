import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thrownBy } from '../testing/thrown-by.ts'
import { canonicalJson } from './canonical-json.ts'
import { CanonicalJsonError } from './errors.ts'

/** A double from the sixteen digits of its bits. */
function doubleOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}

/** How RFC 8785 may be written when nothing matters but that one sees it is right. */
function writePlainly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writePlainly).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const unitsOf = (key: string) => Array.from({ length: key.length }, (_, i) => key.charCodeAt(i))
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const place = a.findIndex((unit, i) => unit !== b[i])
    return place === -1 ? a.length - b.length : a[place]! - (b[place] ?? -1)
  }
  const members = Object.entries(value).sort(([a], [b]) => compare(unitsOf(a), unitsOf(b)))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writePlainly(member)}`).join(',')}}`
}

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))
const anyNumber = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1, noNaN: true }),
)
/** Plain data, with keys that sort in other ways elsewhere. */
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.oneof(anyText, fc.constantFrom('1', '10', '9', 'é', '\ufb33', '😀', '__proto__')),
      tie('value'),
      { maxKeys: 6 },
    ),
  ),
}))

describe('as RFC 8785 shows it', () => {
  // Appendix B, the rows within the range that others may not round.
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('the number with the bits %s is %s', (bits, text) => {
    expect(canonicalJson(doubleOf(bits))).toBe(text)
  })

  // The other rows of appendix B: RFC 8785 has texts for the finite ones, and we refuse all.
  test.each([
    '7fefffffffffffff',
    'ffefffffffffffff',
    '4340000000000000',
    'c340000000000000',
    '4430000000000000',
    '44b52d02c7e14af5',
    '44b52d02c7e14af6',
    '44b52d02c7e14af7',
    '444b1ae4d6e2ef4e',
    '444b1ae4d6e2ef4f',
    '444b1ae4d6e2ef50',
    '7fffffffffffffff',
    '7ff0000000000000',
  ])('the number with the bits %s is refused', (bits) => {
    expect(() => canonicalJson(doubleOf(bits))).toThrow(CanonicalJsonError)
  })

  test('keys come in the order of section 3.2.3', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(canonicalJson(sample)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
        '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
        '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    )
  })

  test('the sample of section 3.2.2 is that of section 3.2.3, but for a number that is refused', () => {
    const sample = JSON.parse(`{
      "numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`)
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
    expect(thrownBy(() => canonicalJson({ numbers: [1e30] }))).toMatchObject({
      details: { path: '/numbers/0' },
    })
  })

  // From the test data that an author of RFC 8785 publishes (cyberphone/json-canonicalization).
  test.each([
    [
      '{"\\u20ac":"Euro Sign","1":"One","\\u0080":"Control\\u007f","\\ud83d\\ude02":"Smiley",' +
        '"\\u00f6":"Latin Small Letter O With Diaeresis",' +
        '"\\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}',
      '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f",' +
        '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley",' +
        '"\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    [
      '{"1":{"f":{"f":"hi","F":5} ,"\\n":56.0},"10":{ },"":"empty","a":{ },"111":[ {} ],"A":{ }}',
      '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ],
    [
      '{"peach":"This sorting order","péché":"is wrong","pêche":"but","sin":"ignore locale"}',
      '{"peach":"This sorting order","péché":"is wrong","pêche":"but","sin":"ignore locale"}',
    ],
    ['[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'],
  ])('%s is as published', (text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical)
  })
})

test('data is written as a plain writer has it, and reading it gives the data', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const text = canonicalJson(value)
      expect(text).toBe(writePlainly(value))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
    { numRuns: 1000 },
  )
})

test('a number is what JSON.stringify makes of it, or refused', () => {
  const anyDouble = fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((bits) => doubleOf(bits.toString(16).padStart(16, '0')))
  fc.assert(
    fc.property(fc.oneof(anyDouble, anyNumber), (value) => {
      const isSafe = value >= -Number.MAX_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      if (isSafe) expect(canonicalJson(value)).toBe(JSON.stringify(value))
      else expect(() => canonicalJson(value)).toThrow(CanonicalJsonError)
    }),
    { numRuns: 5000 },
  )
})

test('every character is written as JSON.stringify does, but for halves of pairs', () => {
  const wrong = []
  for (let unit = 0; unit <= 0xffff; unit++) {
    const text = `a${String.fromCharCode(unit)}b`
    const isHalf = unit >= 0xd800 && unit <= 0xdfff
    const written = isHalf ? thrownBy(() => canonicalJson(text)) : canonicalJson(text)
    const isRight = isHalf
      ? written instanceof CanonicalJsonError
      : written === JSON.stringify(text)
    if (!isRight) wrong.push(unit)
  }
  expect(wrong).toEqual([])
})

test('a member that is computed is told from one that is undefined', () => {
  const record = Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })
  expect(() => canonicalJson(record)).toThrow('/a is computed when it is read')
})

test('the order in which members were set makes no difference', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), (keys) => {
      const build = (list: string[]) => Object.fromEntries(list.map((key) => [key, key.length]))
      expect(canonicalJson(build(keys.toReversed()))).toBe(canonicalJson(build(keys)))
    }),
  )
})

describe('what has no canonical JSON is refused, with its place', () => {
  class Point {
    x = 1
  }
  const holey: unknown[] = [1, 2, 3]
  delete holey[1]
  const cyclic: Record<string, unknown> = {}
  cyclic.again = { cyclic }
  let deep: unknown = 0
  for (let i = 0; i < 200_000; i++) deep = [deep]
  let wide: unknown = 0
  for (let i = 0; i < 60; i++) wide = [wide, wide]

  test.each<[string, unknown, string]>([
    ['undefined', undefined, ''],
    ['an undefined member', { a: { b: undefined } }, '/a/b'],
    ['an undefined item', [[0, undefined]], '/0/1'],
    ['a hole', { a: holey }, '/a/1'],
    ['a long list of holes', new Array(2 ** 31), '/0'],
    ['a function', { f: () => 0 }, '/f'],
    ['a toJSON', { toJSON: () => 0 }, '/toJSON'],
    ['a symbol', [Symbol('s')], '/0'],
    ['a bigint', [1n], '/0'],
    ['NaN', [Number.NaN], '/0'],
    ['Infinity', { a: [Number.POSITIVE_INFINITY] }, '/a/0'],
    ['an integer that is not safe', { a: 2 ** 53 }, '/a'],
    ['a negative integer that is not safe', { a: -(2 ** 53) }, '/a'],
    ['a lone surrogate', { a: 'x\ud800' }, '/a'],
    ['surrogates the wrong way round', { a: '\ude00\ud83d' }, '/a'],
    ['a lone surrogate in a key', { '\udc00': 1 }, '/\udc00'],
    ['a key with slashes and tildes', { 'a/b~c': undefined }, '/a~1b~0c'],
    ['a Date', { at: new Date(0) }, '/at'],
    ['a Map', [new Map()], '/0'],
    ['bytes', new Uint8Array(1), ''],
    ['a boxed string', [Object('a')], '/0'],
    ['an object of a class', { p: new Point() }, '/p'],
    ['a list of a class', [new (class extends Array {})()], '/0'],
    ['a list with a property', { a: Object.assign([1], { b: 2 }) }, '/a'],
    ['a computed member', { get a() { return 1 } }, '/a'], // biome-ignore format: one line
    ['a symbol for a key', { a: { [Symbol('s')]: 1 } }, '/a'],
    ['a cycle', cyclic, '/again/cyclic'.repeat(32)],
    ['too many levels', deep, '/0'.repeat(64)],
  ])('%s', (_, value, path) => {
    expect(thrownBy(() => canonicalJson(value))).toMatchObject({
      name: 'CanonicalJsonError',
      code: 'json/canonical',
      details: { path },
    })
  })

  test('data that shares itself is cut off at the most characters', () => {
    expect(() => canonicalJson(wide)).toThrow(/beyond 1048576 characters/)
  })

  test('a proxy that never ends is cut off too', () => {
    const endless: unknown = new Proxy([], { get: (_, key) => (key === 'length' ? 1e15 : 0) })
    expect(() => canonicalJson(endless)).toThrow(CanonicalJsonError)
  })
})

test('limits are exact, and no limit lets the stack overflow', () => {
  const text = '{"a":[1,2]}'
  const value = { a: [1, 2] }
  expect(canonicalJson(value, { maxChars: text.length, maxDepth: 2 })).toBe(text)
  expect(() => canonicalJson(value, { maxChars: text.length - 1 })).toThrow(CanonicalJsonError)
  expect(() => canonicalJson(value, { maxDepth: 1 })).toThrow(CanonicalJsonError)
  let deep: unknown = 0
  for (let i = 0; i < 200_000; i++) deep = { a: deep }
  expect(() => canonicalJson(deep, { maxDepth: 1e9 })).toThrow(CanonicalJsonError)
})

test('an object without a prototype is as good, and __proto__ is a key', () => {
  const record = Object.assign(Object.create(null), { b: 1, a: 2 })
  expect(canonicalJson(record)).toBe('{"a":2,"b":1}')
  expect(canonicalJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}')
})
