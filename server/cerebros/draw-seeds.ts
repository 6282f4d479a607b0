/** Seeds that nobody chooses. */
import { createHash } from 'node:crypto'
import type { AskedEvaluation } from './evaluation.ts'

/**
 * What the seeds of an evaluation are a hash of: the slot, which change of its champion it would be, and what is measured.
 * No name that whoever asks has chosen is among it: to propose the same candidate again gives the same seeds.
 */
export function nameDraw({ promotion, champion, sequence }: AskedEvaluation): string {
  const { slot, candidate } = promotion
  return JSON.stringify([slot, sequence, candidate.sha256, champion?.candidate.sha256 ?? null])
}

/** Unsigned numbers of 64 bits that are hashes of a text and their place, in decimal digits. */
export function drawSeeds(of: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => {
    const digits = createHash('sha256').update(`${of}/${place}`).digest('hex')
    return BigInt(`0x${digits.slice(0, 16)}`).toString()
  })
}
