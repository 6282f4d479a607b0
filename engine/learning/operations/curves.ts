/** Learned functions of one number. */
import type { Basis } from '../outer-basis.ts'
import type { Tape, Variable } from '../tape.ts'
import { addRows } from './rows.ts'

/** Numbers of any size as places between 0 and 1: (1 + x / (1 + |x|)) / 2. */
export function toPlaces(tape: Tape, a: Variable): Variable {
  const out = tape.create(a.rows, a.columns)
  for (let i = 0; i < out.values.length; i++) {
    const x = a.values[i]!
    out.values[i] = 0.5 + (0.5 * x) / (1 + Math.abs(x))
  }
  tape.note(() => {
    for (let i = 0; i < out.gradient.length; i++) {
      const size = 1 + Math.abs(a.values[i]!)
      a.gradient[i]! += (0.5 * out.gradient[i]!) / (size * size)
    }
  })
  return out
}

/** A value of functions for each row, and where the functions were looked at: see {@link applyCurves}. */
export interface CurveTerms {
  /** Rows of the table, and the weight of each, for all terms of all rows. */
  readonly indexes: Int32Array
  readonly weights: Float64Array
  /** How fast each weight rises with its place; empty where nothing is learned. */
  readonly slopes: Float64Array
}

/** Where functions with `knots` knots each, one a column of `places`, are looked at. */
export function findTerms(
  places: Pick<Variable, 'rows' | 'columns' | 'values'>,
  knots: number,
  basis: Basis,
  withSlopes: boolean,
): CurveTerms {
  const { each, place } = basis
  const count = places.values.length * each
  const indexes = new Int32Array(count)
  const weights = new Float64Array(count)
  const slopes = new Float64Array(withSlopes ? count : 0)
  const { columns } = places
  for (let i = 0, column = 0; i < places.values.length; i++) {
    const at = i * each
    const first = place(places.values[i]!, knots, weights, at, withSlopes ? slopes : undefined)
    for (let k = 0; k < each; k++) indexes[at + k] = column * knots + first + k
    column = column + 1 === columns ? 0 : column + 1
  }
  return { indexes, weights, slopes }
}

/**
 * The sum over the columns of `places` of a learned function of each: function c has the rows of the table from `c * knots` on
 * as its coefficients, a column an output. Places are from 0 to 1.
 */
export function applyCurves(
  tape: Tape,
  places: Variable,
  table: Variable,
  knots: number,
  basis: Basis,
): Variable {
  const { columns } = table
  const out = tape.create(places.rows, columns)
  const learnsPlaces = tape.learns && places.gradient.length > 0
  const { indexes, weights, slopes } = findTerms(places, knots, basis, learnsPlaces)
  const each = places.columns * basis.each
  tape.multiplyAdds += places.values.length * basis.multiplyAdds + indexes.length * columns
  tape.bytes += indexes.byteLength + weights.byteLength
  addRows(out, table, indexes, weights, each)
  tape.note(() => {
    for (let place = 0, k = 0; place < places.values.length; place++) {
      const from = Math.floor(place / places.columns) * columns
      for (const end = k + basis.each; k < end; k++) {
        const to = indexes[k]! * columns
        const weight = weights[k]!
        let along = 0
        for (let j = 0; j < columns; j++) {
          const passed = out.gradient[from + j]!
          table.gradient[to + j]! += weight * passed
          along += passed * table.values[to + j]!
        }
        if (learnsPlaces) places.gradient[place]! += slopes[k]! * along
      }
    }
  })
  return out
}
