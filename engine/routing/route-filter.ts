/**
 * Route tags: a Bloom filter of pairs (name, hops modulo 3). B. H. Bloom, "Space/Time Trade-offs in
 * Hash Coding with Allowable Errors", CACM 13(7), 1970.
 *
 * Of n pairs in m bits under k hashes, a pair that was not put in is claimed with probability
 * (1 - e^(-kn/m))^k. The formula holds for independent hashes. Hashes that are sums of two others
 * miss it in a filter as small as this, so each of the 7 is 10 bits of its own out of one block of
 * Philox, 128 bits, keyed by a hash of the name and counted by the residue.
 */
import { philoxWord } from '../math/philox.ts'

/** The formula's m. */
export const FILTER_BITS = 1024
/** The formula's k. */
export const FILTER_HASHES = 7
/** Words of a filter; bit b is bit `b & 31` of word `b >> 5`. */
export const FILTER_WORDS = FILTER_BITS / 32

/** Keep names and residues apart from each other, and from what rules and identities draw. */
const NAME_DOMAIN = 0x6e616d65
const PROBE_DOMAIN = 0x726f7574

/** Pieces of 10 bits that one word of 32 gives. */
const PIECES_PER_WORD = 3

/**
 * The bits of the filter for a name 0, 1 and 2 hops away, modulo 3: 7 each, one after another, below
 * 1024. Two of a residue can be the same, as the formula has it.
 */
export function probesOf(name: string): Uint16Array {
  const [low, high] = hashName(name)
  return Uint16Array.from({ length: 3 * FILTER_HASHES }, (_, probe) => {
    const residue = Math.floor(probe / FILTER_HASHES)
    const piece = probe % FILTER_HASHES
    const word = Math.floor(piece / PIECES_PER_WORD)
    const shift = 10 * (piece % PIECES_PER_WORD)
    return (philoxWord(low, high, residue, PROBE_DOMAIN, 0, 0, word) >>> shift) % FILTER_BITS
  })
}

/** Puts the pair of a name and a residue, 0 to 2, into a filter. */
export function insertPair(filter: Uint32Array, probes: Uint16Array, residue: number): void {
  const end = (residue + 1) * FILTER_HASHES
  for (let at = residue * FILTER_HASHES; at < end; at++) {
    const bit = probes[at]!
    filter[bit >> 5]! |= 1 << (bit & 31)
  }
}

/** Tells whether a filter claims a pair: always where it was put in, else as chance has it. */
export function claimsPair(filter: Uint32Array, probes: Uint16Array, residue: number): boolean {
  const end = (residue + 1) * FILTER_HASHES
  for (let at = residue * FILTER_HASHES; at < end; at++) {
    const bit = probes[at]!
    if (((filter[bit >> 5]! >>> (bit & 31)) & 1) === 0) return false
  }
  return true
}

/** 64 bits of a name, as two i32: each block of six UTF-16 units is hashed under the last hash. */
function hashName(name: string): readonly [number, number] {
  const pairOf = (at: number) => name.charCodeAt(at) | (name.charCodeAt(at + 1) << 16) | 0
  let low = name.length
  let high = NAME_DOMAIN
  for (let at = 0; at < name.length; at += 6) {
    const [a, b, c] = [pairOf(at), pairOf(at + 2), pairOf(at + 4)]
    const nextLow = philoxWord(low, high, a, b, c, NAME_DOMAIN, 0)
    high = philoxWord(low, high, a, b, c, NAME_DOMAIN, 1)
    low = nextLow
  }
  return [low, high]
}
