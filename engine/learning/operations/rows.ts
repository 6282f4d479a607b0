/** Operations that choose rows of a matrix, or give each of them the same length. */
import type { Tape, Variable } from '../tape.ts'

/**
 * Adds rows of a table: to row i of `out`, of as many columns, the rows `indexes` times `weights`, `each` of them from
 * `i * each` on.
 */
export function addRows(
  out: Variable,
  table: Variable,
  indexes: Int32Array,
  weights: Float64Array,
  each: number,
): void {
  const { columns } = table
  for (let k = 0, to = 0; k < indexes.length; to += columns) {
    for (const end = k + each; k < end; k++) {
      const from = indexes[k]! * columns
      const weight = weights[k]!
      for (let j = 0; j < columns; j++) out.values[to + j]! += weight * table.values[from + j]!
    }
  }
}

/**
 * Sums of rows of a table: row i of the result is the sum over `each` of table[indexes] times weights, from `i * each` on.
 * An embedding is one of weight 1, a spline one of few weights.
 */
export function sumRows(
  tape: Tape,
  table: Variable,
  indexes: Int32Array,
  weights: Float64Array,
  each: number,
): Variable {
  const { columns } = table
  const out = tape.create(indexes.length / each, columns)
  tape.multiplyAdds += indexes.length * columns
  addRows(out, table, indexes, weights, each)
  tape.note(() => {
    for (let k = 0, from = 0; k < indexes.length; from += columns) {
      for (const end = k + each; k < end; k++) {
        const to = indexes[k]! * columns
        const weight = weights[k]!
        for (let j = 0; j < columns; j++) {
          table.gradient[to + j]! += weight * out.gradient[from + j]!
        }
      }
    }
  })
  return out
}

/** The last row of every `length` rows. */
export function takeLastRows(tape: Tape, a: Variable, length: number): Variable {
  const { columns } = a
  const out = tape.create(a.rows / length, columns)
  const startOf = (i: number) => ((i + 1) * length - 1) * columns
  for (let i = 0; i < out.rows; i++) {
    out.values.set(a.values.subarray(startOf(i), startOf(i) + columns), i * columns)
  }
  tape.note(() => {
    for (let i = 0; i < out.rows; i++) {
      for (let j = 0; j < columns; j++) {
        a.gradient[startOf(i) + j]! += out.gradient[i * columns + j]!
      }
    }
  })
  return out
}

/** What a mean square has added, so that a row of zeros has a length. */
const EPSILON = 1e-6

/** Each row over the root of its mean square, times a row of gains (Zhang, Sennrich, NeurIPS 2019). */
export function normalizeRows(tape: Tape, a: Variable, gain: Variable): Variable {
  const { rows, columns } = a
  const out = tape.create(rows, columns)
  const scales = new Float64Array(rows)
  tape.multiplyAdds += 3 * rows * columns
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += a.values[i * columns + j]! * a.values[i * columns + j]!
    const scale = 1 / Math.sqrt(sum / columns + EPSILON)
    scales[i] = scale
    for (let j = 0; j < columns; j++) {
      out.values[i * columns + j] = a.values[i * columns + j]! * scale * gain.values[j]!
    }
  }
  tape.note(() => {
    for (let i = 0; i < rows; i++) passRow(a, gain, out, i, scales[i]!)
  })
  return out
}

/** The gradient of one row: what the length of the row takes away goes along the row itself. */
function passRow(a: Variable, gain: Variable, out: Variable, i: number, scale: number): void {
  const { columns } = a
  const at = i * columns
  let along = 0
  for (let j = 0; j < columns; j++) {
    along += out.gradient[at + j]! * gain.values[j]! * a.values[at + j]!
  }
  const back = (along * scale * scale * scale) / columns
  for (let j = 0; j < columns; j++) {
    const passed = out.gradient[at + j]!
    gain.gradient[j]! += passed * a.values[at + j]! * scale
    a.gradient[at + j]! += passed * gain.values[j]! * scale - back * a.values[at + j]!
  }
}
