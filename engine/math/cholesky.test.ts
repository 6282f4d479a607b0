import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factorize, invert, solveLower, solveUpper } from './cholesky.ts'

const anyEntry = fc.integer({ min: -9, max: 9 })
/** M M^T + I, which is positive, for a random M. */
const anyPositive = fc
  .integer({ min: 1, max: 6 })
  .chain((n) => fc.array(anyEntry, { minLength: n * n, maxLength: n * n }).map((m) => ({ n, m })))
  .map(({ n, m }) => {
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n]
      let sum = i === j ? 1 : 0
      for (let k = 0; k < n; k++) sum += m[i * n + k]! * m[j * n + k]!
      return sum
    })
    return { n, matrix }
  })

test('a positive matrix times what solves its system is what was asked for, and its inverse solves it too', () => {
  fc.assert(
    fc.property(
      anyPositive,
      fc.array(anyEntry, { minLength: 6, maxLength: 6 }),
      ({ n, matrix }, all) => {
        const asked = all.slice(0, n)
        const lower = matrix.slice()
        expect(factorize(lower, n)).toBeUndefined()
        const solution = Float64Array.from(asked)
        solveLower(lower, n, solution)
        solveUpper(lower, n, solution)
        const inverse = invert(lower, n)
        for (let i = 0; i < n; i++) {
          let sum = 0
          let other = 0
          for (let k = 0; k < n; k++) {
            sum += matrix[i * n + k]! * solution[k]!
            other += inverse[Math.max(i, k) * n + Math.min(i, k)]! * asked[k]!
          }
          expect(sum).toBeCloseTo(asked[i]!, 6)
          expect(other).toBeCloseTo(solution[i]!, 6)
        }
      },
    ),
  )
})

test('the first row that shows a matrix is not positive is told', () => {
  expect(factorize(Float64Array.of(0), 1)).toBe(0)
  expect(factorize(Float64Array.of(1, 2, 2, 1), 2)).toBe(1)
  expect(factorize(Float64Array.of(4, 0, 0, 0, 9, 0, 0, 0, -1), 3)).toBe(2)
})
