/** What is to become small. */
import { ln } from '../../math/log2.ts'
import type { Tape, Variable } from '../tape.ts'
import { softmaxInPlace } from './softmax.ts'

/** The smallest share whose logarithm is taken. */
const TINY = 1e-300

/** The mean over rows of -ln of the share that the row's class has. Rows are numbers of classes; targets are classes. */
export function crossEntropy(tape: Tape, scores: Variable, targets: Float64Array): Variable {
  const { rows, columns } = scores
  const shares = scores.values.slice()
  const out = tape.create(1, 1)
  let sum = 0
  for (let i = 0; i < rows; i++) {
    softmaxInPlace(shares, i * columns, columns)
    sum -= ln(Math.max(TINY, shares[i * columns + targets[i]!]!))
  }
  out.values[0] = sum / rows
  tape.note(() => {
    const passed = out.gradient[0]! / rows
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const wanted = j === targets[i] ? 1 : 0
        scores.gradient[i * columns + j]! += passed * (shares[i * columns + j]! - wanted)
      }
    }
  })
  return out
}

/** Half of the mean square of what a column of numbers is off by. */
export function halfSquaredError(tape: Tape, numbers: Variable, targets: Float64Array): Variable {
  const out = tape.create(1, 1)
  const { rows } = numbers
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const off = numbers.values[i]! - targets[i]!
    sum += off * off
  }
  out.values[0] = sum / (2 * rows)
  tape.note(() => {
    const passed = out.gradient[0]! / rows
    for (let i = 0; i < rows; i++) {
      numbers.gradient[i]! += passed * (numbers.values[i]! - targets[i]!)
    }
  })
  return out
}
