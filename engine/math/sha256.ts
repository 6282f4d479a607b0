/**
 * SHA-256 of a stream of bytes, the same in Node and in a browser.
 *
 * WebCrypto hashes only a whole buffer at once, which a world of a gigabyte and its fields cannot
 * be; hash-wasm takes the bytes piece by piece.
 */
import { createSHA256 } from 'hash-wasm'

/** One hash under way. */
export interface Sha256 {
  /** Takes in bytes; they may be overwritten as soon as it returns. */
  update(bytes: Uint8Array): void
  /** Ends the stream: lower-case hex, 64 characters. The hash takes no more bytes afterwards. */
  digestHex(): string
}

/** Starts a hash. It waits only for the WebAssembly module to compile, the first time. */
export async function createSha256(): Promise<Sha256> {
  const hasher = await createSHA256()
  hasher.init()
  return {
    update(bytes) {
      hasher.update(bytes)
    },
    digestHex() {
      return hasher.digest('hex')
    },
  }
}

/**
 * Gives a function that hashes short strings of bytes one after another, without waiting: what it
 * is given is joined, and its 32 bytes are the caller's own.
 */
export async function createSha256Function(): Promise<
  (...parts: readonly Uint8Array[]) => Uint8Array
> {
  const hasher = await createSHA256()
  return (...parts) => {
    hasher.init()
    for (const part of parts) hasher.update(part)
    return hasher.digest('binary')
  }
}
