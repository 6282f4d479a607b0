import { expect, test } from 'vitest'
import { parseRule } from '../rules/parse-rule.ts'
import { makeTask } from './data/make-task.ts'
import { buildModel } from './heads/build-model.ts'
import { HEAD_SCHEMA } from './heads/head-schema.ts'
import { readLearnedRule } from './learned-rule.ts'
import { loadModel } from './model-file.ts'
import { evaluateModel, trainTrial } from './train-trial.ts'
import { TRAINING_SCHEMA } from './training-schema.ts'

const FILM = { name: 'lattice', size: { x: 16, y: 16 }, ticks: 5, density: 128 } as const

test.each([
  ['B3/S23', 'moore-2d', 1600],
  ['B2/S013V', 'von-neumann-2d', 600],
] as const)(
  '%s is read off a model that has learned it from its film',
  async (rule, neighborhood, count) => {
    const task = { ...FILM, rule, neighborhood, count }
    const spec = TRAINING_SCHEMA.parse({ task, epochs: 15 })
    const { values, artifact } = await trainTrial(spec, { head: 'mlp', learningRate: 0.02 })
    expect(values).toMatchObject({ testError: 0, ruleError: 0 })
    expect(readLearnedRule(loadModel(artifact))).toBe(parseRule(rule).rule.canonical)
  },
)

test('a model that misses entries of the table is another rule, which misses as many', () => {
  const task = makeTask(
    TRAINING_SCHEMA.parse({ task: { ...FILM, rule: 'B3/S23', count: 40 } }).task,
  )
  const model = buildModel(HEAD_SCHEMA.parse({ name: 'mlp', width: 4 }), task.shape, '3')
  const read = readLearnedRule(model)!
  const { ruleError } = evaluateModel(model, task)
  // The same table, with what the other rule makes of it.
  const other = makeTask(TRAINING_SCHEMA.parse({ task: { ...FILM, rule: read, count: 40 } }).task)
  const missed = other.table!.targets.filter((state, i) => state !== task.table!.targets[i]).length
  expect(missed).toBeGreaterThan(0)
  expect(missed / 512).toBe(ruleError)
})

test('a model of anything else is no rule', () => {
  const shape = {
    inputs: { kind: 'vector', width: 8 },
    outputs: { kind: 'class', count: 2 },
  } as const
  expect(
    readLearnedRule(buildModel(HEAD_SCHEMA.parse({ name: 'mlp' }), shape, '1')),
  ).toBeUndefined()
})
