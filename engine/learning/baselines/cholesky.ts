/** Solves symmetric systems: A = L L^T by Cholesky. */
import { factorize } from '../../math/cholesky.ts'
import { SystemError } from '../errors.ts'

/**
 * Solves A X = B for a symmetric positive definite A of n rows and B of `columns` columns; both are overwritten, B with X.
 *
 * @throws {SystemError} where A is not positive definite.
 */
export function solveInPlace(a: Float64Array, b: Float64Array, n: number, columns: number): void {
  const row = factorize(a, n)
  if (row !== undefined) throw new SystemError({ row })
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * columns + j]!
      for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k * columns + j]!
      b[i * columns + j] = sum / a[i * n + i]!
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i * columns + j]!
      for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k * columns + j]!
      b[i * columns + j] = sum / a[i * n + i]!
    }
  }
}
