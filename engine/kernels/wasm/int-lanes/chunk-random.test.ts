import { expect, test } from 'vitest'
import { createPhilox } from '../../../math/philox.ts'
import { createProgramBuilder } from '../../../rules/program/program-builder.ts'
import { runRow } from '../../../testing/run-row.ts'
import { createIntLaneKernel } from './int-lane-kernel.ts'

test.each([
  { seed: 0n, tick: 0 },
  { seed: 0x0123456789abcdefn, tick: 2 ** 32 + 7 },
  { seed: 2n ** 64n - 1n, tick: 2 ** 31 },
])('the draws of seed $seed at tick $tick are those of Philox', async ({ seed, tick }) => {
  const draws = [0, 1, 2, 3, 5, 62, 63]
  const components = draws.map(String)
  const builder = createProgramBuilder({ dimensions: 1, states: 2, components })
  const nodes = draws.map((draw) => builder.random(draw))
  const found = await runRow(createIntLaneKernel, builder.finish([builder.own(), ...nodes]), {
    cells: new Array<number>(50).fill(0),
    tick,
    seed,
  })
  const draw = createPhilox(seed)
  const expected = draws.map((number) =>
    Array.from({ length: 50 }, (_, x) => draw(x, 0, 0, tick, number)),
  )
  expect(found).toEqual(expected)
})
