/** Attention over the rows of sequences that lie one after another in a matrix. */
import type { Tape, Variable } from '../tape.ts'
import { softmaxInPlace } from './softmax.ts'

export interface AttentionShape {
  readonly sequences: number
  /** Rows of a sequence of keys and values. */
  readonly length: number
  readonly heads: number
}

/** One query of one head: where its numbers are, and those of what it sees. */
interface Look {
  /** Of its first number, and of its result's. */
  readonly query: number
  /** Of the first number of the first key, and of the first value. */
  readonly key: number
  /** From a key to the next. */
  readonly stride: number
  /** Of its first share. */
  readonly share: number
  /** How many keys it sees. */
  readonly seen: number
  /** How many numbers a head has. */
  readonly each: number
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
  const stride = queries.columns
  const each = stride / heads
  const asked = queries.rows / sequences
  const out = tape.create(queries.rows, stride)
  const shares = tape.create(queries.rows * heads, length).values
  const looks: Look[] = []
  for (let row = 0; row < queries.rows; row++) {
    const first = Math.floor(row / asked) * length * stride
    const seen = length - asked + (row % asked) + 1
    for (let head = 0; head < heads; head++) {
      const [query, key] = [row * stride + head * each, first + head * each]
      looks.push({ query, key, stride, share: (row * heads + head) * length, seen, each })
    }
  }
  for (const look of looks) {
    tape.multiplyAdds += 2 * look.seen * each
    lookForward(look, queries.values, keys.values, values.values, shares, out.values)
  }
  tape.note(() => {
    const passed = new Float64Array(length)
    for (const look of looks) {
      passToValues(look, values, shares, out.gradient, passed)
      passToScores(look, queries, keys, passed)
    }
  })
  return out
}

function lookForward(
  { query, key, stride, share, seen, each }: Look,
  queries: Float64Array,
  keys: Float64Array,
  values: Float64Array,
  shares: Float64Array,
  out: Float64Array,
): void {
  const scale = 1 / Math.sqrt(each)
  for (let t = 0; t < seen; t++) {
    const at = key + t * stride
    let sum = 0
    for (let j = 0; j < each; j++) sum += queries[query + j]! * keys[at + j]!
    shares[share + t] = sum * scale
  }
  softmaxInPlace(shares, share, seen)
  for (let t = 0; t < seen; t++) {
    const at = key + t * stride
    const weight = shares[share + t]!
    for (let j = 0; j < each; j++) out[query + j]! += weight * values[at + j]!
  }
}

/** Passes a gradient on to the values, and puts what the scores take of it into `passed`. */
function passToValues(
  { query, key, stride, share, seen, each }: Look,
  { values, gradient }: Variable,
  shares: Float64Array,
  outGradient: Float64Array,
  passed: Float64Array,
): void {
  const scale = 1 / Math.sqrt(each)
  let mean = 0
  for (let t = 0; t < seen; t++) {
    const at = key + t * stride
    const weight = shares[share + t]!
    let sum = 0
    for (let j = 0; j < each; j++) {
      const slope = outGradient[query + j]!
      sum += slope * values[at + j]!
      gradient[at + j]! += weight * slope
    }
    passed[t] = sum
    mean += sum * weight
  }
  for (let t = 0; t < seen; t++) passed[t] = shares[share + t]! * (passed[t]! - mean) * scale
}

function passToScores(
  { query, key, stride, seen, each }: Look,
  queries: Variable,
  keys: Variable,
  passed: Float64Array,
): void {
  const [queryValues, queryGradient] = [queries.values, queries.gradient]
  const [keyValues, keyGradient] = [keys.values, keys.gradient]
  for (let t = 0; t < seen; t++) {
    const at = key + t * stride
    const slope = passed[t]!
    for (let j = 0; j < each; j++) {
      queryGradient[query + j]! += slope * keyValues[at + j]!
      keyGradient[at + j]! += slope * queryValues[query + j]!
    }
  }
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
  rotation: Rotation,
  length: number,
  rowsEach: number,
): Variable {
  const out = tape.create(a.rows, a.columns)
  tape.multiplyAdds += 2 * a.values.length
  const turn = (from: Float64Array, to: Float64Array, direction: 1 | -1) => {
    for (let row = 0; row < a.rows; row++) {
      const position = length - rowsEach + (row % rowsEach)
      addTurned(from, to, row * a.columns, a.columns, rotation, position, direction)
    }
  }
  turn(a.values, out.values, 1)
  tape.note(() => turn(out.gradient, a.gradient, -1))
  return out
}

function addTurned(
  from: Float64Array,
  to: Float64Array,
  at: number,
  columns: number,
  { pairs, cosines, sines }: Rotation,
  position: number,
  direction: 1 | -1,
): void {
  for (let j = 0, pair = 0; j < columns; j += 2, pair = pair + 1 === pairs ? 0 : pair + 1) {
    const cosine = cosines[position * pairs + pair]!
    const sine = direction * sines[position * pairs + pair]!
    const [x, y] = [from[at + j]!, from[at + j + 1]!]
    to[at + j]! += x * cosine - y * sine
    to[at + j + 1]! += x * sine + y * cosine
  }
}
