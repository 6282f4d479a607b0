/**
 * The random numbers of a trial: a hash of (seed, trial, stream, count), so that a trial draws the same whatever was drawn
 * for others, on any machine and after any resume.
 */
import { createPhilox, type Philox } from '../math/philox.ts'

/** Numbers of one trial and one purpose, one after the other. */
export class Draws {
  readonly #philox: Philox
  readonly #trial: number
  readonly #stream: number
  #count = 0

  /**
   * @param philox of the study's seed: `createPhilox(seed)`.
   * @param trial the number of the trial.
   * @param stream the purpose: purposes draw independently.
   */
  constructor(philox: Philox, trial: number, stream: number) {
    this.#philox = philox
    this.#trial = trial
    this.#stream = stream
  }

  /** A number from 0 to below 1, of 53 random bits. */
  uniform(): number {
    const n = this.#count++
    const high = this.#philox(n, this.#stream, 0, this.#trial, 0) >>> 5
    const low = this.#philox(n, this.#stream, 0, this.#trial, 1) >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  /** A whole number from 0 to below `count`; the bias is below `count` / 2^53. */
  below(count: number): number {
    return Math.floor(this.uniform() * count)
  }
}

/** Draws of a trial of a study; see {@link Draws}. */
export function createDraws(seed: bigint, trial: number, stream: number): Draws {
  return new Draws(createPhilox(seed), trial, stream)
}
