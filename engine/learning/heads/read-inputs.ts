/** How heads without attention take inputs: numbers as they are, tokens by their place from the end. */
import type { Examples } from '../data/examples.ts'
import { sumRows } from '../operations/rows.ts'
import type { Tape, Variable } from '../tape.ts'

/** Inputs from -1 to 1 instead of 0 to 1. */
export function center(tape: Tape, { count, width, inputs }: Examples): Variable {
  const out = tape.createFixed(count, width)
  for (let i = 0; i < inputs.length; i++) out.values[i] = 2 * inputs[i]! - 1
  return out
}

/** Sums of what a table says of each of the last `window` tokens: a row for each token at each place. */
export function lookUp(
  tape: Tape,
  { count, width, inputs }: Examples,
  table: Variable,
  window: number,
  vocabulary: number,
): Variable {
  const indexes = new Int32Array(count * window)
  for (let row = 0; row < count; row++) {
    const from = row * width + width - window
    for (let place = 0; place < window; place++) {
      indexes[row * window + place] = place * vocabulary + inputs[from + place]!
    }
  }
  return sumRows(tape, table, indexes, new Float64Array(indexes.length).fill(1), window)
}
