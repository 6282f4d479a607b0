/** Choices that a seed decides, so that whatever was tried can be tried again. */
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'

export interface RandomSource {
  /** A whole number from 0 up to, and without, the limit, which is at most 2^32. */
  below(limit: number): number
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean
  pick<T>(items: readonly T[]): T
}

/** The choices of a seed, the same each time. */
export function createRandomSource(seed: number): RandomSource {
  const draws = createSplitMix64(BigInt(seed))
  const below = (limit: number) => {
    draws.next()
    return (draws.high >>> 0) % limit
  }
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (items) => items[below(items.length)]!,
  }
}
