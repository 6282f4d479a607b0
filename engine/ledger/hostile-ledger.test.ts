/** Whatever texts and bytes strangers send, a reader gives a value or a named error of its room. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../json/canonical-json.ts'
import { parseStrictJson } from '../json/strict-json.ts'
import { createSha256Function } from '../math/sha256.ts'
import { isNamedError } from '../named-error.ts'
import { anyDamagedText } from '../testing/hostile-bytes.ts'
import { signLedger } from '../testing/signed-ledger.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { verifyInclusionProof } from './inclusion-proof.ts'
import { formatEntry, parseEntry } from './ledger-entry.ts'
import { formatInclusionProof, parseInclusionProof } from './proof-file.ts'
import { formatNote, parseNote } from './signed-note.ts'
import { formatVerifierKey, parseVerifierKey } from './verifier-key.ts'
import { verifyWithWebCrypto } from './verify-signature.ts'

const hash = await createSha256Function()
const ledger = await signLedger(hash, 'a.example/ledger', [{ a: 1 }, { b: ['é', 0.5] }, { c: {} }])

/** Each reader with a text that it takes, and the text that is written of what it has read. */
const READERS = [
  {
    name: 'an entry',
    whole: ledger.lines[1]!,
    rewrite: (text: string) => {
      const { event, ...members } = parseEntry(text)
      return formatEntry({ ...members, eventText: canonicalJson(event) })
    },
  },
  {
    name: 'a note',
    whole: ledger.note,
    rewrite: (text: string) => {
      const note = parseNote(text)
      return formatNote(note.text, note.signatures)
    },
  },
  {
    name: 'a checkpoint',
    whole: parseNote(ledger.note).text,
    rewrite: (text: string) => formatCheckpoint(parseCheckpoint(text)),
  },
  {
    name: 'a verifier key',
    whole: ledger.verifierKey,
    rewrite: (text: string) => formatVerifierKey(parseVerifierKey(text)),
  },
  {
    name: 'a proof',
    whole: ledger.prove(1).replace('index', 'extra AAAA\nindex'),
    rewrite: (text: string) => formatInclusionProof(parseInclusionProof(text)),
  },
]

describe.each(READERS)('the reader of $name', ({ whole, rewrite }) => {
  const anyText = fc.oneof(
    { weight: 4, arbitrary: anyDamagedText(fc.constant(whole)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }))
        .map(([at, piece]) => {
          const place = at % whole.length
          return whole.slice(0, place) + piece + whole.slice(place + 1)
        }),
    },
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  )

  test('takes a whole text', () => expect(rewrite(whole)).toBe(whole))

  test('gives a value that is written as the very text, or a named error', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          expect(rewrite(text)).toBe(text)
        } catch (error) {
          if (!isNamedError(error)) throw error
          expect(error.code).toMatch(/^ledger\//)
          expect(error.message.length).toBeLessThan(1000)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('gives no value of a beginning of it', () => {
    for (let length = 0; length < whole.length; length++) {
      const start = whole.slice(0, length)
      const error = thrownBy(() => rewrite(start))
      // What begins a proof may be one with a shorter note, and a checkpoint one with less behind.
      if (error === undefined) expect(rewrite(start)).toBe(start)
      else expect(isNamedError(error)).toBe(true)
    }
  })

  test.each(['\n', '\n\n', ' ', '—', '— a b\n', '+', '=', 'A', '[', '{"', '0', '\u0000', '\ud800'])(
    'is done in little time with a long row of %j',
    (piece) => {
      const row = piece.repeat(2 ** 20 / piece.length)
      for (const text of [row, whole + row, row + whole]) {
        const error = thrownBy(() => rewrite(text))
        if (error !== undefined) expect(isNamedError(error)).toBe(true)
      }
    },
    10_000,
  )
})

test('verifying answers whatever it is asked', async () => {
  const anyPart = (whole: string) =>
    fc.oneof(fc.constant(whole), anyDamagedText(fc.constant(whole)), fc.string({ unit: 'binary' }))
  const anyQuestion = fc.record({
    proofText: anyPart(ledger.prove(1)),
    entryLine: anyPart(ledger.lines[1]!),
    verifierKey: anyPart(ledger.verifierKey),
  })
  const isWhole = (question: { proofText: string; entryLine: string; verifierKey: string }) =>
    question.proofText === ledger.prove(1) &&
    question.entryLine === ledger.lines[1] &&
    question.verifierKey === ledger.verifierKey
  await fc.assert(
    fc.asyncProperty(anyQuestion, async (question) => {
      const answer = await verifyInclusionProof(question, hash, verifyWithWebCrypto)
      expect(answer.ok).toBe(isWhole(question))
      if (!answer.ok) expect(answer.problem.length).toBeLessThan(1000)
    }),
    { numRuns: 1000 },
  )
})

test('the strict reader is given whole texts of others', () => {
  for (const { whole } of READERS) {
    const error = thrownBy(() => parseStrictJson(whole))
    expect(error === undefined || isNamedError(error)).toBe(true)
  }
})
