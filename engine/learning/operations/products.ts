/**
 * Products of matrices, added to what is there. Four terms of a sum are added at a time, so that numbers are read and
 * written a quarter as often; the order of each sum is what the code says, in every engine.
 */

/** out (n x m) += a (n x inner) b (inner x m). */
export function addProduct(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  n: number,
  inner: number,
  m: number,
): void {
  const fours = inner - (inner % 4)
  for (let i = 0; i < n; i++) {
    const row = i * m
    const from = i * inner
    let k = 0
    for (; k < fours; k += 4) {
      const [f0, f1, f2, f3] = [a[from + k]!, a[from + k + 1]!, a[from + k + 2]!, a[from + k + 3]!]
      const [b0, b1, b2, b3] = [k * m, (k + 1) * m, (k + 2) * m, (k + 3) * m]
      for (let j = 0; j < m; j++) {
        out[row + j]! += f0 * b[b0 + j]! + f1 * b[b1 + j]! + (f2 * b[b2 + j]! + f3 * b[b3 + j]!)
      }
    }
    for (; k < inner; k++) addRowTimes(out, row, b, k * m, m, a[from + k]!)
  }
}

/** out (inner x m) += the transposed a (n x inner) times b (n x m). */
export function addTransposedProduct(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  n: number,
  inner: number,
  m: number,
): void {
  const fours = n - (n % 4)
  let i = 0
  for (; i < fours; i += 4) {
    for (let k = 0; k < inner; k++) {
      const at = i * inner + k
      const [f0, f1] = [a[at]!, a[at + inner]!]
      const [f2, f3] = [a[at + 2 * inner]!, a[at + 3 * inner]!]
      addFourRows(out, k * m, b, i * m, m, m, f0, f1, f2, f3)
    }
  }
  for (; i < n; i++) {
    for (let k = 0; k < inner; k++) addRowTimes(out, k * m, b, i * m, m, a[i * inner + k]!)
  }
}

/** out[to..] += the sum of four rows of b, `apart` numbers from each other, times four factors. */
function addFourRows(
  out: Float64Array,
  to: number,
  b: Float64Array,
  from: number,
  apart: number,
  count: number,
  f0: number,
  f1: number,
  f2: number,
  f3: number,
): void {
  const [b1, b2, b3] = [from + apart, from + 2 * apart, from + 3 * apart]
  for (let j = 0; j < count; j++) {
    out[to + j]! += f0 * b[from + j]! + f1 * b[b1 + j]! + (f2 * b[b2 + j]! + f3 * b[b3 + j]!)
  }
}

function addRowTimes(
  out: Float64Array,
  to: number,
  b: Float64Array,
  from: number,
  count: number,
  factor: number,
): void {
  for (let j = 0; j < count; j++) out[to + j]! += factor * b[from + j]!
}

/** out (n x inner) += a (n x m) times the transposed b (inner x m). */
export function addProductWithTransposed(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  n: number,
  m: number,
  inner: number,
): void {
  const fours = inner - (inner % 4)
  for (let i = 0; i < n; i++) {
    const row = i * m
    let k = 0
    for (; k < fours; k += 4) {
      const [b0, b1, b2, b3] = [k * m, (k + 1) * m, (k + 2) * m, (k + 3) * m]
      let [s0, s1, s2, s3] = [0, 0, 0, 0]
      for (let j = 0; j < m; j++) {
        const factor = a[row + j]!
        s0 += factor * b[b0 + j]!
        s1 += factor * b[b1 + j]!
        s2 += factor * b[b2 + j]!
        s3 += factor * b[b3 + j]!
      }
      const to = i * inner + k
      out[to]! += s0
      out[to + 1]! += s1
      out[to + 2]! += s2
      out[to + 3]! += s3
    }
    for (; k < inner; k++) {
      let sum = 0
      for (let j = 0; j < m; j++) sum += a[row + j]! * b[k * m + j]!
      out[i * inner + k]! += sum
    }
  }
}
