/** Route tags: a Bloom filter of pairs (name, hops modulo 3). */

export const FILTER_BITS = 1024
export const FILTER_HASHES = 7
/** Words of a filter; bit b is bit `b & 31` of word `b >> 5`. */
export const FILTER_WORDS = FILTER_BITS / 32

/** The 7 bits of each residue of a name one after another: 21 numbers below 1024. */
export function probesOf(_name: string): Uint16Array {
  return new Uint16Array(3 * FILTER_HASHES)
}

/** Puts a pair into a filter. */
export function insertPair(_filter: Uint32Array, _probes: Uint16Array, _residue: number): void {}

/** Tells whether a filter claims a pair: always where it was put in, else as chance has it. */
export function claimsPair(_filter: Uint32Array, _probes: Uint16Array, _residue: number): boolean {
  return false
}
