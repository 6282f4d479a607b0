import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSha256Function } from '../math/sha256.ts'
import { createSigner } from '../testing/signed-ledger.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { NoteError } from './errors.ts'
import { formatNote, type NoteSignature, parseNote, verifyNote } from './signed-note.ts'
import { formatVerifierKey, keyIdOf, parseVerifierKey } from './verifier-key.ts'
import { type VerifySignature, verifyWithWebCrypto } from './verify-signature.ts'

const hash = await createSha256Function()

/** The example of Go's golang.org/x/mod/sumdb/note. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const PETERS_TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n"
const PETERS_LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const PETERS_NOTE = `${PETERS_TEXT}\n${PETERS_LINE}`

/** The example of C2SP signed-note, whose key is not published. */
const SALVATORES_NOTE =
  'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
  '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n'

/** Other keys that Go and transparency-dev publish with their tests; one has a plus in its base64. */
const PUBLISHED_KEYS = [
  PETER,
  'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
  'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6',
]

const PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Node's own Ed25519, to which WebCrypto is held: the same library, by another door. */
const verifyWithNode: VerifySignature = async (publicKey, message, signature) => {
  const der = Buffer.concat([PREFIX, publicKey])
  return verify(
    null,
    message,
    createPublicKey({ key: der, format: 'der', type: 'spki' }),
    signature,
  )
}

const judge = (note: string, keys: readonly string[], verifier = verifyWithWebCrypto) =>
  verifyNote(parseNote(note), keys.map(parseVerifierKey), hash, verifier)

describe('the published notes', () => {
  test.each([
    ['WebCrypto', verifyWithWebCrypto],
    ['Node', verifyWithNode],
  ])('the one of Go verifies by %s', async (_, verifier) => {
    expect(await judge(PETERS_NOTE, [PETER], verifier)).toBe('verified')
    expect(await judge(PETERS_NOTE.replace('think', 'thing'), [PETER], verifier)).toBe('forged')
  })

  test('the one of Go is what we write of its parts', () => {
    const { text, signatures } = parseNote(PETERS_NOTE)
    expect(text).toBe(PETERS_TEXT)
    expect(signatures).toHaveLength(1)
    expect(Buffer.from(signatures[0]!.keyId).toString('hex')).toBe('c74f20a3')
    expect(formatNote(text, signatures)).toBe(PETERS_NOTE)
  })

  test('the one of C2SP has a text with an empty line in it', () => {
    const { text, signatures } = parseNote(SALVATORES_NOTE)
    expect(text).toBe(SALVATORES_NOTE.slice(0, SALVATORES_NOTE.indexOf('\n—')))
    expect(text.endsWith('\n\ned è subito sera.\n')).toBe(true)
    expect(signatures[0]).toMatchObject({ name: 'quasimodo.example/salvatore' })
    expect(signatures[0]!.signature).toHaveLength(64)
    expect(formatNote(text, signatures)).toBe(SALVATORES_NOTE)
  })

  test.each(PUBLISHED_KEYS)('the key %s has the id of its name and key', (text) => {
    const key = parseVerifierKey(text)
    expect(formatVerifierKey(key)).toBe(text)
    expect(keyIdOf(hash, key.name, key.publicKey)).toEqual(key.keyId)
  })
})

test('what Node signs verifies by WebCrypto, and nothing else does', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(PREFIX.length)
  const anyBit = fc.record({ part: fc.nat(2), bit: fc.nat() })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), anyBit, async (message, { part, bit }) => {
      const parts = [raw, message, sign(null, message, privateKey)].map((p) => Uint8Array.from(p))
      expect(await verifyWithWebCrypto(parts[0]!, parts[1]!, parts[2]!)).toBe(true)
      const altered = parts[part]!
      fc.pre(altered.length > 0)
      const place = bit % (8 * altered.length)
      altered[Math.floor(place / 8)]! ^= 1 << (place % 8)
      expect(await verifyWithWebCrypto(parts[0]!, parts[1]!, parts[2]!)).toBe(false)
    }),
  )
})

test.each([
  [31, 64],
  [33, 64],
  [0, 64],
  [32, 0],
  [32, 63],
  [32, 65],
])('a key of %i bytes and a signature of %i are nobody’s', async (keyBytes, signatureBytes) => {
  const [key, signature] = [new Uint8Array(keyBytes), new Uint8Array(signatureBytes)]
  expect(await verifyWithWebCrypto(key, Uint8Array.of(1), signature)).toBe(false)
})

describe('with several signatures', async () => {
  const [one, two] = await Promise.all([createSigner(hash, 'one'), createSigner(hash, 'two')])
  const sameName = await createSigner(hash, 'one')
  const text = 'a text\n'
  const [byOne, byTwo, bySameName] = await Promise.all([
    one.sign(text),
    two.sign(text),
    sameName.sign(text),
  ])
  const forged: NoteSignature = { ...byOne, signature: byTwo.signature }

  test.each([
    ['by the key', [byOne], 'verified'],
    ['by another', [byTwo], 'unknown-key'],
    ['by another and by the key', [byTwo, byOne], 'verified'],
    ['by a key of the same name', [bySameName], 'unknown-key'],
    ['by a key of the same name and by the key', [bySameName, byOne], 'verified'],
    ['by another name with the id of the key', [{ ...byOne, name: 'eno' }], 'unknown-key'],
    ['forged', [forged], 'forged'],
    ['by the key, and one forged in its name', [byOne, forged], 'forged'],
    ['forged in its name, and one by the key', [forged, byOne], 'forged'],
  ] as const)('%s', async (_, signatures, verdict) => {
    expect(await judge(formatNote(text, signatures), [one.verifierKey])).toBe(verdict)
  })

  test('any of the known keys is enough, and none may be forged', async () => {
    const keys = [one.verifierKey, two.verifierKey]
    expect(await judge(formatNote(text, [byTwo]), keys)).toBe('verified')
    expect(await judge(formatNote(text, [byTwo, forged]), keys)).toBe('forged')
    expect(await judge(formatNote(text, [byTwo]), [])).toBe('unknown-key')
  })

  test('a key whose id is not its own is refused', async () => {
    const odd = one.verifierKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')
    await expect(judge(formatNote(text, [byOne]), [odd])).rejects.toThrow(NoteError)
  })

  test('up to 100 are taken', () => {
    const note = formatNote(
      text,
      Array.from({ length: 100 }, () => byOne),
    )
    expect(parseNote(note).signatures).toHaveLength(100)
    const line = note.slice(note.lastIndexOf('—'))
    expect(() => parseNote(note + line)).toThrow(NoteError)
    expect(() =>
      formatNote(
        text,
        Array.from({ length: 101 }, () => byOne),
      ),
    ).toThrow(NoteError)
  })

  test('a signature may be long, as those of other algorithms are', () => {
    const long = { ...byOne, signature: new Uint8Array(500_000).fill(7) }
    expect(parseNote(formatNote(text, [long])).signatures).toEqual([long])
  })
})

test.each([
  ['nothing', ''],
  ['a text alone', PETERS_TEXT],
  ['no empty line', `${PETERS_TEXT}${PETERS_LINE}`],
  ['no signature', `${PETERS_TEXT}\n`],
  ['an empty line behind', `${PETERS_NOTE}\n`],
  ['no newline at the end', PETERS_NOTE.slice(0, -1)],
  ['a text behind', `${PETERS_NOTE}x\n`],
  ['a hyphen for the dash', PETERS_NOTE.replace('—', '-')],
  ['a space before the dash', PETERS_NOTE.replace('—', ' —')],
  ['two spaces', PETERS_NOTE.replace('— ', '—  ')],
  ['a space at the end of a line', PETERS_NOTE.replace(/\n$/, ' \n')],
  ['a plus in a name', PETERS_NOTE.replace('PeterN', 'Peter+N')],
  ['a space of another kind in a name', PETERS_NOTE.replace('PeterN', 'Peter\u00a0N')],
  ['a line separator in a name', PETERS_NOTE.replace('PeterN', 'Peter\u2028N')],
  ['no name', PETERS_NOTE.replace('PeterNeumann', '')],
  ['base64 without its padding', PETERS_NOTE.replace('=\n', '\n')],
  ['base64 with bits left over', PETERS_NOTE.replace('nAM=', 'nAN=')],
  ['base64 of another alphabet', PETERS_NOTE.replace('/', '_')],
  ['a signature of four bytes', `a\n\n— x ${Buffer.of(1, 2, 3, 4).toString('base64')}\n`],
  ['a carriage return', PETERS_NOTE.replaceAll('\n', '\r\n')],
  ['a tab', PETERS_NOTE.replace('you think', 'you\tthink')],
  ['a zero', PETERS_NOTE.replace('you think', 'you\u0000think')],
  ['a lone surrogate', PETERS_NOTE.replace('you think', 'you\ud800think')],
  ['a million characters and more', `${'a'.repeat(1_000_000)}${PETERS_NOTE}`],
])('a note with %s is refused', (_, note) => {
  expect(thrownBy(() => parseNote(note))).toMatchObject({ name: 'NoteError', code: 'ledger/note' })
})

describe('what no note can have is not written', () => {
  const [signature] = parseNote(PETERS_NOTE).signatures as readonly [NoteSignature]
  test.each<[string, string, readonly NoteSignature[]]>([
    ['a text without a newline at its end', 'a', [signature]],
    ['no text', '', [signature]],
    ['a control character', 'a\u0007\n', [signature]],
    ['no signature', 'a\n', []],
    ['a name with a space', 'a\n', [{ ...signature, name: 'a b' }]],
    ['a name with a newline', 'a\n', [{ ...signature, name: 'a\nb' }]],
    ['an id of three bytes', 'a\n', [{ ...signature, keyId: new Uint8Array(3) }]],
    ['an empty signature', 'a\n', [{ ...signature, signature: new Uint8Array(0) }]],
  ])('%s', (_, text, signatures) => {
    expect(() => formatNote(text, signatures)).toThrow(NoteError)
  })
})

test('every note that is written is read as it was', () => {
  const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const anySignature = fc.record({
    name: anyName.map((name) => name.replace(/[\p{White_Space}+]/gu, '.')),
    keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
  })
  const anyLines = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(
      anyLines.map((lines) => `${lines.join('\n')}\n`),
      fc.array(anySignature, { minLength: 1, maxLength: 16 }),
      (text, signatures) => {
        const read = parseNote(formatNote(text, signatures))
        expect(read.text).toBe(text)
        expect(read.signatures).toEqual(signatures)
      },
    ),
  )
})

test.each([
  ['nothing', ''],
  ['two parts', 'PeterNeumann+c74f20a3'],
  ['no name', PETER.replace('PeterNeumann', '')],
  ['a space in its name', PETER.replace('PeterN', 'Peter N')],
  ['upper case in its id', PETER.replace('c74f20a3', 'C74F20A3')],
  ['a digit too few in its id', PETER.replace('c74f20a3', 'c74f20a')],
  ['another algorithm', PETER.replace('+ARpc', '+Ahpc')],
  ['a byte too few', PETER.replace('ARpc', '')],
  ['a space at the end', `${PETER} `],
  ['a newline at the end', `${PETER}\n`],
  ['padding within its base64', PETER.replace('ARpc', 'ARp=')],
  [
    'a private key',
    'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  ],
])('a verifier key with %s is refused', (_, text) => {
  expect(() => parseVerifierKey(text)).toThrow(NoteError)
})

test('a key that no text can say is not written', () => {
  const key = parseVerifierKey(PETER)
  for (const odd of [
    { ...key, name: 'a+b' },
    { ...key, name: '' },
    { ...key, keyId: new Uint8Array(5) },
    { ...key, publicKey: new Uint8Array(31) },
  ]) {
    expect(() => formatVerifierKey(odd)).toThrow(NoteError)
  }
})
