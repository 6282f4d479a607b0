import { describe, expect, test } from 'vitest'
import { createPhilox } from '../math/philox.ts'
import { Draws } from '../search/draws.ts'
import type { Examples, TaskShape } from './data/examples.ts'
import { buildModel } from './heads/build-model.ts'
import { HEAD_SCHEMA } from './heads/head-schema.ts'
import type { Model } from './heads/model.ts'
import { crossEntropy, halfSquaredError } from './operations/losses.ts'
import { Tape } from './tape.ts'
import { takeStep } from './train.ts'

const VECTOR = { kind: 'vector', width: 3 } as const
const SEQUENCE = { kind: 'sequence', length: 5, vocabulary: 4 } as const
const NUMBER = { kind: 'number' } as const
const CLASS = { kind: 'class', count: 3 } as const

function drawExamples({ inputs, outputs }: TaskShape, width: number): Examples {
  const draws = new Draws(createPhilox(5n), 0, 0)
  const count = 4
  const draw = () => (inputs.kind === 'vector' ? draws.uniform() : draws.below(inputs.vocabulary))
  return {
    count,
    width,
    inputs: Float64Array.from({ length: count * width }, draw),
    targets: Float64Array.from({ length: count }, () =>
      outputs.kind === 'class' ? draws.below(outputs.count) : draws.uniform(),
    ),
  }
}

function lossOf(model: Model, examples: Examples): number {
  const tape = new Tape(false)
  const loss = model.shape.outputs.kind === 'class' ? crossEntropy : halfSquaredError
  return loss(tape, model.forward(tape, examples), examples.targets).values[0]!
}

const HEADS = [
  { name: 'mlp', width: 4, layers: 2, activation: 'tanh' },
  { name: 'mlp', width: 4, layers: 1, activation: 'relu', window: 3 },
  { name: 'mlp', layers: 0 },
  { name: 'k-gam', reach: 2, knots: 6, basis: 'spline' },
  { name: 'k-gam', reach: 1, knots: 5, basis: 'rbf', outer: 'apart' },
  { name: 'k-gam', inner: 'learned', sums: 3, singles: 5, knots: 6, basis: 'spline' },
  { name: 'k-gam', inner: 'learned', sums: 2, singles: 0, knots: 5, basis: 'rbf' },
  { name: 'k-gam', inner: 'learned', sums: 2, singles: 2, knots: 5, basis: 'hat' },
  { name: 'k-gam', inner: 'learned', sums: 0, singles: 4 },
  { name: 'irope', width: 4, heads: 2, layers: 2, hidden: 3 },
  { name: 'irope', width: 4, heads: 1, layers: 1, hidden: 0, previous: false },
  { name: 'interleaved-rope', width: 4, heads: 1, layers: 2, hidden: 2 },
] as const
const SHAPES: readonly TaskShape[] = [
  { inputs: VECTOR, outputs: NUMBER },
  { inputs: VECTOR, outputs: CLASS },
  { inputs: SEQUENCE, outputs: CLASS },
]

describe.each(HEADS)('of $name, $layers layers', (settings) => {
  test.each(SHAPES)(
    'gradients are those of finite differences, $inputs.kind to $outputs.kind',
    (shape) => {
      const model = buildModel(HEAD_SCHEMA.parse(settings), shape, '9')
      const draws = new Draws(createPhilox(6n), 0, 0)
      // Away from 0, where gradients of K-GAM and biases would agree by being simple.
      for (const { values } of model.parameters) {
        for (let i = 0; i < values.length; i++) values[i]! += 0.4 * (draws.uniform() - 0.5)
      }
      const examples = drawExamples(shape, shape.inputs.kind === 'vector' ? 3 : 5)
      takeStep(model, { train: examples, shape }, [0, 1, 2, 3])
      const step = 1e-5
      for (const { values, gradient } of model.parameters) {
        for (let i = 0; i < values.length; i++) {
          const value = values[i]!
          values[i] = value + step
          const above = lossOf(model, examples)
          values[i] = value - step
          const below = lossOf(model, examples)
          values[i] = value
          expect(Math.abs(gradient[i]! - (above - below) / (2 * step))).toBeLessThan(1e-7)
        }
      }
    },
  )
})

test('a loss of equal scores is the logarithm of how many classes there are', () => {
  const tape = new Tape(false)
  const loss = crossEntropy(tape, tape.create(2, 5), Float64Array.of(0, 4))
  expect(loss.values[0]).toBeCloseTo(Math.log(5), 14)
})

test('multiply-adds are counted as matrices are multiplied', () => {
  const shape: TaskShape = { inputs: VECTOR, outputs: NUMBER }
  const model = buildModel(HEAD_SCHEMA.parse({ name: 'mlp', width: 7, layers: 2 }), shape, '0')
  const tape = new Tape(false)
  model.forward(tape, drawExamples(shape, 3))
  expect(tape.multiplyAdds).toBe(4 * (3 * 7 + 7 * 7 + 7 * 1))
})
