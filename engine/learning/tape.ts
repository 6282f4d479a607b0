/**
 * Gradients by reverse accumulation: what is computed is noted on a tape, and played backward.
 *
 * All numbers are doubles in typed arrays, and every sum has one order that the code fixes; with the functions of
 * `engine/math` a training is the same to the last bit in every engine. docs/decisions/057-our-own-gradients.md has the
 * reasons.
 */

/** A matrix, row after row, and what a loss changes by where its numbers change. */
export interface Variable {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
  /** As long as the values; empty where nothing is learned. */
  readonly gradient: Float64Array
}

const NONE = new Float64Array(0)

/** A matrix that is learned. */
export function createParameter(rows: number, columns: number): Variable {
  const count = rows * columns
  return { rows, columns, values: new Float64Array(count), gradient: new Float64Array(count) }
}

/** One computation, with what it cost. */
export class Tape {
  /** Whether it can be played backward. */
  readonly learns: boolean
  /** Products that were added to a sum, of the way forward. Exponentials and roots are not counted. */
  multiplyAdds = 0
  /** Bytes of the numbers that were computed, of the way forward. */
  bytes = 0
  readonly #steps: (() => void)[] = []

  constructor(learns: boolean) {
    this.learns = learns
  }

  /** A matrix of zeros for an operation to fill. */
  create(rows: number, columns: number): Variable {
    const count = rows * columns
    this.bytes += 8 * count
    const gradient = this.learns ? new Float64Array(count) : NONE
    return { rows, columns, values: new Float64Array(count), gradient }
  }

  /** As {@link create}, of numbers that nothing is learned through: no gradient goes on from there. */
  createFixed(rows: number, columns: number): Variable {
    const count = rows * columns
    this.bytes += 8 * count
    return { rows, columns, values: new Float64Array(count), gradient: NONE }
  }

  /** Notes how an operation passes the gradient of its result on to what it was made of. */
  note(backward: () => void): void {
    if (this.learns) this.#steps.push(backward)
  }

  /** Plays it backward from a loss of one number. Gradients are added to those of parameters. */
  playBackward(loss: Variable): void {
    loss.gradient[0] = 1
    for (const step of this.#steps.toReversed()) step()
  }
}
