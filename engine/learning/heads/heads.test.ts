import { expect, test } from 'vitest'
import { createPhilox } from '../../math/philox.ts'
import { Draws } from '../../search/draws.ts'
import { measureBaselines } from '../baselines/baselines.ts'
import type { Examples, TaskShape } from '../data/examples.ts'
import { makeTask } from '../data/make-task.ts'
import type { Task } from '../data/task.ts'
import { TASK_SCHEMA } from '../data/task-schema.ts'
import { measureError } from '../error.ts'
import { readParams } from '../head-space.ts'
import { train } from '../train.ts'
import { buildModel } from './build-model.ts'
import { takeKgamApart } from './k-gam.ts'
import { listGroups } from './k-gam-layout.ts'
import { type Model, predict } from './model.ts'

/** The errors of a head after some epochs, and the model. */
async function learn(
  task: Task,
  params: Record<string, string | number | boolean>,
  epochs: number,
) {
  const { head, optimizer } = readParams(params)
  const model = buildModel(head, task.shape, '1')
  await train(model, task, {
    optimizer,
    epochs,
    patience: undefined,
    watch: ['error'],
    seed: '1',
    maxMultiplyAdds: undefined,
    onEpoch: ({ loss }) => loss < 1e-3,
  })
  const [long] = task.long
  return {
    model: model as Model,
    error: measureError(model, task.validation),
    testError: measureError(model, task.test),
    longError: long === undefined ? undefined : measureError(model, long.test),
  }
}

const wholeTask = (examples: Examples, shape: TaskShape): Task => ({
  shape,
  train: examples,
  validation: examples,
  test: examples,
  long: [],
  floorError: 0,
})

test('a perceptron learns what no line parts: exclusive or', async () => {
  const examples: Examples = {
    count: 4,
    width: 2,
    inputs: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1),
    targets: Float64Array.of(0, 1, 1, 0),
  }
  const shape: TaskShape = {
    inputs: { kind: 'vector', width: 2 },
    outputs: { kind: 'class', count: 2 },
  }
  const task = wholeTask(examples, shape)
  const params = { head: 'mlp', 'mlp.width': 8, learningRate: 0.1 }
  expect(await learn(task, params, 200)).toMatchObject({ error: 0 })
  expect((await learn(task, { ...params, 'mlp.layers': 0 }, 200)).error).toBeGreaterThanOrEqual(
    0.25,
  )
})

/** Rows of four numbers, and a function of them. */
function tabulate(value: (x: Float64Array) => number): Task {
  const shape: TaskShape = { inputs: { kind: 'vector', width: 4 }, outputs: { kind: 'number' } }
  const part = (trial: number, count: number): Examples => {
    const draws = new Draws(createPhilox(3n), trial, 0)
    const inputs = Float64Array.from({ length: 4 * count }, () => draws.uniform())
    const targets = Float64Array.from({ length: count }, (_, i) =>
      value(inputs.subarray(4 * i, 4 * i + 4)),
    )
    return { count, width: 4, inputs, targets }
  }
  const task = wholeTask(part(0, 1200), shape)
  return { ...task, validation: part(1, 200), test: part(2, 200) }
}

test('a K-GAM of single inputs fits a sum of functions of them, and of pairs a product', async () => {
  const sum = tabulate(([a, b, c]) => Math.sin(7 * a!) + Math.abs(4 * b! - 2) - c! * c!)
  const single = { head: 'k-gam', 'k-gam.reach': 1, 'k-gam.knots': 12, learningRate: 0.1 }
  const { majorityTestError, ridgeTestError } = measureBaselines(sum)
  expect((await learn(sum, single, 15)).testError).toBeLessThan(0.01)
  expect(Math.min(majorityTestError, ridgeTestError)).toBeGreaterThan(0.5)

  const product = tabulate(([a, b]) => (2 * a! - 1) * (2 * b! - 1))
  expect((await learn(product, single, 5)).testError).toBeGreaterThan(0.9)
  const pairs = { ...single, 'k-gam.reach': 2, 'k-gam.knots': 60, 'k-gam.basis': 'rbf' }
  expect((await learn(product, pairs, 12)).testError).toBeLessThan(0.3)
})

test('learned sums and functions of single inputs fit what neither fits alone', async () => {
  const wave = tabulate(([a, b, c]) => Math.sin(5 * (a! + b!)) + 2 * Math.abs(2 * c! - 1))
  const learned = {
    ...{ head: 'k-gam', 'k-gam.inner': 'learned', 'k-gam.basis': 'hat', 'k-gam.knots': 12 },
    ...{ 'k-gam.sums': 4, 'k-gam.singles': 8, learningRate: 0.05 },
  }
  expect((await learn(wave, learned, 20)).testError).toBeLessThan(0.05)
  expect((await learn(wave, { ...learned, 'k-gam.sums': 0 }, 20)).testError).toBeGreaterThan(0.15)
  expect(
    (await learn(wave, { ...learned, 'k-gam.singles': 0, 'k-gam.sums': 1 }, 20)).testError,
  ).toBeGreaterThan(0.15)
})

test.each(['vector', 'sequence'])(
  'the parts of learned sums and single inputs add up to what is given, of a %s',
  async (kind) => {
    const task =
      kind === 'vector'
        ? tabulate(([a, b]) => Math.sin(7 * a!) - 2 * b! * b!)
        : makeTask(TASK_SCHEMA.parse({ name: 'sequence', length: 6, count: 200 }))
    const params = { head: 'k-gam', 'k-gam.inner': 'learned', learningRate: 0.05 }
    const { model } = await learn(task, params, 3)
    const { groups, parts } = takeKgamApart(model, task.test)!
    const width = task.test.width
    expect(groups.map(({ length }) => length)).toEqual([
      ...Array(4).fill(width),
      ...Array(width).fill(1),
    ])
    const outputs = predict(model, task.test).outputs.values
    const columns = outputs.length / task.test.count
    for (const [at, output] of outputs.entries()) {
      const from = Math.floor(at / columns) * (groups.length + 1) * columns + (at % columns)
      let sum = 0
      for (let part = 0; part <= groups.length; part++) sum += parts[from + part * columns]!
      expect(sum).toBeCloseTo(output, 10)
    }
  },
)

test('the parts of a K-GAM add up to what it gives, and an input that tells nothing has almost none', async () => {
  const task = tabulate(([a, b]) => Math.sin(7 * a!) - 2 * b! * b!)
  const { model } = await learn(task, { head: 'k-gam', 'k-gam.reach': 1, learningRate: 0.1 }, 10)
  const { groups, parts } = takeKgamApart(model, task.test)!
  expect(groups).toEqual([[0], [1], [2], [3]])
  const outputs = predict(model, task.test).outputs.values
  for (let i = 0; i < task.test.count; i++) {
    const sum = parts.subarray(5 * i, 5 * i + 5).reduce((total, part) => total + part, 0)
    expect(sum).toBeCloseTo(outputs[i]!, 10)
  }
  const spreadOf = (group: number) => {
    const own = parts.filter((_, at) => at % 5 === group)
    return Math.max(...own) - Math.min(...own)
  }
  // Over the cube the sine goes from -1 to 1, and the square from 0 to 1.
  expect(Math.abs(spreadOf(0) - 2)).toBeLessThan(0.2)
  expect(Math.abs(spreadOf(1) - 2)).toBeLessThan(0.2)
  expect(Math.max(spreadOf(2), spreadOf(3))).toBeLessThan(0.1)
})

test('Life is learned from a film by pairs of cells, and not by single ones', async () => {
  const task = makeTask(
    TASK_SCHEMA.parse({ name: 'lattice', count: 1600, size: { x: 16, y: 16 }, ticks: 5 }),
  )
  expect(measureBaselines(task).ridgeTestError).toBeGreaterThan(0.25)
  // Its rule is a square of twice the neighbors plus the cell, so pairs are enough, and single cells are not.
  const pairs = { head: 'k-gam', 'k-gam.knots': 16, learningRate: 0.1 }
  expect((await learn(task, { ...pairs, learningRate: 0.2 }, 6)).testError).toBeLessThan(0.02)
  expect((await learn(task, { ...pairs, 'k-gam.reach': 1 }, 5)).testError).toBeGreaterThan(0.2)
})

test('attention learns induction, which ridge and a perceptron do not, and goes on at three times the length', async () => {
  const task = makeTask(
    TASK_SCHEMA.parse({
      name: 'sequence',
      of: 'induction',
      length: 10,
      longLengths: [30],
      count: 1500,
    }),
  )
  const params = { head: 'irope', 'irope.hidden': 0, learningRate: 0.02 }
  const learned = await learn(task, params, 8)
  expect(learned.testError).toBeLessThan(0.01)
  expect(learned.longError).toBeLessThan(0.1)
  expect((await learn(task, { head: 'mlp' }, 4)).testError).toBeGreaterThan(0.5)
  expect(measureBaselines(task).ridgeTestError).toBeGreaterThan(0.5)
})

test('interleaved layers without positions find a mark among other tokens', async () => {
  const task = makeTask(
    TASK_SCHEMA.parse({ name: 'sequence', length: 8, count: 1000, longLengths: [24] }),
  )
  const params = {
    head: 'interleaved-rope',
    'interleaved-rope.layers': 1,
    'interleaved-rope.every': 1,
    'interleaved-rope.hidden': 0,
    'interleaved-rope.previous': false,
    learningRate: 0.02,
  }
  const learned = await learn(task, params, 10)
  expect(learned.testError).toBeLessThan(0.02)
  expect(learned.longError).toBeLessThan(0.05)
})

test('groups of inputs are all that there are, or as many as are allowed, each input among them', () => {
  const philox = createPhilox(1n)
  expect(listGroups(4, 2, 6, philox).join(' ')).toBe('0,1 0,2 0,3 1,2 1,3 2,3')
  const few = listGroups(40, 3, 40, philox)
  expect(few).toHaveLength(40)
  expect(new Set(few.flat()).size).toBe(40)
  for (const group of few) expect(new Set(group).size).toBe(3)
})
