/** Symmetric positive matrices by their Cholesky factors: n rows of n numbers in a row, of which the lower half counts. */

/** Makes a matrix its lower factor; gives the first row that shows it is not positive, and leaves it half made then. */
export function factorize(matrix: Float64Array, n: number): number | undefined {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j]!
      else if (sum > 0) matrix[i * n + i] = Math.sqrt(sum)
      else return i
    }
  }
  return undefined
}

/** Makes b the solution x of L x = b. */
export function solveLower(lower: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * b[k]!
    b[i] = sum / lower[i * n + i]!
  }
}

/** Makes b the solution x of L^T x = b. */
export function solveUpper(lower: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / lower[i * n + i]!
    b[i] = x
    for (let k = 0; k < i; k++) b[k]! -= lower[i * n + k]! * x
  }
}

/** The lower half of the inverse of L L^T. */
export function invert(lower: Float64Array, n: number): Float64Array {
  // Row j of it is column j of the inverse of L.
  const columns = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    columns[j * n + j] = 1 / lower[j * n + j]!
    for (let i = j + 1; i < n; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= lower[i * n + k]! * columns[j * n + k]!
      columns[j * n + i] = sum / lower[i * n + i]!
    }
  }
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < n; k++) sum += columns[i * n + k]! * columns[j * n + k]!
      inverse[i * n + j] = sum
    }
  }
  return inverse
}
