/**
 * Rotary positions (Su et al., arXiv 2104.09864) and how they reach beyond the length they were trained at:
 * the angles of longer sequences are interpolated between those that were seen.
 */
import { ln } from '../math/log2.ts'
import { power } from '../math/power.ts'
import { cos, sin } from '../math/sin-cos.ts'
import type { Rotation } from './operations/attention.ts'

/**
 * - `none`: angles go on as they are.
 * - `position`: positions are pressed together (Chen et al., arXiv 2306.15595).
 * - `ntk`: the base grows, so that the fastest pair keeps its angle and the slowest is interpolated.
 * - `yarn`: fast pairs keep theirs, slow ones are interpolated, with a ramp between, and all scores grow (Peng et al.,
 *   arXiv 2309.00071).
 */
export const INTERPOLATIONS = ['none', 'position', 'ntk', 'yarn'] as const
export type Interpolation = (typeof INTERPOLATIONS)[number]

const BASE = 10_000
/** Turns within the trained length below which YaRN interpolates a pair, and above which it leaves it alone. */
const YARN_FEWEST_TURNS = 1
const YARN_MOST_TURNS = 32

/** Radians from a position to the next, by pair, where a sequence is `stretch` times as long as those trained at. */
export function rotaryFrequencies(
  pairs: number,
  kind: Interpolation,
  stretch: number,
  trainedLength: number,
): Float64Array {
  const width = 2 * pairs
  const isNtk = kind === 'ntk' && width > 2
  const base = isNtk ? BASE * power(stretch, width / (width - 2)) : BASE
  const plain = Float64Array.from({ length: pairs }, (_, i) => power(base, (-2 * i) / width))
  if (kind === 'position') return plain.map((frequency) => frequency / stretch)
  if (kind !== 'yarn') return plain
  return plain.map((frequency) => {
    const turns = (trainedLength * frequency) / (2 * Math.PI)
    const ramp = (turns - YARN_FEWEST_TURNS) / (YARN_MOST_TURNS - YARN_FEWEST_TURNS)
    const kept = Math.min(1, Math.max(0, ramp))
    return kept * frequency + ((1 - kept) * frequency) / stretch
  })
}

/** The turns of sequences of a length by a model that was trained at another. */
export function buildRotation(
  pairs: number,
  kind: Interpolation,
  length: number,
  trainedLength: number,
): Rotation {
  const stretch = Math.max(1, length / trainedLength)
  const frequencies = rotaryFrequencies(pairs, kind, stretch, trainedLength)
  // Queries and keys both grow, so that their product grows by the square, as YaRN has it.
  const size = kind === 'yarn' ? 0.1 * ln(stretch) + 1 : 1
  const angles = Float64Array.from(
    { length: length * pairs },
    (_, i) => Math.floor(i / pairs) * frequencies[i % pairs]!,
  )
  return {
    pairs,
    cosines: angles.map((angle) => size * cos(angle)),
    sines: angles.map((angle) => size * sin(angle)),
  }
}
