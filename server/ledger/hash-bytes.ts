/** SHA-256 of bytes that are at hand, by Node's own code. */
import { createHash, hash } from 'node:crypto'
import { HASH_BYTES, type HashFunction } from '../../engine/ledger/merkle-hash.ts'

/** Where parts are joined, since one call for all of them takes a third of the time of a call for each. */
const joined = new Uint8Array(64 * 1024)

/** Hashes parts as if they were joined; a fresh 32 bytes. */
export const hashBytes: HashFunction = (...parts) => {
  let length = 0
  for (const part of parts) {
    if (length + part.length > joined.length) return hashInParts(parts)
    joined.set(part, length)
    length += part.length
  }
  return toBytes(hash('sha256', joined.subarray(0, length), 'binary'))
}

function hashInParts(parts: readonly Uint8Array[]): Uint8Array {
  const whole = createHash('sha256')
  for (const part of parts) whole.update(part)
  return new Uint8Array(whole.digest())
}

/** A character a byte: Node gives so short a text much faster than it gives a buffer. */
function toBytes(digest: string): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES)
  for (let i = 0; i < HASH_BYTES; i++) bytes[i] = digest.charCodeAt(i)
  return bytes
}
