/** Bytes as text in base 64 (RFC 4648), for pictures that lie inside a page. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Writes bytes in base 64, padded. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = bytes.length - i
    parts.push(
      LETTERS[word >> 18]! +
        LETTERS[(word >> 12) & 63]! +
        (left > 1 ? LETTERS[(word >> 6) & 63]! : '=') +
        (left > 2 ? LETTERS[word & 63]! : '='),
    )
  }
  return parts.join('')
}
