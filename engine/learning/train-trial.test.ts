import { expect, test } from 'vitest'
import { checkSpace } from '../search/check-space.ts'
import { createStudy } from '../search/study.ts'
import { thrownBy } from '../testing/thrown-by.ts'
import { tries } from '../testing/tries.ts'
import { type ArmTrial, type CompareOptions, compareHeads } from './compare-heads.ts'
import { makeTask } from './data/make-task.ts'
import { TrainingSpecError } from './errors.ts'
import { buildHeadSpace, HEAD_NAMES, readParams } from './head-space.ts'
import { loadModel } from './model-file.ts'
import { evaluateModel, TRAINING_VALUE_NAMES, trainTrial } from './train-trial.ts'
import { TRAINING_SCHEMA, type TrainingDocument } from './training-schema.ts'

const parse = (document: TrainingDocument) => TRAINING_SCHEMA.parse(document)
const SPEC = parse({ task: { name: 'tabular', count: 300, features: 4 }, epochs: 3 })
const SEQUENCES = parse({
  task: { name: 'sequence', count: 100, length: 6, longLengths: [12] },
  epochs: 2,
})

test.each(HEAD_NAMES)(
  'a trial of %s gives the same numbers and bytes when made again',
  async (head) => {
    for (const spec of [SPEC, SEQUENCES]) {
      const result = await trainTrial(spec, { head })
      expect(await trainTrial(spec, { head })).toEqual(result)
      expect(result.measured).toEqual({})
    }
  },
)

test.each(HEAD_NAMES)(
  'the artifact of %s, loaded, is worth the same to the last bit',
  async (head) => {
    const { values, artifact } = await trainTrial(SEQUENCES, { head })
    expect(values).toMatchObject(evaluateModel(loadModel(artifact), makeTask(SEQUENCES.task)))
  },
)

test('a model that learned is better than the baselines, and than its first epochs', async () => {
  const spec = parse({ task: { name: 'tabular', target: 'class', count: 1000 }, epochs: 15 })
  const { values, reports, end } = await trainTrial(spec, { head: 'k-gam', 'k-gam.reach': 1 })
  expect(end).toBe('spent')
  expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1))
  expect(values!.testError).toBeLessThan(values!.ridgeTestError - 0.05)
  expect(values!.ridgeTestError).toBeLessThan(values!.majorityTestError)
  expect(values!.floorError).toBeLessThan(values!.testError)
  expect(values!.error).toBe(Math.min(...reports.map(({ error }) => error)))
  expect(reports[values!.bestEpoch - 1]!.error).toBe(values!.error)
})

test('a trial ends where it is pruned, and where nothing gets better', async () => {
  const asked: number[] = []
  const shouldPrune = async (epoch: number, values: { error: number; parameters: number }) => {
    expect(values.error).toBeGreaterThan(0)
    expect(values.parameters).toBe(4 * 32 + 32 + 32 + 1)
    asked.push(epoch)
    return epoch === 2
  }
  const pruned = await trainTrial(SPEC, { head: 'mlp' }, { shouldPrune })
  expect([asked, pruned.end, pruned.reports.length]).toEqual([[1, 2], 'pruned', 2])
  const patient = { ...SPEC, epochs: 50, patience: 2 }
  const settled = await trainTrial(patient, {
    head: 'mlp',
    learningRate: 10,
    optimizer: 'momentum',
  })
  expect(settled.end).toBe('settled')
  const errors = settled.reports.map(({ error }) => error)
  expect(errors.indexOf(Math.min(...errors)) + 3).toBe(errors.length)
})

test('training goes on while any error that is watched gets lower, and the model is of the least sum of them', async () => {
  const spec = parse({
    task: { name: 'sequence', of: 'induction', count: 200, length: 8, longLengths: [24] },
    ...{ epochs: 40, patience: 2, watch: ['error', 'longError'] },
  })
  const { end, reports, values } = await trainTrial(spec, { head: 'irope', learningRate: 0.05 })
  expect(end).toBe('settled')
  const leastUpTo = (name: 'error' | 'longError', epoch: number) =>
    Math.min(...reports.slice(0, epoch).map((report) => report[name]!))
  const isBetter = (epoch: number) =>
    epoch === 1 ||
    (['error', 'longError'] as const).some(
      (name) => reports[epoch - 1]![name]! < leastUpTo(name, epoch - 1),
    )
  const better = reports.map(({ epoch }) => epoch).filter(isBetter)
  expect(better.at(-1)).toBe(reports.length - 2)
  for (const [i, epoch] of better.slice(1).entries()) expect(epoch - better[i]!).toBeLessThan(3)
  const sums = reports.map(({ error, longError }) => error + longError!)
  expect(sums[values!.bestEpoch - 1]).toBe(Math.min(...sums))
  expect([values!.error, values!.longError]).toEqual([
    reports[values!.bestEpoch - 1]!.error,
    reports[values!.bestEpoch - 1]!.longError,
  ])
})

test('what is missed of a rule is told in entries of its table', async () => {
  const spec = parse({
    task: { name: 'lattice', count: 60, size: { x: 16, y: 16 }, ticks: 5 },
    epochs: 12,
  })
  const missed = (await trainTrial(spec, { head: 'mlp', learningRate: 0.02 })).values!.ruleError
  expect(missed).toBeGreaterThan(0)
  // 512 entries, each once.
  expect(Number.isInteger(512 * missed)).toBe(true)
})

test('a training costs no more multiply-adds than it may', async () => {
  const free = await trainTrial(SPEC, { head: 'mlp' })
  const each = free.reports[0]!.multiplyAdds
  const bound = await trainTrial({ ...SPEC, maxMultiplyAdds: 2 * each }, { head: 'mlp' })
  expect(bound.reports).toEqual(free.reports.slice(0, 2))
})

test('a step that no memory is for is refused', async () => {
  const spec = parse({ task: { name: 'sequence', count: 20, length: 1024 }, epochs: 1 })
  const trial = trainTrial(spec, { head: 'irope', 'irope.layers': 2, batch: 256 })
  await expect(trial).rejects.toMatchObject({ details: { field: 'optimizer.batch' } })
})

test('what a trial tells has the names that objectives may have', async () => {
  const { values, measured } = await trainTrial(SPEC, { head: 'mlp' }, { nowMs: () => 0 })
  expect(Object.keys({ ...values, ...measured }).sort()).toEqual([...TRAINING_VALUE_NAMES].sort())
})

test('a trial that is aborted throws the reason', async () => {
  const controller = new AbortController()
  const shouldPrune = () => {
    controller.abort(new Error('enough'))
    return false
  }
  const stopped = trainTrial(SPEC, { head: 'mlp' }, { signal: controller.signal, shouldPrune })
  await expect(stopped).rejects.toThrow('enough')
})

test('latency is measured by the clock that is given, and stands apart', async () => {
  let time = 0
  const { measured, values } = await trainTrial(SPEC, { head: 'mlp' }, { nowMs: () => time++ })
  // Each prediction lies between two looks at a clock that goes on by one a look.
  expect(measured).toEqual({ latencyP95Ms: 1 })
  expect(values).not.toHaveProperty('latencyP95Ms')
})

test('a study over the space proposes nothing that is refused, and reaches every head', () => {
  const space = buildHeadSpace()
  expect(checkSpace(space).parameters).toEqual(space)
  const study = createStudy({ space, directions: ['minimize'], sampler: 'random', seed: 1 })
  const heads = new Set<string>()
  for (let i = 0; i < 200; i++) {
    const { number, params } = study.ask()
    heads.add(readParams(params).head.name)
    for (const name of Object.keys(params)) {
      if (name.includes('.')) expect(name.split('.')[0]).toBe(params.head)
    }
    study.tell(number, { values: [0] })
  }
  expect([...heads].sort()).toEqual(HEAD_NAMES)
})

test('whatever the space proposes is trained on every task, to numbers or to a divergence', async () => {
  const tasks: readonly TrainingDocument['task'][] = [
    { name: 'tabular', count: 40, features: 2 },
    { name: 'sequence', count: 40, length: 4, longLengths: [9], of: 'lag' },
    { name: 'lattice', count: 40, size: { x: 5, y: 5 }, ticks: 1, rule: '/2/3' },
  ]
  const space = buildHeadSpace()
  const study = createStudy({ space, directions: ['minimize'], sampler: 'random', seed: 2 })
  const made = tasks.map((each) => makeTask(parse({ task: each }).task))
  for (let i = 0; i < tries(60); i++) {
    const { number, params } = study.ask()
    const spec = parse({ task: tasks[i % 3]!, epochs: 2 })
    const { end, values } = await trainTrial(spec, params, { task: made[i % 3]! })
    study.tell(number, { values: [values?.error ?? 1] })
    if (values === undefined) expect(end).toBe('diverged')
    else for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite)
  }
})

test.each([
  [{ head: 'forest' }, 'head.name'],
  [{ head: 'mlp', 'mlp.width': 0 }, 'head.width'],
  [{ head: 'mlp', 'mlp.depth': 1 }, 'head'],
  [{ head: 'mlp', rate: 1 }, 'rate'],
  [{ head: 'mlp', learningRate: -1 }, 'optimizer.learningRate'],
])('refuses %o', (params, field) => {
  const refused = thrownBy(() => readParams(params))
  expect(refused).toBeInstanceOf(TrainingSpecError)
  expect(refused).toMatchObject({ details: { field } })
})

test('all searches have as many trials, that of the MLP goes on to equal work, fronts are told by what no search saw; made again, all is the same', async () => {
  const options: CompareOptions = {
    spec: parse({ task: { name: 'tabular', count: 60, features: 3 }, epochs: 1 }),
    wanted: ['error', 'multiplyAdds'],
    told: ['testError', 'multiplyAdds'],
    reference: [2, 2 ** 20],
    ...{ trials: 4, mostTimes: 20, sampler: { name: 'random' }, seed: '6' },
  }
  const arms = await compareHeads(options)
  const { chosen, mlp, 'mlp-equal': equal, fixed } = arms
  for (const head of HEAD_NAMES) {
    expect(arms[head].trials.map(({ params }) => params.head)).toEqual(Array(4).fill(head))
  }
  expect(chosen.trials).toHaveLength(4)
  expect(equal.trials.slice(0, 4)).toEqual(mlp.trials)
  const workOf = (trials: readonly ArmTrial[]) =>
    trials.reduce((sum, { values }) => sum + values!.trainingMultiplyAdds, 0)
  // It went on, until the last of its trials made its work as much.
  expect(equal.trials.length).toBeGreaterThan(4)
  expect(workOf(equal.trials)).toBeGreaterThanOrEqual(workOf(chosen.trials))
  expect(workOf(equal.trials.slice(0, -1))).toBeLessThan(workOf(chosen.trials))
  expect(fixed.trials.map(({ values }) => values!.parameters)).toEqual([3 * 32 + 32 + 32 + 1])
  const areaOf = (trials: readonly ArmTrial[]) => {
    let [area, height] = [0, 20]
    const points = trials.map(({ values }) => [values!.testError, Math.log2(values!.multiplyAdds)])
    for (const [error, cost] of points.toSorted((a, b) => a[0]! - b[0]!)) {
      if (cost! >= height || error! >= 2) continue
      area += (2 - error!) * (height - cost!)
      height = cost!
    }
    return area
  }
  const all = areaOf(Object.values(arms).flatMap(({ trials }) => trials))
  for (const { trials, front, share } of Object.values(arms)) {
    expect(share).toBeCloseTo(areaOf(front) / all, 10)
    for (const { values } of front) {
      const isWorse = (other: ArmTrial) =>
        other.values!.error < values!.error && other.values!.multiplyAdds < values!.multiplyAdds
      expect(trials.some(isWorse)).toBe(false)
    }
  }
  expect(await compareHeads(options)).toEqual(arms)
})
