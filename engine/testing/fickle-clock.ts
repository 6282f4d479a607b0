/** A clock by which work takes no time or much, whatever it is: what chooses by speed chooses now this and now that. */
import { createSplitMix64 } from '../math/split-mix64.ts'

/** Between two looks less passes, in milliseconds: copying a state over is given up after some ten. */
const MAX_STEP_MS = 5

/** Milliseconds, more at each look, and the same for equal seeds. */
export function createFickleClock(seed = 0n): () => number {
  const draws = createSplitMix64(seed)
  let ms = 0
  return () => {
    draws.next()
    ms += draws.high % MAX_STEP_MS
    return ms
  }
}
