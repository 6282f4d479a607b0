/** Valid files and texts, damaged at random. */
import fc from 'fast-check'

const encode = (text: string) => new TextEncoder().encode(text)

/** What breaks readers more often than noise does. */
const TROUBLE = [
  '9999999999',
  '4294967296',
  '-1',
  '0',
  '1e9',
  '0x7fffffff',
  '\n',
  '\r',
  '\0',
  '#',
  '!',
  '$$$$',
  ',',
  ':',
  '~',
  '@',
  '/',
  '..',
  '-',
  '*999999',
  '{',
  '}',
  '[[[[[[[[',
  '(((((((((',
  '"',
  "'",
  '&a *a',
  '<<: ',
  '__proto__',
  '\u2028',
  '\ud800',
  '4 1 1 1 1\n',
  'var a={1,a}\n',
  'NaN',
] as const

const anyEdit = fc.record({
  at: fc.nat(),
  remove: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 200 })),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.constantFrom(...TROUBLE).map(encode),
    fc.tuple(fc.constantFrom(...TROUBLE), fc.nat(2000)).map(([t, n]) => encode(t.repeat(n))),
  ),
  /** Bytes from elsewhere in the file are put in as well. */
  copy: fc.record({ from: fc.nat(), length: fc.oneof(fc.constant(0), fc.nat({ max: 100 })) }),
})

/** A file with some of its bytes changed, left out, doubled or moved. */
export function anyDamage(whole: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(whole, fc.array(anyEdit, { minLength: 1, maxLength: 4 })).map(([bytes, edits]) =>
    edits.reduce<Uint8Array>((file, { at, remove, insert, copy }) => {
      const place = at % (file.length + 1)
      const from = copy.from % (file.length + 1)
      return Uint8Array.from([
        ...file.subarray(0, place),
        ...insert,
        ...file.subarray(from, from + copy.length),
        ...file.subarray(place + remove),
      ])
    }, bytes),
  )
}

/** The same for a text, which may then hold any characters. */
export function anyDamagedText(whole: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return anyDamage(whole.map(encode)).map((bytes) => new TextDecoder().decode(bytes))
}
