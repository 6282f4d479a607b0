/** Attention over the rows of sequences that lie one after another in a matrix. */
import type { Tape, Variable } from '../tape.ts'
import { softmaxInPlace } from './softmax.ts'

export interface AttentionShape {
  readonly sequences: number
  /** Rows of a sequence of keys and values. */
  readonly length: number
  readonly heads: number
}

/**
 * What each query sees: means of the values of its own row and of those before it, weighed by how its product with their
 * keys compares. The queries of a sequence stand at its last rows, all of them or fewer.
 */
export function attend(
  tape: Tape,
  queries: Variable,
  keys: Variable,
  values: Variable,
  { sequences, length, heads }: AttentionShape,
): Variable {
  const width = queries.columns
  const each = width / heads
  const asked = queries.rows / sequences
  const out = tape.create(queries.rows, width)
  const shares = tape.create(queries.rows * heads, length).values
  const scale = 1 / Math.sqrt(each)
  /** Calls with the places of the numbers of a query, of the first key it sees, of its shares, and how many keys it sees. */
  const visit = (look: (query: number, key: number, share: number, seen: number) => void) => {
    for (let row = 0; row < queries.rows; row++) {
      const sequence = Math.floor(row / asked)
      const seen = length - asked + (row % asked) + 1
      for (let head = 0; head < heads; head++) {
        const key = sequence * length * width + head * each
        look(row * width + head * each, key, (row * heads + head) * length, seen)
      }
    }
  }
  visit((query, key, share, seen) => {
    tape.multiplyAdds += 2 * seen * each
    for (let t = 0; t < seen; t++) {
      let sum = 0
      for (let j = 0; j < each; j++) {
        sum += queries.values[query + j]! * keys.values[key + t * width + j]!
      }
      shares[share + t] = sum * scale
    }
    softmaxInPlace(shares, share, seen)
    for (let t = 0; t < seen; t++) {
      const weight = shares[share + t]!
      for (let j = 0; j < each; j++) {
        out.values[query + j]! += weight * values.values[key + t * width + j]!
      }
    }
  })
  tape.note(() => {
    const passed = new Float64Array(length)
    visit((query, key, share, seen) => {
      let mean = 0
      for (let t = 0; t < seen; t++) {
        let sum = 0
        for (let j = 0; j < each; j++) {
          const gradient = out.gradient[query + j]!
          sum += gradient * values.values[key + t * width + j]!
          values.gradient[key + t * width + j]! += shares[share + t]! * gradient
        }
        passed[t] = sum
        mean += sum * shares[share + t]!
      }
      for (let t = 0; t < seen; t++) {
        const gradient = shares[share + t]! * (passed[t]! - mean) * scale
        for (let j = 0; j < each; j++) {
          queries.gradient[query + j]! += gradient * keys.values[key + t * width + j]!
          keys.gradient[key + t * width + j]! += gradient * queries.values[query + j]!
        }
      }
    })
  })
  return out
}

/** Angles by position and pair of numbers, as their cosines and sines. */
export interface Rotation {
  /** Pairs of a head. */
  readonly pairs: number
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

/**
 * Turns pairs of neighboring numbers of each head by the angles of a row's position. The rows of a sequence stand at its
 * last `rowsEach` positions out of `length`.
 */
export function rotate(
  tape: Tape,
  a: Variable,
  { pairs, cosines, sines }: Rotation,
  length: number,
  rowsEach: number,
): Variable {
  const out = tape.create(a.rows, a.columns)
  const count = a.values.length / 2
  tape.multiplyAdds += 4 * count
  const perRow = a.columns / 2
  const angleOf = (pair: number) => {
    const position = length - rowsEach + (Math.floor(pair / perRow) % rowsEach)
    return position * pairs + ((pair % perRow) % pairs)
  }
  for (let pair = 0; pair < count; pair++) {
    const angle = angleOf(pair)
    const [x, y] = [a.values[2 * pair]!, a.values[2 * pair + 1]!]
    out.values[2 * pair] = x * cosines[angle]! - y * sines[angle]!
    out.values[2 * pair + 1] = x * sines[angle]! + y * cosines[angle]!
  }
  tape.note(() => {
    for (let pair = 0; pair < count; pair++) {
      const angle = angleOf(pair)
      const [x, y] = [out.gradient[2 * pair]!, out.gradient[2 * pair + 1]!]
      a.gradient[2 * pair]! += x * cosines[angle]! + y * sines[angle]!
      a.gradient[2 * pair + 1]! += y * cosines[angle]! - x * sines[angle]!
    }
  })
  return out
}
