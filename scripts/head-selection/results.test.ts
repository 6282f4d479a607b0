import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTask } from '../../engine/learning/data/make-task.ts'
import { buildHeadSpace } from '../../engine/learning/head-space.ts'
import { ROOT } from '../project.ts'
import { formatResults } from './format-results.ts'
import { readStudy } from './read-study.ts'
import { formatModelRows, formatResultRows, parseModelRows, parseResultRows } from './rows.ts'
import { measureShares } from './shares.ts'
import { measureToldBaselines, TOLD } from './told-baselines.ts'

const [text, modelText] = ['heads', 'heads-fronts'].map((name) =>
  readFileSync(join(ROOT, `docs/${name}.csv`), 'utf8'),
) as [string, string]
const rows = parseResultRows(text)
const models = parseModelRows(modelText)

test('the tables of docs/training.md are those of docs/heads.csv and docs/heads-fronts.csv', () => {
  expect(formatResultRows(rows)).toBe(text)
  expect(formatModelRows(models)).toBe(modelText)
  const page = readFileSync(join(ROOT, 'docs/training.md'), 'utf8')
  expect(page).toContain(formatResults(rows, models))
})

test.each(Object.keys(TOLD))('%s searches the space of all heads, and has results', (study) => {
  const { plan } = readStudy(study, 0)
  expect(plan.space.parameters).toEqual(buildHeadSpace())
  const of = (arm: string) => rows.filter((row) => row.study === study && row.arm === arm)
  const seeds = of('chosen').map(({ seed }) => seed)
  for (const arm of ['chosen', 'mlp', 'mlp-equal', 'fixed']) {
    expect(of(arm).map(({ seed }) => seed)).toEqual(seeds)
  }
  expect(seeds.length).toBeGreaterThan(0)
  // The MLP had no less work, unless it had all the trials that it may have.
  for (const [i, { work, trials }] of of('mlp-equal').entries()) {
    if (trials < 12 * 32) expect(work).toBeGreaterThanOrEqual(of('chosen')[i]!.work)
  }
})

test('the share of a front is by what is told of it, and of all that was trained', () => {
  const model = (arm: 'chosen' | 'mlp', front: 0 | 1, error: number, multiplyAdds: number) => ({
    ...{ study: 'heads-class', seed: 3, arm, trial: 0, head: 'mlp', front, error },
    ...{ multiplyAdds, memoryBytes: 1 },
  })
  const sharesOf = measureShares('heads-class', [
    model('chosen', 1, 0, 2 ** 8),
    model('mlp', 1, 0.25, 2 ** 8),
    // Better, and yet its arm did not see that it is.
    model('mlp', 0, 0, 1),
  ])
  const { reference } = readStudy('heads-class', 0).plan.objectives[0]!
  // Of 16 halvings of the multiply-adds up to the reference, 8.
  expect(sharesOf('chosen').get(3)).toBeCloseTo(8 / 16, 12)
  expect(sharesOf('mlp').get(3)).toBeCloseTo((8 * (reference! - 0.25)) / (16 * reference!), 12)
  expect([...sharesOf('fixed')]).toEqual([])
})

test('baselines are told by the longest sequences, which ridge has not seen whole', () => {
  const { spec } = readStudy('heads-recall', 0)
  const task = makeTask(spec.task)
  const [short, long] = (['testError', 'longTestError'] as const).map(
    (told) => measureToldBaselines(task, told).ridge,
  )
  // The mark is among the last 12 of 48 tokens only now and then.
  expect(short).toBeLessThan(0.1)
  expect(long).toBeGreaterThan(0.5)
})
