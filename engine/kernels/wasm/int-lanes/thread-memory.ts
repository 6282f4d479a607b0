/**
 * What each thread keeps for itself: the tick it is at, and room for numbers that do not fit in
 * locals. Every thread counts ticks on its own, so that nobody has to tell it.
 */

/** Which of their two places the planes that alternate have at the current tick: 0 or 1. */
export const PHASE = 0
/** The low 32 bits of the current tick. */
export const TICK = 4
/** Its share of the work: three pairs of i32, as `ThreadShare` has them. */
export const SHARE = 16
/** Which corner each grid of blocks has at the current tick: an i32 for every grid. */
export const CORNERS = 64

/** Hands out a thread's memory piece by piece, in multiples of 16 bytes. */
export class ThreadMemory {
  #bytes: number

  /** @param grids how many grids of blocks there are. */
  constructor(grids: number) {
    this.#bytes = roundUp(CORNERS + 4 * grids)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Sets bytes aside; gives their place. */
  reserve(bytes: number): number {
    const place = this.#bytes
    this.#bytes += roundUp(bytes)
    return place
  }
}

const roundUp = (bytes: number) => Math.ceil(bytes / 16) * 16
