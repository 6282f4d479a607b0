/** SHA-256 of bytes that are at hand, by Node's own code. */
import { createHash } from 'node:crypto'
import type { HashFunction } from '../../engine/ledger/merkle-hash.ts'

/** Hashes parts as if they were joined; a fresh 32 bytes. */
export const hashBytes: HashFunction = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
