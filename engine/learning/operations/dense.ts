/** Operations of whole matrices. */
import { tanh as tanhOf } from '../../math/tanh.ts'
import type { Tape, Variable } from '../tape.ts'
import { addProduct, addProductWithTransposed, addTransposedProduct } from './products.ts'

/** The product of two matrices. */
export function multiply(tape: Tape, a: Variable, b: Variable): Variable {
  const [n, inner, m] = [a.rows, a.columns, b.columns]
  const out = tape.create(n, m)
  tape.multiplyAdds += n * inner * m
  addProduct(a.values, b.values, out.values, n, inner, m)
  tape.note(() => {
    if (a.gradient.length > 0) {
      addProductWithTransposed(out.gradient, b.values, a.gradient, n, m, inner)
    }
    addTransposedProduct(a.values, out.gradient, b.gradient, n, inner, m)
  })
  return out
}

/** The sum of two matrices. */
export function add(tape: Tape, a: Variable, b: Variable): Variable {
  const out = tape.create(a.rows, a.columns)
  for (let i = 0; i < out.values.length; i++) out.values[i] = a.values[i]! + b.values[i]!
  tape.note(() => {
    for (let i = 0; i < out.gradient.length; i++) {
      a.gradient[i]! += out.gradient[i]!
      b.gradient[i]! += out.gradient[i]!
    }
  })
  return out
}

/** A matrix with a row added to each of its rows. */
export function addRow(tape: Tape, a: Variable, row: Variable): Variable {
  const { columns } = a
  const out = tape.create(a.rows, columns)
  for (let from = 0; from < out.values.length; from += columns) {
    for (let j = 0; j < columns; j++) out.values[from + j] = a.values[from + j]! + row.values[j]!
  }
  tape.note(() => {
    for (let from = 0; from < out.gradient.length; from += columns) {
      for (let j = 0; j < columns; j++) {
        a.gradient[from + j]! += out.gradient[from + j]!
        row.gradient[j]! += out.gradient[from + j]!
      }
    }
  })
  return out
}

/** Its numbers, and 0 for those below 0. */
export function relu(tape: Tape, a: Variable): Variable {
  const out = tape.create(a.rows, a.columns)
  for (let i = 0; i < out.values.length; i++) out.values[i] = Math.max(0, a.values[i]!)
  tape.note(() => {
    for (let i = 0; i < out.gradient.length; i++) {
      if (a.values[i]! > 0) a.gradient[i]! += out.gradient[i]!
    }
  })
  return out
}

/** The hyperbolic tangents of its numbers. */
export function tanh(tape: Tape, a: Variable): Variable {
  const out = tape.create(a.rows, a.columns)
  for (let i = 0; i < out.values.length; i++) out.values[i] = tanhOf(a.values[i]!)
  tape.note(() => {
    for (let i = 0; i < out.gradient.length; i++) {
      a.gradient[i]! += out.gradient[i]! * (1 - out.values[i]! * out.values[i]!)
    }
  })
  return out
}
