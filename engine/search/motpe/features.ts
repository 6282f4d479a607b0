/**
 * Rows of places as points between which distances mean something: a number is one coordinate, a choice one for each of
 * its values, so that all values are as far from each other as the ends of a scale are. A parameter that does not exist is
 * as far from one that does.
 */
import type { Space } from '../space.ts'
import type { Places } from './places.ts'

export interface Features {
  /** How many coordinates there are. */
  readonly count: number
  /** Of each coordinate, the dimension it tells of. */
  readonly dimensionOf: Int32Array
  /** Of each coordinate, whether it is the place of a number. */
  readonly isNumber: readonly boolean[]
  /** Writes the coordinates of a row, the first at `at`. */
  write(places: Places, out: Float64Array, at: number): void
}

/** The coordinates of rows, one row after the other. */
export function pointsOf(features: Features, rows: readonly Places[]): Float64Array {
  const points = new Float64Array(rows.length * features.count)
  for (const [i, row] of rows.entries()) features.write(row, points, i * features.count)
  return points
}

const SQRT_HALF = Math.SQRT1_2

/** The features of a space. */
export function createFeatures({ dimensions }: Space): Features {
  const widths = dimensions.map((dimension) => {
    const isAlways = dimension.parameter.if === undefined
    return (dimension.kind === 'choice' ? dimension.choices.length : 1) + (isAlways ? 0 : 1)
  })
  const count = widths.reduce((sum, width) => sum + width, 0)
  const dimensionOf = Int32Array.from(widths.flatMap((width, d) => Array<number>(width).fill(d)))
  return {
    count,
    dimensionOf,
    isNumber: dimensions.flatMap(({ kind }, d) =>
      Array.from({ length: widths[d]! }, (_, i) => kind === 'number' && i === 0),
    ),
    write(places, out, at) {
      out.fill(0, at, at + count)
      let from = at
      for (const { index, kind, parameter } of dimensions) {
        const place = places[index]!
        const isThere = !Number.isNaN(place)
        const size = widths[index]! - (parameter.if === undefined ? 0 : 1)
        if (kind === 'number') out[from] = isThere ? place : 0.5
        else if (isThere) out[from + place] = SQRT_HALF
        if (!isThere) out[from + size] = kind === 'number' ? 1 : SQRT_HALF
        from += widths[index]!
      }
    },
  }
}
