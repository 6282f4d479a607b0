/** Base64 (RFC 4648, section 4) of bytes, in one way only: with padding, and nothing between. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = new TextEncoder().encode(ALPHABET)
const PAD = '='.charCodeAt(0)
const NONE = 255

const VALUES = new Uint8Array(256).fill(NONE)
for (const [value, code] of CODES.entries()) VALUES[code] = value

/** Bytes as text, four characters for each three of them. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3))
  let at = 0
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = bytes.length - i
    text[at++] = CODES[triple >> 18]!
    text[at++] = CODES[(triple >> 12) & 63]!
    text[at++] = left > 1 ? CODES[(triple >> 6) & 63]! : PAD
    text[at++] = left > 2 ? CODES[triple & 63]! : PAD
  }
  return new TextDecoder().decode(text)
}

/** The bytes of a text that `encodeBase64` gives; undefined for any other text. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const { length } = text
  if (length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((length / 4) * 3 - padding)
  let at = 0
  for (let i = 0; i < length; i += 4) {
    const isLast = i + 4 === length
    let quad = 0
    for (let j = 0; j < 4; j++) {
      const isPad = isLast && j >= 4 - padding
      const code = text.charCodeAt(i + j)
      const value = isPad ? 0 : code < 256 ? VALUES[code]! : NONE
      if (value === NONE) return undefined
      quad = (quad << 6) | value
    }
    const kept = isLast ? 3 - padding : 3
    // Bits that no byte takes must be 0, or two texts would have the same bytes.
    if ((quad & ((1 << (8 * (3 - kept))) - 1)) !== 0) return undefined
    for (let j = 0; j < kept; j++) bytes[at++] = (quad >> (16 - 8 * j)) & 255
  }
  return bytes
}
