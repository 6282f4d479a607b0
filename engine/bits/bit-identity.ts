/**
 * Who a bit is: a UUID that follows from the world's seed, its site and its generation.
 *
 * Philox under the seed's key permutes 128 bits, so two bits of a world never come to the same
 * number; a UUID fixes six of them, for its version and variant (RFC 9562, version 8: bits of the
 * application's choice).
 */
import { philoxKeyOf, philoxWord } from '../math/philox.ts'

/** Keeps these numbers apart from those that rules draw, whose third word is a coordinate. */
const DOMAIN = 0x62697473

/** The identity of the bit at a flat index, the site's `generation`th; 36 lower-case characters. */
export function identify(seed: bigint, cell: number, generation: number): string {
  const { low, high } = philoxKeyOf(seed, 0)
  const word = (index: number) => philoxWord(low, high, cell, generation, DOMAIN, 0, index) >>> 0
  const hex = [0, 1, 2, 3].map((index) => word(index).toString(16).padStart(8, '0')).join('')
  const variant = ((Number.parseInt(hex[16]!, 16) & 0b11) | 0b1000).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}
