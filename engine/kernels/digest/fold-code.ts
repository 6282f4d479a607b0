/**
 * Code that folds rows into the values of their columns, 64 rows at a time, 128 bits at once.
 *
 * The values are 64 vectors beside each other, bit i of all columns in vector i. A block of rows
 * below is taken in as `values * t^64 + block`, where t^64 = (1 + t)(1 + t^3): two XORs a vector
 * for the product and one for the row. What the rows mean is not known here.
 */
import type { FunctionHandle } from '../../forge/wasm/function-builder.ts'
import { i32 } from '../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../forge/wasm/module-builder.ts'
import { v128 } from '../../forge/wasm/vectors.ts'

export const BLOCK_ROWS = 64

const VECTOR_BYTES = 16

/** Takes in a block: address of its first row, of the values, number of vectors of a row. */
export type FoldFunction = FunctionHandle<readonly ['i32', 'i32', 'i32'], 'void'>

/** Rows whose coefficients of t^64 to t^67 overflow into each of the lowest eight. */
const OVERFLOWS: readonly (readonly number[])[] = [
  [0],
  [0, 1],
  [1, 2],
  [0, 2, 3],
  [0, 1, 3],
  [1, 2],
  [2, 3],
  [3],
]

/**
 * Adds the function that takes in a block.
 *
 * @param rowBytes from one row of a block to the next.
 * @param valueBytes from one vector of the values to the next of the same columns.
 */
export function writeFold(
  module: ModuleBuilder,
  rowBytes: number,
  valueBytes: number,
): FoldFunction {
  return module.function({ params: ['i32', 'i32', 'i32'] }, (f, rows, values, vectors) => {
    const old = (i: number) => v128.load(values, i * valueBytes)
    f.while(vectors, () => {
      const [o60, o61, o62, o63] = [60, 61, 62, 63].map((i) => f.keep(old(i)))
      const overflows = [
        f.keep(v128.xor(o63!, v128.xor(o61!, o60!))),
        f.keep(v128.xor(o62!, o61!)),
        f.keep(v128.xor(o63!, o62!)),
        o63!,
      ]
      // pairs[i mod 4] is values[i] ^ values[i - 1].
      const pairs = Array.from({ length: 4 }, () => f.local('v128'))
      f.set(pairs[3]!, overflows[2]!)
      f.set(pairs[2]!, overflows[1]!)
      f.set(pairs[1]!, v128.xor(o61!, o60!))
      const last = f.local('v128', o60!)
      const next = f.local('v128')
      for (let i = BLOCK_ROWS - 1; i >= 0; i--) {
        const far = pairs[(i - 3) & 3]!
        if (i >= 4) {
          f.set(next, old(i - 4))
          f.set(far, v128.xor(last, next))
          f.set(last, next)
        } else if (i === 3) f.set(far, last)
        let sum = v128.xor(v128.load(rows, i * rowBytes), pairs[i & 3]!)
        if (i >= 3) sum = v128.xor(sum, far)
        for (const overflow of OVERFLOWS[i] ?? []) sum = v128.xor(sum, overflows[overflow]!)
        f.do(v128.store(values, sum, i * valueBytes))
      }
      f.increase(rows, VECTOR_BYTES)
      f.increase(values, VECTOR_BYTES)
      f.set(vectors, i32.sub(vectors, 1))
    })
  })
}
