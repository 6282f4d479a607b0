import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTask } from '../../engine/learning/data/make-task.ts'
import { buildHeadSpace } from '../../engine/learning/head-space.ts'
import { ROOT } from '../project.ts'
import { formatResults } from './format-results.ts'
import { readStudy } from './read-study.ts'
import { formatRows, parseRows } from './rows.ts'
import { measureToldBaselines, TOLD } from './told-baselines.ts'

const text = readFileSync(join(ROOT, 'docs/heads.csv'), 'utf8')

test('the tables of docs/training.md are those of docs/heads.csv', () => {
  const rows = parseRows(text)
  expect(formatRows(rows)).toBe(text)
  expect(readFileSync(join(ROOT, 'docs/training.md'), 'utf8')).toContain(formatResults(rows))
})

test.each(Object.keys(TOLD))('%s searches the space of all heads, and has results', (study) => {
  const { plan } = readStudy(study, 0)
  expect(plan.space.parameters).toEqual(buildHeadSpace())
  for (const arm of ['chosen', 'mlp', 'mlp-onward', 'fixed']) {
    const rows = parseRows(text).filter((row) => row.study === study && row.arm === arm)
    expect(rows.length).toBeGreaterThan(0)
  }
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
