/** In a page, where signatures are verified by the browser's own WebCrypto. */
import { expect, test } from 'vitest'
import { createSha256Function } from '../math/sha256.ts'
import { signLedger } from '../testing/signed-ledger.ts'
import { verifyInclusionProof } from './inclusion-proof.ts'
import { parseNote, verifyNote } from './signed-note.ts'
import { parseVerifierKey } from './verifier-key.ts'
import { verifyWithWebCrypto } from './verify-signature.ts'

test('the note that Go publishes verifies in the page', async () => {
  const hash = await createSha256Function()
  const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const note =
    'If you think cryptography is the answer to your problem,\n' +
    "then you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  expect(await verifyNote(parseNote(note), [key], hash, verifyWithWebCrypto)).toBe('verified')
  const altered = parseNote(note.replace('answer', 'anzwer'))
  expect(await verifyNote(altered, [key], hash, verifyWithWebCrypto)).toBe('forged')
})

test('a proof of an entry verifies in the page, and not when the entry was altered', async () => {
  const hash = await createSha256Function()
  const events = Array.from({ length: 9 }, (_, tick) => ({ type: 'ml.run.completed', tick }))
  const ledger = await signLedger(hash, 'thunderline.example/ledger', events)
  for (const [index, entryLine] of ledger.lines.entries()) {
    const question = { proofText: ledger.prove(index), entryLine, verifierKey: ledger.verifierKey }
    expect(await verifyInclusionProof(question, hash, verifyWithWebCrypto)).toMatchObject({
      ok: true,
      checkpoint: { size: 9 },
      entry: { seq: index },
    })
    const altered = { ...question, entryLine: entryLine.replace('run', 'ruN') }
    expect(await verifyInclusionProof(altered, hash, verifyWithWebCrypto)).toMatchObject({
      ok: false,
    })
  }
})

test.each([
  [31, 64],
  [32, 0],
  [32, 65],
])('a key of %i bytes and a signature of %i are nobody’s', async (keyBytes, signatureBytes) => {
  const [key, signature] = [new Uint8Array(keyBytes), new Uint8Array(signatureBytes)]
  expect(await verifyWithWebCrypto(key, Uint8Array.of(1), signature)).toBe(false)
})
