/** Which bytes are not 0, or have some digit, as bits. */

const IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/**
 * Bit i of word w is 1 where byte 32 w + i is not 0; one word of zeros stands behind the last.
 *
 * @param digits of a byte that are looked at, as bits; else all.
 */
export function packBits(bytes: Uint8Array, digits = 0xff): Int32Array {
  const bits = new Int32Array(((bytes.length + 31) >>> 5) + 1)
  const whole = IS_LITTLE ? bytes.length >>> 5 : 0
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const fours = new Int32Array(aligned.buffer, aligned.byteOffset, 8 * whole)
  const seen = Math.imul(digits, 0x01010101)
  for (let word = 0; word < whole; word++) {
    const at = 8 * word
    bits[word] =
      packFour(fours[at]! & seen) |
      (packFour(fours[at + 1]! & seen) << 4) |
      (packFour(fours[at + 2]! & seen) << 8) |
      (packFour(fours[at + 3]! & seen) << 12) |
      (packFour(fours[at + 4]! & seen) << 16) |
      (packFour(fours[at + 5]! & seen) << 20) |
      (packFour(fours[at + 6]! & seen) << 24) |
      (packFour(fours[at + 7]! & seen) << 28)
  }
  for (let i = 32 * whole; i < bytes.length; i++) {
    bits[i >>> 5]! |= ((bytes[i]! & digits) === 0 ? 0 : 1) << (i & 31)
  }
  return bits
}

/** One bit for each of four bytes: adding 127 takes all but 0 to the eighth bit; the product takes those together. */
function packFour(bytes: number): number {
  const some = (((bytes & 0x7f7f7f7f) + 0x7f7f7f7f) | bytes) & 0x80808080
  return Math.imul(some >>> 7, 0x01020408) >>> 24
}
