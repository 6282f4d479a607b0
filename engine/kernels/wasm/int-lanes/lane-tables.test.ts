import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createProgramBuilder } from '../../../rules/program/program-builder.ts'
import { runRow } from '../../../testing/run-row.ts'
import { tries } from '../../../testing/tries.ts'
import { createIntLaneKernel } from './int-lane-kernel.ts'
import { interleaving } from './shuffles.ts'

const clamp = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1)

/** Entries of a few values or many, of every width. */
const anyEntries = (count: number) =>
  fc
    .constantFrom<[number, number]>(
      [0, 1],
      [0, 255],
      [-128, 127],
      [0, 65_535],
      [-40_000, 7],
      [-(2 ** 31), 2 ** 31 - 1],
    )
    .chain(([min, max]) =>
      fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count }),
    )

test('a table of one digit gives the entry of the clamped digit, whatever its length and width', () =>
  fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom(1, 2, 3, 15, 16, 17, 40, 100, 255, 256, 257, 600)
        .chain((count) => anyEntries(count)),
      fc.constantFrom(-7, 0, 5),
      async (entries, low) => {
        const count = entries.length
        const builder = createProgramBuilder({
          dimensions: 1,
          states: 2,
          components: ['entry'],
          parameters: ['digit'],
        })
        const table = builder.table([{ node: builder.parameter(0), low, count }], entries)
        const digits = Array.from({ length: count + 40 }, (_, i) => i - 20)
        digits.push(2 ** 31 - 1, -(2 ** 31))
        const [found] = await runRow(createIntLaneKernel, builder.finish([builder.own(), table]), {
          parameters: { digit: digits },
        })
        expect(found).toEqual(digits.map((digit) => entries[clamp(digit - low, count)]))
      },
    ),
    { numRuns: tries(60) },
  ))

test('the first digit of several is the most significant', () =>
  fc.assert(
    fc.asyncProperty(
      fc.tuple(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
      ),
      async (counts) => {
        const [a, b, c] = counts
        const entries = Array.from({ length: a * b * c }, (_, i) => i)
        const parameterNames = ['a', 'b', 'c']
        const builder = createProgramBuilder({
          dimensions: 1,
          states: 2,
          components: ['entry'],
          parameters: parameterNames,
        })
        const inputs = counts.map((count, i) => ({ node: builder.parameter(i), low: 0, count }))
        const program = builder.finish([builder.own(), builder.table(inputs, entries)])
        const digitsOf = (count: number, every: number) =>
          Array.from({ length: 200 }, (_, i) => (Math.floor(i / every) % (count + 2)) - 1)
        const parameters = { a: digitsOf(a, 1), b: digitsOf(b, 3), c: digitsOf(c, 7) }
        const [found] = await runRow(createIntLaneKernel, program, { parameters })
        const expected = parameters.a.map(
          (digit, i) =>
            (clamp(digit, a) * b + clamp(parameters.b[i]!, b)) * c + clamp(parameters.c[i]!, c),
        )
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: tries(40) },
  ))

test('interleaving takes lanes of one vector and of the other in turn', () => {
  expect(interleaving(1, 0)).toEqual([0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23])
  expect(interleaving(4, 1)).toEqual([8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31])
})
