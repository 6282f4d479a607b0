/**
 * Seeds: unsigned 64-bit numbers, written as decimal strings wherever a file or a URL holds one,
 * because a JSON number loses bits above 2^53.
 */
import { SeedError } from './errors.ts'

/** The largest seed, 2^64 - 1. */
export const MAX_SEED = 2n ** 64n - 1n

/** More digits than this are never echoed in an error. */
const MAX_QUOTED_CHARACTERS = 40

/**
 * Reads a seed from its decimal string. Each seed has exactly one spelling.
 *
 * @throws {SeedError} unless the text is a decimal u64 without sign, spaces or leading zeros.
 */
export function parseSeed(text: string): bigint {
  const seed = /^(0|[1-9][0-9]{0,19})$/.test(text) ? BigInt(text) : undefined
  if (seed === undefined || seed > MAX_SEED) {
    const quoted =
      text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}...` : text
    throw new SeedError({ seed: quoted, maxSeed: MAX_SEED.toString() })
  }
  return seed
}
