import { expect, test } from 'vitest'
import { rangesOf } from './node-ranges.ts'
import { createProgramBuilder } from './program-builder.ts'

test('a table over numbers below 0 measures what lies outside the world as well, which reads 0', () => {
  const builder = createProgramBuilder({
    dimensions: 1,
    states: 2,
    components: ['depth'],
    traits: [{ low: -9, high: -2, edge: 'zero' }],
  })
  const neighborhood = { kind: 'named', name: 'elementary' } as const
  const around = builder.partition({ kind: 'neighborhood', neighborhood, withCenter: false }, 1)
  const sum = builder.sum(around, { kind: 'table', values: [-1] })
  const program = builder.finish([builder.own(), builder.own(1)])
  expect(rangesOf(program)[sum]).toEqual({ low: -2, high: 0 })
})
