/** Verifies Ed25519 signatures (RFC 8032). */
import { NoEd25519Error } from './errors.ts'

/** Tells whether a signature of 64 bytes is that of the message by the key of 32. */
export type VerifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>

/**
 * Verifies by WebCrypto, which pages and Node have.
 *
 * @throws {NoEd25519Error} where there is no WebCrypto, or it does not know Ed25519.
 */
export const verifyWithWebCrypto: VerifySignature = async (publicKey, message, signature) => {
  // Pages that came neither by https nor from localhost have none, whatever the types say.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (subtle === undefined) throw new NoEd25519Error({ reason: 'there is no WebCrypto' })
  const key = await importKey(subtle, publicKey)
  if (key === undefined) return false
  return await subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message))
}

/** Gives undefined for bytes that are no key. */
async function importKey(
  subtle: SubtleCrypto,
  publicKey: Uint8Array,
): Promise<CryptoKey | undefined> {
  try {
    return await subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify'])
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === 'NotSupportedError')) return undefined
    throw new NoEd25519Error({ reason: 'WebCrypto does not know them' }, { cause })
  }
}
