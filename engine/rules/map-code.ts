/** The base-64 digits of MAP rules: six bits each, most significant first. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Tells whether a character is a base-64 digit. */
export function isMapDigit(character: string): boolean {
  return character.length === 1 && DIGITS.includes(character)
}

/** Number of base-64 digits that hold this many bits. */
export function countMapDigits(bits: number): number {
  return Math.ceil(bits / 6)
}

/** Writes bits as digits; the last digit is filled up with zeros. No padding follows. */
export function encodeMap(bits: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bits.length; start += 6) {
    let digit = 0
    for (let i = 0; i < 6; i++) digit = (digit << 1) | (bits[start + i] ?? 0)
    text += DIGITS[digit]!
  }
  return text
}

/** Reads this many bits from digits; what the last digit has beyond them is ignored. */
export function decodeMap(text: string, bits: number): Uint8Array {
  return Uint8Array.from({ length: bits }, (_, i) => {
    const digit = DIGITS.indexOf(text[Math.floor(i / 6)]!)
    return (digit >> (5 - (i % 6))) & 1
  })
}

/**
 * The 128 bits of a hexagonal map with the rows of each configuration read from the bottom, or
 * back again.
 *
 * Golly reads two-state hexagonal maps that way and every other map, `/C` ones included, from the
 * top; found by running maps of a single bit through Golly 3.3.
 */
export function mirrorHexagonalMap(bits: Uint8Array): Uint8Array {
  // Seven bits: two cells of the top row, three of the middle, two of the bottom.
  return bits.map((_, i) => bits[((i & 0b11) << 5) | (i & 0b0011100) | (i >> 5)]!)
}
