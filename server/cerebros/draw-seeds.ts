/** Seeds that nobody chooses. */
import { createHash } from 'node:crypto'

/** Unsigned numbers of 64 bits that are hashes of a text and their place, in decimal digits. */
export function drawSeeds(of: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => {
    const digits = createHash('sha256').update(`${of}/${place}`).digest('hex')
    return BigInt(`0x${digits.slice(0, 16)}`).toString()
  })
}
