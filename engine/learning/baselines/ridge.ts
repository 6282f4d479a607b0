/**
 * Ridge regression (Hoerl, Kennard, Technometrics 12, 1970): the linear model that is least off, with a price on large
 * coefficients. Of sequences it sees which token is at which place from the end; classes are numbers 0 and 1 each.
 */
import { countOutputs, type Examples, type TaskShape } from '../data/examples.ts'
import { measureOutputs } from '../error.ts'
import { solveInPlace } from './cholesky.ts'

/** More inputs than this are cut: of longer sequences only the last tokens are seen. */
const MAX_RIDGE_INPUTS = 512

/** Prices that are tried, over the number of examples. */
const PRICES = [1e-6, 1e-4, 1e-2, 1]

export interface LinearModel {
  /** Inputs by outputs, row after row; the last row is what is given whatever the inputs are. */
  readonly coefficients: Float64Array
}

/** The rows that a linear model sees of examples, each with a 1 at its end, and their length. */
export function linearRows(
  { count, width, inputs }: Examples,
  { inputs: of }: TaskShape,
): { readonly rows: Float64Array; readonly columns: number } {
  if (of.kind === 'vector') {
    const columns = width + 1
    const rows = new Float64Array(count * columns).fill(1)
    for (let i = 0; i < count; i++) {
      rows.set(inputs.subarray(i * width, (i + 1) * width), i * columns)
    }
    return { rows, columns }
  }
  const { vocabulary } = of
  const seen = Math.max(1, Math.min(of.length, Math.floor(MAX_RIDGE_INPUTS / vocabulary)))
  const columns = seen * vocabulary + 1
  const rows = new Float64Array(count * columns)
  for (let i = 0; i < count; i++) {
    for (let place = 0; place < seen; place++) {
      const token = inputs[i * width + width - seen + place]!
      rows[i * columns + place * vocabulary + token] = 1
    }
    rows[(i + 1) * columns - 1] = 1
  }
  return { rows, columns }
}

/** The coefficients that make the mean square error plus `price` times the sum of their squares least; the last row is free. */
export function solveRidge(train: Examples, shape: TaskShape, price: number): LinearModel {
  const { rows, columns } = linearRows(train, shape)
  const outputs = countOutputs(shape)
  const products = new Float64Array(columns * columns)
  const sums = new Float64Array(columns * outputs)
  for (let i = 0; i < train.count; i++) {
    const row = rows.subarray(i * columns, (i + 1) * columns)
    for (let j = 0; j < columns; j++) {
      const value = row[j]!
      if (value === 0) continue
      for (let k = 0; k <= j; k++) products[j * columns + k]! += value * row[k]!
      if (shape.outputs.kind === 'class') sums[j * outputs + train.targets[i]!]! += value
      else sums[j]! += value * train.targets[i]!
    }
  }
  for (let j = 0; j < columns - 1; j++) products[j * columns + j]! += price * train.count
  // What is at no place anywhere keeps the system solvable.
  products[columns * columns - 1]! += 1e-12 * train.count
  solveInPlace(products, sums, columns, outputs)
  return { coefficients: sums }
}

/** Outputs of a linear model, row after row. */
export function applyLinear(
  { coefficients }: LinearModel,
  examples: Examples,
  shape: TaskShape,
): Float64Array {
  const { rows, columns } = linearRows(examples, shape)
  const outputs = countOutputs(shape)
  const out = new Float64Array(examples.count * outputs)
  for (let i = 0; i < examples.count; i++) {
    for (let j = 0; j < columns; j++) {
      const value = rows[i * columns + j]!
      if (value === 0) continue
      for (let k = 0; k < outputs; k++)
        out[i * outputs + k]! += value * coefficients[j * outputs + k]!
    }
  }
  return out
}

/** The ridge model whose price has the least error on the validation part. */
export function fitRidge(
  train: Examples,
  validation: Examples,
  shape: TaskShape,
): (examples: Examples) => Float64Array {
  let best: LinearModel | undefined
  let least = Number.POSITIVE_INFINITY
  for (const price of PRICES) {
    const model = solveRidge(train, shape, price)
    const error = measureOutputs(applyLinear(model, validation, shape), validation, shape)
    if (best !== undefined && error >= least) continue
    best = model
    least = error
  }
  return (examples) => applyLinear(best!, examples, shape)
}
