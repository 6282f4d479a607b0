import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { makeTask } from '../learning/data/make-task.ts'
import { loadModel } from '../learning/model-file.ts'
import { evaluateModel } from '../learning/train-trial.ts'
import type { Trial } from '../search/trial.ts'
import type { TrainingPlan } from '../studies/study-plan.ts'
import { createLocalEvaluator } from './local-evaluator.ts'
import { openStudy } from './open-study.ts'
import { runStudyInNode } from './run-study.ts'

const SMALL = { param: 'head', in: ['mlp'] }
const STUDY = {
  ...{ version: 1, name: 'Small heads', budget: { trials: 8 }, seed: 3, repeat: 2 },
  space: [
    { name: 'head', type: 'categorical', choices: ['mlp', 'k-gam'] },
    { name: 'mlp.width', type: 'int', low: 2, high: 8, if: SMALL },
    { name: 'learningRate', type: 'float', low: 0.001, high: 0.1, log: true },
  ],
  objectives: [
    { name: 'error', direction: 'minimize' },
    { name: 'multiplyAdds', direction: 'minimize' },
  ],
  sampler: 'random',
  pruner: { name: 'median', peers: 2, warmup: 1 },
  objective: { kind: 'training', task: { name: 'tabular', count: 120 }, epochs: 3 },
}

async function search(document: object, workers: number) {
  const folder = createTemporaryFolder()
  onTestFinished(folder.dispose)
  const opened = await openStudy(document, folder.path, { allowsCommands: false })
  const { study } = await runStudyInNode(opened, {
    ...{ out: join(folder.path, 'record.jsonl'), resumes: false, workers, now: () => 0 },
    budget: opened.plan.budget,
    signal: new AbortController().signal,
    createEvaluator: (...of) => createLocalEvaluator(...of, folder.path),
    onProgress() {},
  })
  const spec = (opened.plan.objective as TrainingPlan).spec
  return { trials: study.trials, folder: folder.path, spec }
}

/** Without what a clock has measured. */
function repeatable({ measured, ...trial }: Trial) {
  const { latencyP95Ms: _, ...others } = measured ?? {}
  return { ...trial, measured: others }
}

test('trials are the same here and in two threads, are pruned by epochs, and have baselines beside their error', async () => {
  const [here, threads] = [await search(STUDY, 0), await search(STUDY, 2)]
  expect(threads.trials.map(repeatable)).toEqual(here.trials.map(repeatable))
  const states = new Set(here.trials.map(({ state }) => state))
  expect(states).toEqual(new Set(['complete', 'pruned']))
  for (const { state, measured, reports, values } of here.trials) {
    if (state !== 'complete') continue
    expect(reports).toHaveLength(3)
    expect(measured).toMatchObject({ error: values![0], latencyP95Ms: expect.any(Number) })
    const { majorityError, ridgeError } = measured!
    expect([majorityError! > 0, ridgeError! < majorityError!]).toEqual([true, true])
  }
})

test('a pruner decides by accuracy, latency, products, parameters and bytes at once', async () => {
  const { trials } = await search(
    {
      ...STUDY,
      objectives: [
        { name: 'accuracy', direction: 'maximize' },
        { name: 'latencyP95Ms', direction: 'minimize', measured: true },
        ...['multiplyAdds', 'parameters', 'memoryBytes'].map((name) => ({
          ...{ name, direction: 'minimize' },
        })),
      ],
      pruner: { name: 'halving', first: 1, factor: 2 },
    },
    0,
  )
  const states = new Set(trials.map(({ state }) => state))
  expect(states).toEqual(new Set(['complete', 'pruned']))
  for (const { reports, values, measured } of trials) {
    // What a model takes is known after its first epoch, and stays; what it gets right does not.
    const [, ...costs] = reports[0]!.values
    for (const report of reports) expect(report.values.slice(1)).toEqual(costs)
    if (values === undefined) continue
    expect(values).toEqual([1 - measured!.error!, ...costs])
    expect(costs).toEqual([
      ...[measured!.latencyP95Ms, measured!.multiplyAdds],
      ...[measured!.parameters, measured!.memoryBytes],
    ])
  }
})

test('the model that a trial leaves gives the numbers again that are told of it, to the last bit', async () => {
  const { trials, folder, spec } = await search({ ...STUDY, pruner: 'none' }, 0)
  const task = makeTask(spec.task)
  for (const { number, state, measured } of trials) {
    const path = join(folder, `trial-${number}.model`)
    expect(existsSync(path)).toBe(state === 'complete')
    const again = evaluateModel(loadModel(readFileSync(path)), task)
    expect(measured).toMatchObject(again)
  }
})

test('faults of a study that trains are named at once', async () => {
  const wrong = {
    ...STUDY,
    space: [...STUDY.space, { name: 'mlp.depth', type: 'int', low: 1, high: 2, if: SMALL }],
    objectives: [
      { name: 'precision', direction: 'maximize' },
      { name: 'testError', direction: 'minimize' },
      { name: 'latencyP95Ms', direction: 'minimize' },
    ],
    constraints: [{ name: 'size', atMost: 1 }],
  }
  const opening = openStudy(wrong, '.', { allowsCommands: false })
  const error = await opening.catch((caught: unknown) => caught)
  const { faults } = (error as { details: { faults: { field: string }[] } }).details
  expect([...new Set(faults.map(({ field }) => field))].toSorted()).toEqual([
    ...['constraints[0].name', 'objectives[0].name', 'objectives[1].name', 'objectives[2]'],
    'space[0]',
  ])
})
